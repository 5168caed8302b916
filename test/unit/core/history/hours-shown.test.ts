import { expect, it } from "vitest";
import { hoursShown } from "../../../../src/core/history/hours-shown.ts";
import { timeline } from "../../../../src/core/history/timeline.ts";
import { BOTH, HOUR, historyOf, observed } from "./histories.ts";

const MIDNIGHT = 5 * 24 * HOUR;

it.each([
  ["nothing, all of it", null, [0, 24], [0, 3, 6, 9, 12, 15, 18, 21, 24]],
  ["a working day, its full hours", [8.75, 17.25], [8, 18], [8, 10, 12, 14, 16, 18]],
  ["to the hour, no more", [9, 17], [9, 17], [9, 10, 11, 12, 13, 14, 15, 16, 17]],
  ["an hour more than can be written", [9, 18], [9, 18], [9, 11, 13, 15, 17]],
  ["a moment, four hours", [10, 10.1], [10, 14], [10, 11, 12, 13, 14]],
  ["a moment before midnight, the last four hours", [23.5, 24], [20, 24], [20, 21, 22, 23, 24]],
] as const)("of a day in which was seen: %s", (_what, seen, hours, labelled) => {
  const at = (hour: number): number => MIDNIGHT + hour * HOUR;
  const records = seen === null ? [] : [observed(at(seen[0]), BOTH)];
  const stretches = timeline(historyOf(records, at(seen?.[1] ?? 0)), at(0), at(24), at(24));
  const shown = hoursShown(stretches, { from: at(0), to: at(24) });
  expect([shown.from, shown.to]).toEqual(hours.map(at));
  expect(shown.labelled).toEqual(labelled.map(at));
});

it("of a day that is shorter than what is shown at least, is all of it", () => {
  expect(hoursShown([], { from: 0, to: 3 * HOUR })).toEqual({
    from: 0,
    to: 3 * HOUR,
    labelled: [0, HOUR, 2 * HOUR, 3 * HOUR],
  });
});
