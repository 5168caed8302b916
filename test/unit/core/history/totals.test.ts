import { expect, it } from "vitest";
import { duration } from "../../../../src/core/history/durations.ts";
import type { Facts } from "../../../../src/core/history/record.ts";
import { timeline } from "../../../../src/core/history/timeline.ts";
import { totals } from "../../../../src/core/history/totals.ts";
import { english } from "../../english.ts";
import { BOTH, HOUR, historyOf, MINUTE, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

const softphoneIs = (softphone: Facts["softphone"], tab: Facts["tab"] = null): Facts => ({
  ...BOTH,
  reach: "softphone",
  softphone,
  tab,
});

it("totals add up what was the same, and count how often the softphone was lost", () => {
  const records = [
    observed(8 * HOUR, BOTH),
    observed(9 * HOUR, PHONE),
    // Worse than before, and not lost once more.
    observed(9 * HOUR + 5 * MINUTE, NOBODY),
    observed(9 * HOUR + 9 * MINUTE, BOTH),
    observed(10 * HOUR, softphoneIs("not-seen-lately")),
    observed(11 * HOUR, softphoneIs("registered", "muted")),
    observed(12 * HOUR, UNKNOWN),
    observed(13 * HOUR, PHONE, 12.5 * HOUR),
    observed(13 * HOUR + 2 * MINUTE, softphoneIs("registered")),
  ];
  const day = timeline(historyOf(records, 14 * HOUR), 0, 24 * HOUR, 20 * HOUR);
  expect(totals(day)).toEqual({
    reachable: {
      yes: 3 * HOUR - 4 * MINUTE,
      perhaps: 2 * HOUR,
      no: 4 * MINUTE,
      "not-known": 0.5 * HOUR,
      "not-observed": 14.5 * HOUR,
    },
    observed: 5.5 * HOUR,
    unregistered: { times: 2, lasted: 11 * MINUTE },
  });
});

it.each([
  [0, "0 s"],
  [12_400, "12 s"],
  [59_999, "59 s"],
  [MINUTE, "1 min"],
  [59.4 * MINUTE, "59 min"],
  [59.6 * MINUTE, "1 h"],
  [7 * HOUR + 42 * MINUTE, "7 h 42 min"],
])("%i ms last %s", (ms, words) => {
  expect(english(duration(ms))).toBe(words);
});
