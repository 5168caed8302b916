import { afterEach, describe, expect, it, vi } from "vitest";
import type { HistoryRecord } from "../../../../src/core/history/record.ts";
import { todayOf } from "../../../../src/core/history/today.ts";
import { todayWords } from "../../../../src/core/history/today-words.ts";
import { english } from "../../english.ts";
import { BOTH, HOUR, historyOf, MINUTE, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

const MIDNIGHT = new Date(2026, 10, 27).getTime();
const at = (hours: number, minutes = 0): number => MIDNIGHT + hours * HOUR + minutes * MINUTE;

/** The day as it was summed up at `recorded`, in the popup's words at `now`. */
function words(
  records: readonly HistoryRecord[],
  reach: Parameters<typeof todayWords>[1],
  now: number,
  recorded = records.at(-1)?.at ?? now,
): string {
  return english(todayWords(todayOf(historyOf(records, recorded, now), recorded), reach, now));
}

describe("the day in short", () => {
  it("is without gaps where each call would have gone to a device", () => {
    const doubted = { ...BOTH, reach: "softphone", softphone: "not-reported" } as const;
    expect(
      words([observed(at(9), BOTH), observed(at(10), PHONE), observed(at(11), doubted)], "softphone", at(12)),
    ).toBe("Today: no gaps");
  });

  it("says how it is now, and since when", () => {
    const records = [observed(at(9), NOBODY), observed(at(10), BOTH), observed(at(11), PHONE)];
    const today = { at: at(11), from: MIDNIGHT, gaps: 1, gapsLasted: HOUR, unknownLasted: 0 };
    expect(todayOf(historyOf(records, at(11), at(12)), at(11))).toEqual({
      ...today,
      is: "reached",
      since: at(10),
    });
  });

  it("has the gaps, and how long they lasted, with the present one", () => {
    const one = [observed(at(9), BOTH), observed(at(10), NOBODY)];
    expect(words(one, "nobody", at(10) + 20_000)).toBe("Today: 1 gap, 20 s so far");
    expect(words([...one, observed(at(10, 5), BOTH)], "both", at(12))).toBe("Today: 1 gap, 5 min so far");
    const two = [...one, observed(at(10, 5), BOTH), observed(at(11), { ...NOBODY, isBusy: true })];
    expect(words(two, "nobody", at(11, 7))).toBe("Today: 2 gaps, 12 min so far");
  });

  it("has no gap where a switch on CCM has passed through none on", () => {
    const switched = [observed(at(9), BOTH), observed(at(10), NOBODY), observed(at(10) + 2_000, PHONE)];
    expect(words(switched, "phone", at(12))).toBe("Today: no gaps");
    const longer = [observed(at(9), BOTH), observed(at(10), NOBODY), observed(at(10) + 5_000, PHONE)];
    expect(words(longer, "phone", at(12))).toBe("Today: 1 gap, 5 s so far");
  });

  it("counts a gap once, whatever else changes during it", () => {
    const records = [observed(at(9), NOBODY), observed(at(9, 1), { ...NOBODY, isBusy: true })];
    expect(words(records, "nobody", at(9, 3))).toBe("Today: 1 gap, 3 min so far");
  });

  it("says for how long it was not known, and not observed between two observations", () => {
    const unknown = [observed(at(9), BOTH), observed(at(10), UNKNOWN)];
    expect(words(unknown, "unknown", at(10, 6))).toBe("Today: not known for 6 min");
    expect(words([...unknown, observed(at(10, 6), BOTH)], "both", at(12))).toBe("Today: not known for 6 min");
    const slept = [observed(at(9), BOTH), observed(at(11), BOTH, at(10, 30))];
    expect(words(slept, "both", at(12))).toBe("Today: not known for 30 min");
  });

  it("says nothing of the time before the day's first observation", () => {
    expect(words([observed(at(-5), NOBODY), observed(at(9), BOTH, at(-4))], "both", at(10))).toBe(
      "Today: no gaps",
    );
  });

  it("begins at midnight with what goes on", () => {
    const night = [observed(at(-2), BOTH), observed(at(-1), NOBODY)];
    expect(words(night, "nobody", at(0, 10), at(0))).toBe("Today: 1 gap, 10 min so far");
    expect(words([observed(at(-2), NOBODY), observed(at(-1), BOTH)], "both", at(1), at(0))).toBe(
      "Today: no gaps",
    );
  });

  it("is what is known now, even if that is not recorded yet", () => {
    const well = [observed(at(9), BOTH)];
    expect(words(well, "nobody", at(10))).toBe("Today: 1 gap, 0 s so far");
    for (const reach of ["unknown", "refused", "reading"] as const)
      expect(words(well, reach, at(10))).toBe("Today: not known for 0 s");
  });

  it("does not count as a gap what is not known any more", () => {
    expect(words([observed(at(9), BOTH), observed(at(10), NOBODY)], "unknown", at(12))).toBe(
      "Today: 1 gap, 0 s so far",
    );
  });

  it("is no other day's, and nothing where nothing is observed", () => {
    expect(words([observed(at(-2), BOTH)], "both", at(9), at(-1))).toBe("Today");
    expect(todayOf(historyOf([], 0), at(9))).toBeNull();
    expect(todayOf(historyOf([observed(at(8), BOTH)], at(8, 1)), at(9))).toBeNull();
    expect(english(todayWords(null, "both", at(9)))).toBe("Today");
  });

  it("does not go back where the clock does", () => {
    const records = [observed(at(9), NOBODY)];
    expect(english(todayWords(todayOf(historyOf(records, at(9), at(10)), at(9)), "nobody", at(8)))).toBe(
      "Today: 1 gap, 0 s so far",
    );
  });
});

describe("on the day on which clocks change", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["set back", 2026, 9, 25],
    ["set forward", 2026, 2, 29],
  ])("%s, the gaps are as long as they were", (_what, year, month, date) => {
    vi.stubEnv("TZ", "Europe/Berlin");
    const midnight = new Date(year, month, date).getTime();
    const records = [
      observed(midnight, BOTH),
      observed(midnight + HOUR, NOBODY),
      observed(midnight + 4 * HOUR, BOTH),
    ];
    const now = new Date(year, month, date, 23).getTime();
    expect(words(records, "both", now)).toBe("Today: 1 gap, 3 h so far");
  });
});
