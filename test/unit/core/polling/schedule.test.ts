import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { type Failure, type FailureKind, NO_DETAILS } from "../../../../src/core/failure.ts";
import { INITIAL_PACE } from "../../../../src/core/polling/pace.ts";
import {
  backoff,
  isReadDue,
  isShort,
  nextReadAt,
  retryDelay,
  type ScheduleInput,
  tryOnReturn,
} from "../../../../src/core/polling/schedule.ts";

const NOW = 1_800_000_000_000;
const PERIOD = 30_000;

function next(over: Partial<ScheduleInput> = {}): number {
  return nextReadAt({
    now: NOW,
    period: PERIOD,
    pace: INITIAL_PACE,
    fastest: 30_000,
    failure: null,
    failuresInARow: 0,
    refusals: 0,
    presence: "active",
    offline: false,
    readUntil: null,
    settlingSince: null,
    random: 0.5,
    ...over,
  });
}

/** The same as the time from now. */
const delay = (over: Partial<ScheduleInput> = {}): number => next(over) - NOW;

const failed = (kind: FailureKind, waitUntil: number | null = null): Failure => ({
  ...NO_DETAILS,
  kind,
  waitUntil,
});

const RETRIED: FailureKind[] = [
  "not-permitted",
  "not-found",
  "invalid-request",
  "conflict",
  "rate-limited",
  "server",
  "unreachable",
  "timed-out",
  "malformed",
  "intermediary",
];

describe("when all is well", () => {
  it("reads once a period", () => {
    expect(delay()).toBe(30_000);
    expect(delay({ period: 120_000 })).toBe(120_000);
  });

  it("reads 2, 4 and 8 s after a switch towards the softphone, then once a period", () => {
    let now = NOW;
    const reads = [1, 2, 3, 4, 5].map(() => {
      now = next({ now, settlingSince: NOW });
      return now - NOW;
    });
    expect(reads).toEqual([2_000, 4_000, 8_000, 38_000, 68_000]);
  });

  it("leaves out a settling read that is over when the one before took long", () => {
    expect(delay({ settlingSince: NOW - 1_999 })).toBe(1);
    expect(delay({ settlingSince: NOW - 4_500 })).toBe(3_500);
    expect(delay({ settlingSince: NOW - 8_000 })).toBe(30_000);
    expect(delay({ settlingSince: NOW - 3_600_000 })).toBe(30_000);
  });

  it("is never put off beyond a period, not even by a clock that was set back after a switch", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (ago) => {
        expect(delay({ settlingSince: NOW - ago })).toBeGreaterThan(0);
        expect(delay({ settlingSince: NOW - ago })).toBeLessThanOrEqual(PERIOD);
      }),
    );
  });
});

describe("after a failure", () => {
  it.each(RETRIED)("backs off after %s, and leaves the settling reads", (kind) => {
    const failure = failed(kind);
    expect(delay({ failure, failuresInARow: 1, random: 0 })).toBe(30_000);
    expect(delay({ failure, failuresInARow: 1, random: 0.5 })).toBe(45_000);
    expect(delay({ failure, failuresInARow: 3, random: 0.5, settlingSince: NOW })).toBe(60_000);
    expect(delay({ failure, failuresInARow: 3, presence: "idle", random: 0.5, settlingSince: NOW })).toBe(
      135_000,
    );
  });

  it.each([
    [1, 60_000, 60_000],
    [2, 90_000, 120_000],
    [3, 90_000, 240_000],
    [4, 90_000, 480_000],
    [5, 90_000, 600_000],
    [6, 90_000, 600_000],
    [1_000_000, 90_000, 600_000],
  ])(
    "spreads failure %i in a row from 30 s to %i ms, and to %i ms while nobody is there",
    (row, here, away) => {
      for (const [presence, ceiling] of [
        ["active", here],
        ["idle", away],
        ["locked", away],
      ] as const) {
        expect(backoff(row, presence, 0)).toBe(30_000);
        expect(backoff(row, presence, 0.5)).toBe(30_000 + (ceiling - 30_000) / 2);
        expect(backoff(row, presence, 1 - Number.EPSILON)).toBeCloseTo(ceiling, -1);
      }
    },
  );

  it("tries every 30 s without a network, however often it has failed", () => {
    for (const failuresInARow of [1, 5, 100]) {
      expect(delay({ failure: failed("unreachable"), failuresInARow, offline: true, random: 0.9 })).toBe(
        30_000,
      );
    }
  });

  it("waits for its own turn without a network where the account is short: all who share it come back at once", () => {
    const period = 600_000;
    const pace = { ...INITIAL_PACE, period };
    const given = { failure: failed("unreachable"), failuresInARow: 3, offline: true, period, pace };
    for (const random of [0, 0.5, 0.99]) {
      expect(delay({ ...given, random })).toBeGreaterThan(period * 0.8);
      expect(delay({ ...given, random })).toBeLessThan(period * 1.2);
    }
  });

  it("stays within 30 s and 90 s, or 10 min while nobody is there", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom("active", "idle", "locked"),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, presence, random) => {
          const wait = backoff(failures, presence, random);
          expect(wait).toBeGreaterThanOrEqual(30_000);
          expect(wait).toBeLessThanOrEqual(presence === "active" ? 90_000 : 600_000);
          expect(Number.isInteger(wait)).toBe(true);
        },
      ),
    );
  });
});

