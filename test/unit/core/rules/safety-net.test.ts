import { describe, expect, it } from "vitest";
import {
  INITIAL_WATCH,
  type SoftphoneNow,
  type SoftphoneWatch,
  safetyNetTurnsAt,
  watchSoftphone,
} from "../../../../src/core/rules/safety-net.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
/** Two reads lose it, and five minutes mend it. */
const SETTINGS = DEFAULT_SETTINGS;

const LOST: SoftphoneNow = { health: "lost", isOn: true, takenAt: NOW };
const watch = (over: Partial<SoftphoneWatch> = {}): SoftphoneWatch => ({ ...INITIAL_WATCH, ...over });
const next = (before: Partial<SoftphoneWatch>, seen: Partial<SoftphoneNow> | null, isOverruled = false) =>
  watchSoftphone(watch(before), seen && { ...LOST, ...seen }, SETTINGS, isOverruled, NOW);

describe("a softphone that is lost", () => {
  const once = { lostReads: 1, countedAt: NOW - 10_000, readAt: NOW - 10_000 };

  it.each<[string, Partial<SoftphoneWatch>, Partial<SoftphoneNow>, Partial<SoftphoneWatch>]>([
    ["is counted", {}, {}, { lostReads: 1, countedAt: NOW, readAt: NOW }],
    ["is counted after it was well", { readAt: NOW - 5 }, {}, { lostReads: 1, countedAt: NOW, readAt: NOW }],
    [
      "is not counted by a reading that said otherwise before: its tab has changed since",
      { readAt: NOW },
      {},
      { readAt: NOW },
    ],
    ["brings the net into force", once, {}, { lostReads: 2, countedAt: NOW, readAt: NOW, since: NOW }],
    [
      "is not counted twice within ten seconds",
      { ...once, countedAt: NOW - 9_999 },
      {},
      { ...once, countedAt: NOW - 9_999, readAt: NOW },
    ],
    ["does not matter where it is off", once, { isOn: false }, { readAt: NOW }],
    ["is forgotten where it is only in doubt", once, { health: "unsure" }, { readAt: NOW }],
    [
      "waits for ten minutes since the last time",
      { ...once, lastSince: NOW - 10 * MINUTE + 1 },
      {},
      { lostReads: 2, countedAt: NOW, readAt: NOW, lastSince: NOW - 10 * MINUTE + 1 },
    ],
    [
      "does not wait longer",
      { ...once, lastSince: NOW - 10 * MINUTE },
      {},
      { lostReads: 2, countedAt: NOW, readAt: NOW, lastSince: NOW - 10 * MINUTE, since: NOW },
    ],
    [
      "counts as often as it must",
      { ...once, lostReads: 2 },
      {},
      { lostReads: 2, countedAt: NOW, readAt: NOW, since: NOW },
    ],
  ])("%s", (_what, before, seen, expected) => {
    expect(next(before, seen)).toEqual(watch(expected));
  });

  it("is remembered as it was while nothing is known", () => {
    expect(next(once, null)).toEqual(watch(once));
  });
});

describe("the net in force", () => {
  const since = NOW - 20 * MINUTE;
  const well = { wellSince: NOW - 4 * MINUTE, wellAt: NOW - MINUTE };
  const over = { readAt: NOW, lastSince: since };

  it.each<[string, Partial<SoftphoneWatch>, Partial<SoftphoneNow>, Partial<SoftphoneWatch>]>([
    ["goes on", { since }, {}, { since, readAt: NOW }],
    [
      "sees that it is well",
      { since },
      { health: "well" },
      { since, readAt: NOW, wellSince: NOW, wellAt: NOW },
    ],
    [
      "sees that it still is",
      { since, ...well },
      { health: "well" },
      { since, readAt: NOW, ...well, wellAt: NOW },
    ],
    ["sees that it is lost again", { since, ...well }, {}, { since, readAt: NOW }],
    ["does not trust what is in doubt", { since, ...well }, { health: "unsure" }, { since, readAt: NOW }],
    [
      "ends once it has been well for long",
      { since, ...well, wellSince: NOW - 5 * MINUTE },
      { health: "well" },
      over,
    ],
    [
      "sees that it still is after a quarter of an hour",
      { since, wellSince: NOW - 4 * MINUTE, wellAt: NOW - 15 * MINUTE },
      { health: "well" },
      { since, readAt: NOW, wellSince: NOW - 4 * MINUTE, wellAt: NOW },
    ],
    [
      "does not know it after a longer time",
      { since, wellSince: NOW - 4 * MINUTE, wellAt: NOW - 15 * MINUTE - 1 },
      { health: "well" },
      { since, readAt: NOW, wellSince: NOW, wellAt: NOW },
    ],
    ["ends where there is no softphone any more", { since }, { health: "absent", isOn: false }, over],
  ])("%s", (_what, before, seen, expected) => {
    expect(next(before, seen)).toEqual(watch(expected));
  });

  it("ends after a press, unless the softphone is on and lost", () => {
    expect(next({ since }, {}, true)).toEqual(watch({ since, readAt: NOW }));
    expect(next({ since }, { isOn: false }, true)).toEqual(watch(over));
    expect(next({ since }, { health: "well" }, true)).toEqual(watch(over));
  });
});

it("nothing that is remembered is in the future", () => {
  const times = ["countedAt", "readAt", "since", "lastSince", "wellSince", "wellAt"] as const;
  const ahead = Object.fromEntries(times.map((name) => [name, NOW + 5]));
  expect(next(ahead, null)).toEqual(watch(Object.fromEntries(times.map((name) => [name, NOW]))));
});

it.each<[string, Partial<SoftphoneWatch>, number | null]>([
  ["not without a loss", {}, null],
  ["not after one read too few", { lostReads: 1, lastSince: NOW }, null],
  ["ten minutes after it last began", { lostReads: 2, lastSince: NOW }, NOW + 10 * MINUTE],
  ["not while it is in force and the softphone is not well", { since: NOW, lostReads: 2 }, null],
  [
    "once the softphone has been well for long",
    { since: NOW - 9 * MINUTE, wellSince: NOW },
    NOW + 5 * MINUTE,
  ],
  [
    "ten minutes after it began at the earliest",
    { since: NOW - 2 * MINUTE, wellSince: NOW },
    NOW + 8 * MINUTE,
  ],
])("it begins or ends by itself: %s", (_what, known, at) => {
  expect(safetyNetTurnsAt(watch(known), SETTINGS)).toBe(at);
});
