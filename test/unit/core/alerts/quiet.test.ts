import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { quietUntil } from "../../../../src/core/alerts/quiet.ts";
import { wallClock } from "../../../../src/core/rules/wall-clock.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/core/settings.ts";

const MINUTE = 60_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

beforeEach(() => {
  vi.stubEnv("TZ", "Europe/Berlin");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Until when nothing is shown in Berlin, in UTC; by default with nobody wanting any silence. */
function until(at: string, settings: Partial<Settings>, pausedFor: number | null = null): string | null {
  const now = utc(at);
  const end = quietUntil({
    settings: { ...DEFAULT_SETTINGS, ...settings },
    presence: "active",
    pausedUntil: pausedFor && now + pausedFor,
    wallClock,
    now,
  });
  return end === null ? null : new Date(end).toISOString().slice(0, 16);
}

const NIGHT = { quietHours: true, quietFrom: "22:00", quietUntil: "07:00" };
const NOON = { quietHours: true, quietFrom: "12:00", quietUntil: "13:30" };

it.each([
  ["the same time twice silences nothing", "2026-07-01T22:30", { ...NIGHT, quietUntil: "22:00" }, null],
  ["nothing is quiet by itself", "2026-07-01T21:00", { ...NIGHT, quietHours: false }, null],
  ["before them", "2026-07-01T19:59", NIGHT, null],
  ["before midnight", "2026-07-01T20:00", NIGHT, "2026-07-02T05:00"],
  ["after midnight", "2026-07-02T04:59", NIGHT, "2026-07-02T05:00"],
  ["after them", "2026-07-02T05:00", NIGHT, null],
  ["within a day", "2026-07-01T10:00", NOON, "2026-07-01T11:30"],
  ["on a Sunday too", "2026-07-05T10:00", NOON, "2026-07-05T11:30"],
  ["an hour shorter where summer time begins", "2026-03-28T21:00", NIGHT, "2026-03-29T05:00"],
  ["an hour longer where it ends", "2026-10-24T20:00", NIGHT, "2026-10-25T06:00"],
] as const)("quiet hours: %s", (_what, at, settings, end) => {
  expect(until(at, settings)).toBe(end);
});

it("the agent's pause is quiet for as long as they have said, and not longer than a pause can be", () => {
  expect(until("2026-07-01T10:00", {}, 20 * MINUTE)).toBe("2026-07-01T10:20");
  expect(until("2026-07-01T10:00", {}, -MINUTE)).toBeNull();
  expect(until("2026-07-01T10:00", {}, 25 * 60 * MINUTE)).toBeNull();
});
