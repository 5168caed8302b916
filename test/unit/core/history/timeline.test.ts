import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerAt } from "../../../../src/core/history/answer.ts";
import { bandsOf } from "../../../../src/core/history/bands.ts";
import { reachableBy } from "../../../../src/core/history/reachable.ts";
import type { Facts } from "../../../../src/core/history/record.ts";
import { stretchAt, timeline, within } from "../../../../src/core/history/timeline.ts";
import { totals } from "../../../../src/core/history/totals.ts";
import { BOTH, HOUR, histories, historyOf, MINUTE, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

const DAY = 24 * HOUR;

/** From, to and reach of each stretch, in hours. */
function inHours(records: Parameters<typeof historyOf>[0], seen: number, holds = seen, now = DAY) {
  return timeline(historyOf(records, seen * HOUR, holds * HOUR), 0, DAY, now).map(({ from, to, facts }) => [
    from / HOUR,
    to / HOUR,
    (facts as Facts | null)?.reach ?? "nothing",
  ]);
}

describe("a day", () => {
  it("is not observed where nothing is recorded, and ends now", () => {
    expect(inHours([], 0, 0, 5 * HOUR)).toEqual([[0, 5, "nothing"]]);
    expect(timeline(historyOf([], 0), DAY, 2 * DAY, HOUR)).toEqual([]);
  });

  it("has what changed, one after the other", () => {
    expect(inHours([observed(9 * HOUR, BOTH), observed(11 * HOUR, PHONE)], 12)).toEqual([
      [0, 9, "nothing"],
      [9, 11, "both"],
      [11, 12, "phone"],
      [12, 24, "nothing"],
    ]);
  });

  it("begins with what was known the day before", () => {
    expect(inHours([observed(-HOUR, BOTH), observed(HOUR, PHONE)], 24)).toEqual([
      [0, 1, "both"],
      [1, 24, "phone"],
    ]);
  });

  it("has the gaps", () => {
    expect(inHours([observed(9 * HOUR, BOTH), observed(11 * HOUR, BOTH, 10 * HOUR)], 12)).toEqual([
      [0, 9, "nothing"],
      [9, 10, "both"],
      [10, 11, "nothing"],
      [11, 12, "both"],
      [12, 24, "nothing"],
    ]);
  });

  it("holds what was seen last until its evidence ends, and no longer than it was seen after that", () => {
    const records = [observed(9 * HOUR, BOTH)];
    expect(inHours(records, 10, 10.02, 10.01 * HOUR).at(-1)).toEqual([9, 10.01, "both"]);
    expect(inHours(records, 10, 10.02, 10.02 * HOUR).at(-1)).toEqual([9, 10.02, "both"]);
    expect(inHours(records, 10, 10.02, 10.03 * HOUR).slice(-2)).toEqual([
      [9, 10, "both"],
      [10, 10.03, "nothing"],
    ]);
  });

  it("shows what was recorded later, where the clock was set back", () => {
    const records = [
      observed(9 * HOUR, BOTH),
      observed(13 * HOUR, PHONE),
      observed(12 * HOUR, NOBODY, 14 * HOUR),
      observed(12.5 * HOUR, UNKNOWN),
    ];
    expect(inHours(records, 13.5)).toEqual([
      [0, 9, "nothing"],
      [9, 12, "both"],
      [12, 12.5, "nobody"],
      [12.5, 13.5, "unknown"],
      [13.5, 14, "phone"],
      [14, 24, "nothing"],
    ]);
  });

  it("has nothing of what lasted for no time, or is still to come by the clock", () => {
    expect(inHours([observed(9 * HOUR, BOTH), observed(9 * HOUR, PHONE)], 12, 12, 12 * HOUR)).toEqual([
      [0, 9, "nothing"],
      [9, 12, "phone"],
    ]);
    expect(inHours([observed(9 * HOUR, BOTH)], 9, 10, 8 * HOUR)).toEqual([[0, 8, "nothing"]]);
  });

  it("keeps everything else where the clock was years off for a while", () => {
    const records = [
      observed(9 * HOUR, BOTH),
      observed(-9_000 * DAY, PHONE, 10 * HOUR),
      observed(11 * HOUR, BOTH, -8_999 * DAY),
    ];
    expect(inHours(records, 12)).toEqual([
      [0, 9, "nothing"],
      [9, 10, "both"],
      [10, 11, "nothing"],
      [11, 12, "both"],
      [12, 24, "nothing"],
    ]);
  });
});

it("a stretch holds the moment at which it begins, and not the one at which it ends", () => {
  const [one, two] = [0, 1].map((hour) => ({ from: hour * HOUR, to: (hour + 1) * HOUR, facts: null }));
  const stretches = [one, two].filter((stretch) => stretch !== undefined);
  expect([0, HOUR, 2 * HOUR].map((moment) => stretchAt(stretches, moment))).toEqual([one, two, null]);
  expect(within(stretches, 0, HOUR)).toEqual([one]);
  expect(within(stretches, HOUR, 2 * HOUR)).toEqual([two]);
});

it("a day full of flapping is laid out at once", () => {
  const records = Array.from({ length: 5_000 }, (_, index) =>
    observed(index * 15_000, index % 2 === 0 ? BOTH : PHONE, index * 15_000 - 1_000),
  );
  const begun = performance.now();
  expect(timeline(historyOf(records, DAY), 0, DAY, DAY)).toHaveLength(9_999);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

describe("of any history", () => {
  const windows = fc.tuple(fc.nat(72 * 60), fc.integer({ min: 1, max: 25 * 60 }), fc.nat(80 * 60));
  const cut = fc.tuple(histories, windows).map(([history, [from, length, now]]) => {
    const window = { from: from * MINUTE, to: (from + length) * MINUTE, now: now * MINUTE };
    return { history, ...window, stretches: timeline(history, window.from, window.to, window.now) };
  });

  it("the stretches cover the time once, up to now, and so does each band", () => {
    fc.assert(
      fc.property(cut, ({ history, from, to, now, stretches }) => {
        const { told: _, switched: __, tab, ...bands } = bandsOf(stretches, history, from, to);
        const rows = [stretches, ...Object.values(bands), ...(tab === null ? [] : [tab])];
        for (const row of rows) {
          let end = from;
          for (const part of row) {
            expect(part.from).toBe(end);
            expect(part.to).toBeGreaterThan(part.from);
            end = part.to;
          }
          expect(end).toBe(Math.max(from, Math.min(to, now)));
        }
      }),
    );
  });

  it("a day is the same whether it is cut out of all days or by itself", () => {
    fc.assert(
      fc.property(cut, ({ history, from, to, now, stretches }) => {
        const all = timeline(history, -DAY, 10 * DAY, now);
        expect(within(all, from, to)).toEqual(stretches);
      }),
    );
  });

  it("the totals are all of it", () => {
    fc.assert(
      fc.property(cut, ({ from, to, now, stretches }) => {
        const { reachable, observed: seen } = totals(stretches);
        const all = Object.values(reachable).reduce((sum, one) => sum + one, 0);
        expect(all).toBe(Math.max(0, Math.min(to, now) - from));
        expect(seen).toBe(all - reachable["not-observed"]);
      }),
    );
  });

  it("the answer about a moment agrees with its band", () => {
    fc.assert(
      fc.property(cut, fc.nat(100 * 60), ({ history, from, to, now, stretches }, minute) => {
        const moment = minute * MINUTE;
        const { reachable } = bandsOf(stretches, history, from, to);
        const band = reachable.find((part) => part.from <= moment && moment < part.to)?.value;
        const answer = answerAt(stretches, history, moment, now);
        expect(reachableBy(answer.facts)).toBe(band ?? "not-observed");
        expect(answer.showed === null).toBe((stretchAt(stretches, moment)?.facts ?? null) === null);
      }),
    );
  });
});
