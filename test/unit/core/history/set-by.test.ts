import { expect, it } from "vitest";
import type { HistoryRecord, Switched } from "../../../../src/core/history/record.ts";
import { setBy } from "../../../../src/core/history/set-by.ts";
import { BOTH, HOUR, historyOf, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

const OFF = { ...PHONE, softphoneOn: false };

function switched(at: number, by: Switched["by"] = "popup"): Switched {
  return { kind: "switched", at, by, isReturn: false };
}

/** Who had set what was on at a moment, in hours, and when. */
function who(records: readonly HistoryRecord[], moment: number): string | null {
  const found = setBy(historyOf(records, 24 * HOUR), moment * HOUR, 24 * HOUR);
  return found && `${found.by} at ${found.at / HOUR}`;
}

const DAY = [observed(9 * HOUR, BOTH), observed(10 * HOUR, OFF), switched(10 * HOUR)];

it("what was on was set by the last switch before, whatever else has changed since", () => {
  expect([9.5, 10, 11].map((hour) => who(DAY, hour))).toEqual([null, "popup at 10", "popup at 10"]);
  const later = [...DAY, observed(11 * HOUR, { ...OFF, isBusy: true }), observed(12 * HOUR, OFF)];
  expect(who(later, 12.5)).toBe("popup at 10");
  // From one phone to another.
  expect(who([...later, switched(13 * HOUR, "elsewhere")], 14)).toBe("elsewhere at 13");
});

it.each<[string, HistoryRecord]>([
  ["another phone is on", observed(12 * HOUR, { ...OFF, phoneOn: false })],
  ["something else is on, and nobody is known to have set it", observed(12 * HOUR, NOBODY)],
  ["it was not known for a while what was on", observed(12 * HOUR, UNKNOWN)],
  ["nothing was observed for a while", observed(12 * HOUR, OFF, 11 * HOUR)],
])("it is not known once %s", (_what, record) => {
  const all = [...DAY, record, observed(13 * HOUR, OFF)];
  expect(who(all, 10.5)).toBe("popup at 10");
  expect([12, 12.5, 14].map((hour) => who(all, hour))).toEqual([null, null, null]);
});

it("it is not known where nothing was observed, or where it was not known what was on", () => {
  expect([who([], 10), who(DAY, 8)]).toEqual([null, null]);
  for (const facts of [UNKNOWN, { ...BOTH, phoneOn: null }, { ...BOTH, softphoneOn: null }])
    expect(who([observed(9 * HOUR, facts), switched(10 * HOUR)], 11)).toBeNull();
});

it("it is known after midnight, and not told after half a day", () => {
  const night = [observed(-3 * HOUR, OFF), switched(-2 * HOUR, "lock")];
  expect(who(night, 1)).toBe("lock at -2");
  expect(who(night, 10.5)).toBeNull();
  expect(who([observed(-20 * HOUR, OFF), switched(-2 * HOUR, "lock")], 1)).toBe("lock at -2");
});

it("what was recorded before the clock was set back does not count", () => {
  const back = [...DAY, observed(9.5 * HOUR, OFF, 10.5 * HOUR)];
  expect(who(back, 10.2)).toBeNull();
  expect(who([...back, switched(9.8 * HOUR, "key")], 10.2)).toBe("key at 9.8");
});
