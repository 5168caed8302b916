import { expect, it } from "vitest";
import { type Bands, bandsOf } from "../../../../src/core/history/bands.ts";
import type { Facts, HistoryRecord } from "../../../../src/core/history/record.ts";
import { timeline } from "../../../../src/core/history/timeline.ts";
import { BOTH, HOUR, historyOf, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

/** The bands of a day's first two hours, of which the second was not observed. */
function bands(facts: Facts, others: readonly HistoryRecord[] = []): Bands {
  const history = historyOf([observed(0, facts), ...others], HOUR);
  return bandsOf(timeline(history, 0, 2 * HOUR, 2 * HOUR), history, 0, 2 * HOUR);
}

it.each<[string, Facts, Record<string, string | null>]>([
  ["all is well", BOTH, { reachable: "yes", phone: "yes", softphone: "yes", registered: "yes", tab: null }],
  ["the softphone is lost", PHONE, { reachable: "yes", phone: "yes", softphone: "yes", registered: "half" }],
  ["nobody is reached", NOBODY, { reachable: "no", phone: "no", softphone: "yes", registered: "half" }],
  [
    "the softphone is off, whatever is said of its registration",
    { ...PHONE, softphoneOn: false, registered: true },
    { reachable: "yes", phone: "yes", softphone: "no", registered: "no" },
  ],
  [
    "nothing is known",
    UNKNOWN,
    {
      reachable: "not-known",
      phone: "not-known",
      softphone: "not-known",
      registered: "not-known",
      tab: null,
    },
  ],
  ["the tab is open", { ...BOTH, tab: "open" }, { tab: "yes" }],
  ["the tab is muted", { ...BOTH, tab: "muted" }, { tab: "half" }],
  ["the tab is closed", { ...PHONE, tab: "page-closed" }, { tab: "half" }],
])("where %s", (_what, facts, rows) => {
  const found = bands(facts);
  for (const [name, value] of Object.entries(rows)) {
    const row = found[name as "tab"];
    const parts = [
      { from: 0, to: HOUR, value },
      { from: HOUR, to: 2 * HOUR, value: "not-observed" },
    ];
    expect([name, row]).toEqual([name, value === null ? null : parts]);
  }
});

it("a tab that was not watched all day has a row, with what is not known", () => {
  const { tab } = bands({ ...BOTH, tab: "open" }, [observed(HOUR / 2, BOTH)]);
  expect(tab?.map(({ value }) => value)).toEqual(["yes", "not-known", "not-observed"]);
});

it("what happened has its moments, within that time alone", () => {
  const told = [-1, 0, HOUR, 2 * HOUR].map((at) => ({ kind: "told", at, words: [] }) as const);
  const switched = told.map(({ at }) => ({ kind: "switched", at, by: "key", isReturn: false }) as const);
  const found = bands(BOTH, [...told, ...switched]);
  expect(found.told).toEqual([0, HOUR]);
  expect(found.switched.map(({ at }) => at)).toEqual([0, HOUR]);
});
