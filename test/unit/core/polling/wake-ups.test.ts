import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { INITIAL_ALERTS } from "../../../../src/core/alerts/alerts-memory.ts";
import type { Device } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_SEEN_RHYTHM, INTERVALS_ENOUGH } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { NO_WAITS } from "../../../../src/core/polling/server-waits.ts";
import { nextWakeUp, type WakeUpInput } from "../../../../src/core/polling/wake-ups.ts";
import { INITIAL_RULES } from "../../../../src/core/rules/rules-memory.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import { NOT_TRIED } from "../../../../src/core/sign-in/sign-in.ts";
import { NOW, only, readingOf } from "../../switch-model.ts";
import { toSoftphone } from "../switching/phone-to-softphone.ts";

const ACCOUNT: Account = { api: "ccm", region: "mumbai", accountSid: "s", userId: "u" };
const HOUR = 3_600_000;

/** When the worker is woken, as the time from now; by default, only the next read is due, in an hour. */
function wakeUp({ status, ...over }: Partial<Omit<WakeUpInput, "status">> & { status?: Partial<Status> }) {
  const at = nextWakeUp({
    account: ACCOUNT,
    accountFrom: "page",
    policy: null,
    signedOut: false,
    signInTries: NOT_TRIED,
    status: { ...INITIAL_STATUS, nextReadAt: NOW + HOUR, ...status },
    journal: null,
    settings: DEFAULT_SETTINGS,
    lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
    rules: INITIAL_RULES,
    pausedUntil: null,
    alerts: INITIAL_ALERTS,
    waits: NO_WAITS,
    now: NOW,
    ...over,
  });
  return at === null ? null : at - NOW;
}

it("the worker is woken for the next moment of a rule", () => {
  expect(wakeUp({ rules: { ...INITIAL_RULES, nextAt: NOW + 10_000 } })).toBe(10_000);
  expect(wakeUp({ rules: { ...INITIAL_RULES, nextAt: NOW + 2 * HOUR } })).toBe(HOUR);
  // One that was missed comes with the next alarm, not without end.
  expect(wakeUp({ rules: { ...INITIAL_RULES, nextAt: NOW - 1 } })).toBe(30_000);
});

it("the worker is woken for the end of a pause", () => {
  expect(wakeUp({ pausedUntil: NOW + 10_000 })).toBe(10_000);
  expect(wakeUp({ pausedUntil: NOW + 2 * HOUR })).toBe(HOUR);
});

it("the worker is woken for the next moment of a notification", () => {
  expect(wakeUp({ alerts: { nextAt: NOW + 10_000 } })).toBe(10_000);
  expect(wakeUp({ alerts: { nextAt: NOW - 1 } })).toBe(30_000);
});

describe("the worker is woken for the next read", () => {
  it("when it is due", () => {
    expect(wakeUp({})).toBe(HOUR);
    expect(wakeUp({ status: { credentials: "refused" } })).toBe(HOUR);
  });

  it("in 30 s where none is planned: the worker may have died before it planned one", () => {
    expect(wakeUp({ status: { nextReadAt: null } })).toBe(30_000);
  });

  it("not without credentials, nor without an account", () => {
    expect(wakeUp({ status: { credentials: "missing" } })).toBeNull();
    expect(wakeUp({ account: null, status: { nextReadAt: null } })).toBeNull();
  });
});

describe("the worker is woken when the evidence becomes too old", () => {
  /** A reading that was taken this long ago. It counts for three periods of 30 s. */
  const read = (ago: number, devices: readonly Device[] = []): Partial<Status> => ({
    reading: { ...readingOf("ccm", only("ccm")), devices, takenAt: NOW - ago },
  });

  it.each([
    ["a reading, after its last moment", 0, 90_001],
    ["a reading at its last moment", 90_000, 1],
    ["but not for one that is too old already", 90_001, HOUR],
  ])("%s", (_which, ago, after) => {
    expect(wakeUp({ status: read(ago) })).toBe(after);
  });

  it("also without credentials: the badge must not show what is no longer known", () => {
    expect(wakeUp({ status: { ...read(0), credentials: "missing" } })).toBe(90_001);
  });

  it("as a softphone passes the limit since it was last seen", () => {
    const [softphone] = readingOf("integrations-core", only("integrations-core", "sip")).devices.slice(1);
    const seen = { ...(softphone as Device), registration: "registered" as const, lastSeenAt: NOW - 595_000 };
    expect(wakeUp({ status: read(0, [seen]) })).toBe(5_001);
    const settings = { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: null };
    expect(wakeUp({ status: read(0, [seen]), settings })).toBe(90_001);
  });

  it("as a softphone is overdue by its own rhythm, and not been read for a period", () => {
    const [softphone] = readingOf("integrations-core", only("integrations-core", "sip")).devices.slice(1);
    const seen = { ...(softphone as Device), registration: "registered" as const, lastSeenAt: NOW - 250_000 };
    const intervals = Array(INTERVALS_ENOUGH).fill(240_000);
    const lastSeenRhythm = { device: seen.id, intervals, changesUnseen: 0 };
    expect(wakeUp({ status: read(0, [seen]), lastSeenRhythm })).toBe(80_001);
  });
});

describe("the worker is woken for the next try of a switch", () => {
  const journal = toSoftphone("ccm");
  const waitsUntil = (after: number) =>
    toSoftphone("ccm", { phase: { name: "waiting-to-retry", retryAt: NOW + after } });

  it.each([
    ["when its timer is due", waitsUntil(20_000), 20_000],
    ["within the longest delay of a minute", waitsUntil(60_000), 60_000],
    ["now, if that is further away: the clock was set back", waitsUntil(60_001), 0],
    ["in 30 s without a timer: the worker may have died during the switch", journal, 30_000],
  ])("%s", (_when, pending, after) => {
    expect(wakeUp({ journal: pending })).toBe(after);
  });

  it("not before the end of the server's wait", () => {
    const waits = { ...NO_WAITS, writeUntil: NOW + 40_000 };
    expect(wakeUp({ journal: waitsUntil(20_000), waits })).toBe(40_000);
    expect(wakeUp({ journal: waitsUntil(60_001), waits })).toBe(40_000);
    expect(wakeUp({ journal: waitsUntil(50_000), waits })).toBe(50_000);
  });

  it.each(["missing", "refused"] as const)("not while the credentials are %s", (credentials) => {
    const after = credentials === "missing" ? null : HOUR;
    expect(wakeUp({ journal, status: { credentials } })).toBe(after);
  });
});

it("the earliest of all moments counts", () => {
  const status = { nextReadAt: NOW + 10_000, reading: readingOf("ccm", only("ccm", "p1")) };
  expect(wakeUp({ status, journal: toSoftphone("ccm") })).toBe(10_000);
  expect(wakeUp({ status: { ...status, nextReadAt: NOW + HOUR }, journal: toSoftphone("ccm") })).toBe(30_000);
  expect(wakeUp({ status: { ...status, nextReadAt: NOW + HOUR } })).toBe(90_001);
});
