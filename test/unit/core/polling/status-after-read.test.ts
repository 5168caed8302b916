import { describe, expect, it } from "vitest";
import type { Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { accessBlocked, type Failure, type FailureKind, NO_DETAILS } from "../../../../src/core/failure.ts";
import { INITIAL_PACE } from "../../../../src/core/polling/pace.ts";
import { nextReadAt, type ScheduleInput } from "../../../../src/core/polling/schedule.ts";
import {
  type ReadFacts,
  statusAfterRead,
  statusAfterRefusal,
  statusBeforeFirstRead,
  statusDuringWait,
} from "../../../../src/core/polling/status-after-read.ts";
import { NOW, readingOf } from "../../switch-model.ts";

const MINUTE = 60_000;
const READING: Reading = readingOf("ccm", { p1: true, s1: false });

function factsOf(over: Partial<ReadFacts> = {}): ReadFacts {
  return {
    now: NOW,
    random: 0.5,
    online: () => true,
    period: 40_000,
    pace: INITIAL_PACE,
    fastest: 30_000,
    presence: "active",
    readUntil: null,
    settlingSince: null,
    isSwitching: false,
    ...over,
  };
}

/** The planned read, by the schedule. */
function planned(over: Partial<ScheduleInput> = {}, facts: Partial<ReadFacts> = {}): number {
  const none = { failure: null, failuresInARow: 0, offline: false, refusals: 0 };
  return nextReadAt({ ...factsOf(facts), ...none, ...over });
}

const failed = (kind: FailureKind): Failure => ({ ...NO_DETAILS, kind });
const statusOf = (over: Partial<Status>): Status => ({ ...INITIAL_STATUS, reading: READING, ...over });
const refusal = (times: number, awaySince: number | null = null) => ({ times, at: NOW - MINUTE, awaySince });

/** Credentials that were refused, and the next try of which is due, or not. */
function refused(isDue: boolean, times = 2): Status {
  const nextReadAt = isDue ? NOW : NOW + MINUTE;
  const failure = failed("credentials-refused");
  return statusOf({ credentials: "refused", refusal: refusal(times), failure, nextReadAt });
}

const BLOCKED = accessBlocked("ccm-api.in.exotel.com", "access-withheld");

describe("a good read", () => {
  const bad: Status = statusOf({
    credentials: "refused",
    failure: failed("server"),
    failuresInARow: 3,
    refusal: refusal(2),
    offline: true,
    inDoubt: true,
    refuted: true,
  });

  it("replaces the reading and ends all doubt", () => {
    const after = statusAfterRead(bad, { ...READING, takenAt: NOW }, factsOf());
    expect(after).toEqual({
      credentials: "present",
      refusal: null,
      reading: { ...READING, takenAt: NOW },
      failure: null,
      failuresInARow: 0,
      offline: false,
      inDoubt: false,
      refuted: false,
      period: 40_000,
      countsFor: 120_000,
      nextReadAt: planned(),
    });
  });

  it("keeps the count of refusals for a switch that waits for the credentials", () => {
    expect(statusAfterRead(bad, READING, factsOf({ isSwitching: true }))).toMatchObject({
      credentials: "present",
      refusal: refusal(2),
    });
  });

  it("is followed by another one soon, while the softphone is to register", () => {
    const settlingSince = NOW - 1_000;
    const after = statusAfterRead(statusOf({}), READING, factsOf({ settlingSince }));
    expect(after?.nextReadAt).toBe(NOW + 1_000);
  });

  it("is followed by none within the server's wait", () => {
    const readUntil = NOW + 10 * MINUTE;
    const after = statusAfterRead(statusOf({}), READING, factsOf({ readUntil }));
    expect(after?.nextReadAt).toBe(planned({}, { readUntil }));
    expect(after?.nextReadAt).toBeGreaterThan(readUntil);
  });
});

describe("a failed read", () => {
  it("is recorded beside the reading, of which it says nothing", () => {
    const before = statusOf({ failuresInARow: 1, inDoubt: true, countsFor: 90_000 });
    const failure = failed("server");
    const after = statusAfterRead(before, failure, factsOf());
    expect(after).toEqual({
      credentials: "present",
      refusal: null,
      failure,
      failuresInARow: 2,
      offline: false,
      refuted: false,
      period: 40_000,
      nextReadAt: planned({ failure, failuresInARow: 2 }),
    });
  });

  it.each<FailureKind>(["not-found", "not-permitted"])("refutes the reading: %s", (kind) => {
    expect(statusAfterRead(statusOf({}), failed(kind), factsOf())).toMatchObject({ refuted: true });
  });

  it("leaves a refuted reading refuted", () => {
    const after = statusAfterRead(statusOf({ refuted: true }), failed("server"), factsOf());
    expect(after).toMatchObject({ refuted: true });
  });

  it.each([
    ["unreachable", false, true],
    ["unreachable", true, false],
    ["timed-out", false, false],
  ] as const)("tells that there is no network: %s, with a network: %s", (kind, online, offline) => {
    const failure = failed(kind);
    expect(
      statusAfterRead(statusOf({ failuresInARow: 4 }), failure, factsOf({ online: () => online })),
    ).toMatchObject({
      offline,
      nextReadAt: planned({ failure, failuresInARow: 5, offline }),
    });
  });

  it("keeps the count of refusals for a switch that waits for the credentials", () => {
    const before = statusOf({ refusal: refusal(3) });
    const after = statusAfterRead(before, failed("server"), factsOf({ isSwitching: true }));
    expect(after).toMatchObject({ refusal: refusal(3) });
    expect(statusAfterRead(before, failed("server"), factsOf())).toMatchObject({ refusal: null });
  });
});

describe("a retry with refused credentials that failed in another way", () => {
  it("changes nothing but the next try", () => {
    const failure = failed("server");
    const after = statusAfterRead(refused(true), failure, factsOf());
    expect(after).toEqual({ nextReadAt: planned({ failure, refusals: 2 }) });
    // It is a refusal's wait, not a failure's.
    expect(after?.nextReadAt).toBeGreaterThan(NOW + 4 * MINUTE);
  });

  it("changes nothing at all if the agent asked for it before the next try was due", () => {
    expect(statusAfterRead(refused(false), failed("server"), factsOf())).toBeNull();
  });

  it.each([
    ["the browser would not send it", BLOCKED, true],
    ["there was no network", failed("unreachable"), false],
  ])("is repeated soon if Exotel did not see it: %s", (_why, failure, online) => {
    const after = statusAfterRead(refused(true), failure, factsOf({ online: () => online }));
    expect(after).toEqual({ nextReadAt: NOW + 30_000 });
  });

  it("is not repeated soon if it perhaps reached Exotel", () => {
    const after = statusAfterRead(refused(true), failed("unreachable"), factsOf());
    expect(after?.nextReadAt).toBeGreaterThan(NOW + 4 * MINUTE);
  });

  it("counts as the first where nothing is known of the refusal", () => {
    const failure = failed("server");
    const after = statusAfterRead({ ...refused(true), refusal: null }, failure, factsOf());
    expect(after).toEqual({ nextReadAt: planned({ failure, refusals: 1 }) });
  });
});

describe("a refusal of the credentials", () => {
  const failure = failed("credentials-refused");

  it("is recorded with when it was, and the next try is planned", () => {
    const before = statusOf({ failuresInARow: 1, offline: true, nextReadAt: NOW + MINUTE });
    expect(statusAfterRefusal(before, failure, factsOf())).toEqual({
      credentials: "refused",
      refusal: { times: 1, at: NOW, awaySince: null },
      failure,
      failuresInARow: 2,
      offline: false,
      nextReadAt: planned({ failure, refusals: 1 }),
    });
  });

  it("counts as one more when its try was due, and leaves known who is away", () => {
    const before = { ...refused(true), refusal: refusal(2, NOW - 5 * MINUTE) };
    expect(statusAfterRefusal(before, failure, factsOf())).toMatchObject({
      refusal: { times: 3, at: NOW, awaySince: NOW - 5 * MINUTE },
      nextReadAt: planned({ failure, refusals: 3 }),
    });
  });

  it("counts as one more after a good read: a write was refused", () => {
    const before = { ...refused(false), credentials: "present" as const };
    expect(statusAfterRefusal(before, failure, factsOf())).toMatchObject({
      refusal: { times: 3 },
      nextReadAt: planned({ failure, refusals: 3 }),
    });
  });

  it("neither counts nor replaces the planned try if the agent asked for this one", () => {
    const after = statusAfterRefusal(refused(false), failure, factsOf());
    expect(after).toMatchObject({ refusal: { times: 2, at: NOW } });
    expect(after).not.toHaveProperty("nextReadAt");
  });

  it("is not followed by a try within the server's wait", () => {
    const readUntil = NOW + 60 * MINUTE;
    const after = statusAfterRefusal(statusOf({}), failure, factsOf({ readUntil }));
    expect(after.nextReadAt).toBeGreaterThan(readUntil);
  });
});

describe("a read that is not sent within the server's wait", () => {
  const until = NOW + 5 * MINUTE;
  const WAIT = failed("rate-limited");

  it.each([
    ["nothing was planned", null, until],
    ["one is due", NOW, until],
    ["one is planned within the wait", NOW + MINUTE, until],
    ["one is planned after the wait", until + 1, until + 1],
  ])("is planned for its end, or later: %s", (_when, nextReadAt, expected) => {
    expect(statusDuringWait(statusOf({ nextReadAt }), WAIT, until, NOW)).toMatchObject({
      nextReadAt: expected,
    });
  });

  it.each<[string, Status["credentials"], Failure | null, Failure, boolean]>([
    ["nothing else does", "present", null, WAIT, true],
    ["the browser grants access again", "present", BLOCKED, WAIT, true],
    ["a failure that was recorded does", "present", failed("server"), WAIT, false],
    ["the browser sends nothing", "present", failed("server"), BLOCKED, true],
    ["the credentials are refused", "refused", failed("credentials-refused"), BLOCKED, false],
    ["the credentials are lost", "missing", null, BLOCKED, false],
  ])("explains why nothing is read, or does not: %s", (_when, credentials, failure, why, is) => {
    const before = statusOf({ credentials, failure, nextReadAt: NOW });
    const changes = statusDuringWait(before, why, until, NOW);
    expect(changes).toEqual({ nextReadAt: until, ...(is && { failure: why }) });
  });
});

describe("before the first read of an account", () => {
  it("is one planned, without anything that was before", () => {
    const facts = factsOf({ readUntil: NOW + 60 * MINUTE });
    expect(statusBeforeFirstRead(statusOf({}), false, facts)).toEqual({
      period: 40_000,
      countsFor: 120_000,
      nextReadAt: planned(),
    });
  });

  it("is one due at once where it is asked for", () => {
    expect(statusBeforeFirstRead(statusOf({}), true, factsOf())).toMatchObject({ nextReadAt: NOW });
  });

  it("does not prolong an old reading after a failure", () => {
    const after = statusBeforeFirstRead(statusOf({ failure: failed("server") }), true, factsOf());
    expect(after).toEqual({ period: 40_000, nextReadAt: NOW });
  });
});