describe("credentials that are refused", () => {
  const failure = failed("credentials-refused");
  const MINUTE = 60_000;

  it.each([
    [1, 1],
    [2, 5],
    [3, 15],
    [4, 60],
    [5, 60],
    [1_000, 60],
  ])("are tried again, after refusal %i in %i minutes, or up to a quarter more", (refusals, minutes) => {
    const wait = (random: number): number => delay({ failure, refusals, failuresInARow: refusals, random });
    expect(wait(0)).toBe(minutes * MINUTE);
    expect(wait(0.5)).toBe(1.125 * minutes * MINUTE);
    expect(wait(1 - Number.EPSILON)).toBeCloseTo(1.25 * minutes * MINUTE, -1);
  });

  it.each(RETRIED)("are not tried the sooner for %s in between", (kind) => {
    expect(delay({ failure: failed(kind), refusals: 3, settlingSince: NOW, random: 0 })).toBe(15 * MINUTE);
  });

  it("are tried neither within a server's wait nor before the agent's own turn", () => {
    expect(delay({ failure, refusals: 1, readUntil: NOW + 100_000, random: 0.1 })).toBe(103_000);
    const period = 1_500_000;
    const pace = { ...INITIAL_PACE, period };
    expect(delay({ failure, refusals: 1, period, pace })).toBeGreaterThan(1_400_000);
  });

  it("are tried when somebody comes back after ten minutes, and ten minutes after the last try at the soonest", () => {
    const at = (refused: number, left: number | null): number | null => {
      const due = tryOnReturn(NOW - refused * MINUTE, left === null ? null : NOW - left * MINUTE, NOW);
      return due && (due - NOW) / MINUTE;
    };
    // A long call is no absence.
    expect(at(60, 9)).toBeNull();
    expect(at(60, 10)).toBe(-50);
    expect(at(2, 30)).toBe(8);
    // Who had left before they were refused has been away since.
    expect(at(9, null)).toBeNull();
    expect(at(40, null)).toBe(-30);
  });
});

describe("a server's wait", () => {
  it("is obeyed where it is the longer one, and each agent comes back at another part of its period", () => {
    expect(delay({ readUntil: NOW + 45_000, random: 0 })).toBe(45_000);
    expect(delay({ readUntil: NOW + 45_000, random: 0.5 })).toBe(60_000);
    expect(delay({ readUntil: NOW + 29_999 })).toBe(30_000);
    expect(delay({ readUntil: NOW - 1 })).toBe(30_000);
    const failure = failed("rate-limited", NOW + 400_000);
    expect(delay({ failure, failuresInARow: 1, random: 0.1 })).toBe(403_000);
    expect(delay({ failure: failed("rate-limited", NOW), failuresInARow: 1, random: 0 })).toBe(30_000);
  });

  it("holds for the settling reads and without a network", () => {
    expect(delay({ settlingSince: NOW, readUntil: NOW + 20_000, random: 0 })).toBe(20_000);
    expect(delay({ failure: failed("unreachable"), offline: true, readUntil: NOW + 50_000, random: 0 })).toBe(
      50_000,
    );
  });

  it("is never undercut", () => {
    const moment = fc.option(fc.integer({ min: NOW - 100_000, max: NOW + 86_400_000 }));
    fc.assert(
      fc.property(
        fc.record({
          period: fc.constantFrom(10_000, PERIOD, 120_000),
          failure: fc.option(
            fc.tuple(fc.constantFrom(...RETRIED), moment).map(([kind, at]) => failed(kind, at)),
          ),
          failuresInARow: fc.nat(20),
          offline: fc.boolean(),
          readUntil: moment,
          settlingSince: moment.map((at) => (at === null ? null : Math.min(at, NOW))),
          random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        (input) => {
          const at = next(input);
          expect(at).toBeGreaterThan(NOW);
          expect(at).toBeGreaterThanOrEqual(input.readUntil ?? 0);
          expect(at).toBeGreaterThanOrEqual(input.failure?.waitUntil ?? 0);
          if (input.failure !== null) expect(at).toBeGreaterThanOrEqual(NOW + 30_000);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("the next read", () => {
  const due = (status: Partial<Status>, now = NOW): boolean =>
    isReadDue({ ...INITIAL_STATUS, ...status }, now);

  it("is due at its moment, and half a second before, as an alarm may fire early", () => {
    expect([501, 500, 0, -60_000].map((after) => due({ nextReadAt: NOW + after }))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("is due if none is planned, or the clock was set back", () => {
    expect(due({ nextReadAt: null })).toBe(true);
    const planned = { nextReadAt: NOW + PERIOD, changedAt: NOW };
    expect(due(planned, NOW - 2_001)).toBe(true);
    expect(due(planned, NOW - 2_000)).toBe(false);
  });

  it("is not due without credentials, and is with refused ones, which are tried again", () => {
    expect(due({ credentials: "missing", nextReadAt: NOW })).toBe(false);
    expect(due({ credentials: "missing", nextReadAt: null })).toBe(false);
    expect(due({ credentials: "refused", nextReadAt: NOW })).toBe(true);
  });
});

it("a budget is short where it makes the period more than a tenth longer than the settings allow", () => {
  expect(isShort(33_000, 30_000)).toBe(false);
  expect(isShort(33_001, 30_000)).toBe(true);
});

describe("another try of a switch", () => {
  it.each([
    [1, 2_000, 4_000],
    [2, 4_000, 8_000],
    [3, 8_000, 16_000],
    [4, 16_000, 32_000],
    [5, 30_000, 60_000],
    [1_000_000, 30_000, 60_000],
  ])("comes, after failure %i in a row, in %i ms to %i ms", (failures, least, most) => {
    expect(retryDelay(failures, 0)).toBe(least);
    expect(retryDelay(failures, 0.5)).toBe((least + most) / 2);
    expect(retryDelay(failures, 1 - Number.EPSILON)).toBe(most);
  });
});
