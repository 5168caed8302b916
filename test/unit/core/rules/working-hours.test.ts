import { afterEach, describe, expect, it, vi } from "vitest";
import { type WallClock, wallClock } from "../../../../src/core/rules/wall-clock.ts";
import { hoursNow } from "../../../../src/core/rules/working-hours.ts";

const HOUR = 3_600_000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const numeric = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  } as const;
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hourCycle: "h23", ...numeric });
  formats.set(zone, format);
  return format;
}

/** What the clock on the wall shows in a time zone at a moment, as if it were UTC, ms. */
function shown(zone: string, at: number): { wall: number; weekday: number } {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, weekday } = parts;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  return { wall, weekday: WEEKDAYS.indexOf(weekday ?? "") + 1 };
}

/** A wall clock of any zone, by search: the first moment at which the clock shows the time, or the first one after a gap. */
const clockOf =
  (zone: string): WallClock =>
  (from, days, minutes) => {
    const today = Math.floor(shown(zone, from).wall / 86_400_000) * 86_400_000;
    const wanted = today + days * 86_400_000 + minutes * 60_000;
    // No zone is further from UTC than 14 h.
    for (let at = wanted - 14 * HOUR; at <= wanted + 14 * HOUR; at += 15 * 60_000) {
      const { wall } = shown(zone, at);
      if (wall === wanted) return { at, weekday: shown(zone, at).weekday };
      if (wall > wanted && wall - wanted <= 90 * 60_000) {
        // The gap: as much later as the clock jumps.
        const jump = wall - shown(zone, at - 15 * 60_000).wall - 15 * 60_000;
        return { at: at + (wanted + jump - wall), weekday: shown(zone, at).weekday };
      }
    }
    throw new Error("no such time");
  };

const OFFICE = { workingDays: "12345", workingFrom: "09:00", workingUntil: "18:00" };
const NIGHT = { workingDays: "12345", workingFrom: "22:00", workingUntil: "06:00" };
const utc = (text: string): number => Date.parse(`${text}Z`);

describe("working hours", () => {
  it.each([
    // India has no daylight saving: 09:00 there is 03:30 UTC. 2 November 2026 is a Monday.
    ["Asia/Kolkata", OFFICE, "2026-11-02T03:29", "2026-10-30T12:30", "2026-11-02T03:30"],
    ["Asia/Kolkata", OFFICE, "2026-11-02T03:30", null, "2026-11-02T12:30"],
    ["Asia/Kolkata", OFFICE, "2026-11-02T12:29", null, "2026-11-02T12:30"],
    ["Asia/Kolkata", OFFICE, "2026-11-02T12:30", "2026-11-02T12:30", "2026-11-03T03:30"],
    // From Friday to Monday, over the end of daylight saving in New York (1 November, 06:00 UTC).
    ["America/New_York", OFFICE, "2026-10-31T12:00", "2026-10-30T22:00", "2026-11-02T14:00"],
    // And over its beginning (8 March, 07:00 UTC).
    ["America/New_York", OFFICE, "2026-03-07T12:00", "2026-03-06T23:00", "2026-03-09T13:00"],
    // A night that has one hour less, and one that has one more (Berlin, 29 March and 25 October, both Sundays).
    ["Europe/Berlin", { ...NIGHT, workingDays: "6" }, "2026-03-28T21:30", null, "2026-03-29T04:00"],
    ["Europe/Berlin", { ...NIGHT, workingDays: "6" }, "2026-10-24T21:30", null, "2026-10-25T05:00"],
    // Begins in the hour that is skipped.
    [
      "Europe/Berlin",
      { workingDays: "7", workingFrom: "02:30", workingUntil: "12:00" },
      "2026-03-29T01:00",
      "2026-03-22T11:00",
      "2026-03-29T01:30",
    ],
    // Ends in the hour that is repeated: the first time counts.
    [
      "Europe/Berlin",
      { workingDays: "7", workingFrom: "00:00", workingUntil: "02:30" },
      "2026-10-25T00:45",
      "2026-10-25T00:30",
      "2026-10-31T23:00",
    ],
    // Over midnight.
    ["UTC", NIGHT, "2026-11-03T05:59", null, "2026-11-03T06:00"],
    ["UTC", NIGHT, "2026-11-03T06:00", "2026-11-03T06:00", "2026-11-03T22:00"],
    ["UTC", NIGHT, "2026-11-07T05:59", null, "2026-11-07T06:00"],
    ["UTC", NIGHT, "2026-11-07T06:00", "2026-11-07T06:00", "2026-11-09T22:00"],
    // One day a week, and the day's end is the next one's beginning.
    ["UTC", { ...OFFICE, workingDays: "3" }, "2026-11-03T00:00", "2026-10-28T18:00", "2026-11-04T09:00"],
    [
      "UTC",
      { workingDays: "12", workingFrom: "08:00", workingUntil: "08:00" },
      "2026-11-02T09:00",
      null,
      "2026-11-04T08:00",
    ],
  ])("%s, %j, at %s: outside since %s, next %s", (zone, hours, now, outsideSince, next) => {
    expect(hoursNow(hours, utc(now), clockOf(zone))).toEqual({
      outsideSince: outsideSince && utc(outsideSince),
      next: utc(next),
    });
  });

  it("are never without a working day", () => {
    expect(hoursNow({ ...OFFICE, workingDays: "" }, utc("2026-11-02T12:00"), clockOf("UTC"))).toEqual({
      outsideSince: 0,
      next: null,
    });
  });

  it("go by the computer's time zone", () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const clock = clockOf(zone);
    for (let day = 0; day < 366; day += 1) {
      const now = utc("2026-01-01T10:20") + day * 86_400_000;
      expect(wallClock(now, day % 9, 9 * 60), String(now)).toEqual(clock(now, day % 9, 9 * 60));
    }
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["Europe/Berlin", "2026-03-28T12:00", 1, 150, "2026-03-29T01:30", 7],
    ["Europe/Berlin", "2026-10-24T12:00", 1, 150, "2026-10-25T00:30", 7],
    ["America/New_York", "2026-03-07T12:00", 1, 150, "2026-03-08T07:30", 7],
    ["Asia/Kolkata", "2026-11-01T20:00", 0, 540, "2026-11-02T03:30", 1],
  ])("in %s, from %s, %i days and %i minutes on", (zone, from, days, minutes, at, weekday) => {
    vi.stubEnv("TZ", zone);
    expect(wallClock(utc(from), days, minutes)).toEqual({ at: utc(at), weekday });
  });
});
