import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type Day,
  dayBefore,
  daysKept,
  isKept,
  keptSince,
  momentsAt,
} from "../../../../src/core/history/days.ts";
import { hoursShown } from "../../../../src/core/history/hours-shown.ts";
import { HOUR } from "./histories.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A day in a time zone. */
function dayIn(timeZone: string, year: number, month: number, date: number): Day {
  vi.stubEnv("TZ", timeZone);
  return dayBefore(new Date(year, month - 1, date, 12).getTime(), 0);
}

const length = ({ from, to }: Day): number => (to - from) / HOUR;
const utc = (moments: readonly number[]): string[] => moments.map((one) => new Date(one).toISOString());

describe("a day", () => {
  it.each([
    ["without a change of clocks", "Asia/Kolkata", 2026, 11, 27, 24],
    ["on which clocks are set forward", "Europe/Berlin", 2026, 3, 29, 23],
    ["on which clocks are set back", "Europe/Berlin", 2026, 10, 25, 25],
    ["on which they are set back by half an hour", "Australia/Lord_Howe", 2026, 4, 5, 24.5],
    ["without a midnight", "America/Santiago", 2026, 9, 6, 23],
  ])("%s is as long as the calendar's", (_what, timeZone, year, month, date, hours) => {
    const day = dayIn(timeZone, year, month, date);
    expect(length(day)).toBe(hours);
    expect(new Date(day.from).getDate()).toBe(date);
    expect(new Date(day.to - 1).getDate()).toBe(date);
    const { from, to, labelled } = hoursShown([], day);
    expect(from).toBe(day.from);
    expect(to).toBeGreaterThanOrEqual(day.to - HOUR);
    expect(labelled.every((one) => one >= from && one <= to)).toBe(true);
  });

  it("ends where the next one begins, fourteen of them in a row", () => {
    const noon = dayIn("Europe/Berlin", 2026, 11, 3).from + 12 * HOUR;
    const days = daysKept(noon);
    expect(days).toHaveLength(14);
    expect(days[0]?.from).toBeLessThan(noon);
    expect(days.slice(1).map(({ to }) => to)).toEqual(days.slice(0, -1).map(({ from }) => from));
    expect(days.map(length).filter((hours) => hours !== 24)).toEqual([25]);
    expect(keptSince(noon)).toBe(days.at(-1)?.from);
  });
});

it("a record is kept for fourteen days, and not where its clock was days ahead", () => {
  const noon = dayIn("Asia/Kolkata", 2026, 11, 27).from + 12 * HOUR;
  const kept = [-15 * 24, -13 * 24, -13 * 24 - 12, 0, 2, 24, 36, 400 * 24].map((hours) =>
    isKept(noon + hours * HOUR, noon),
  );
  expect(kept).toEqual([false, true, true, true, true, true, false, false]);
});

describe("a time of a day", () => {
  it.each([
    ["14:32", ["2026-11-27T09:02:00.000Z"]],
    ["14:32:10", ["2026-11-27T09:02:10.000Z"]],
    ["00:00", ["2026-11-26T18:30:00.000Z"]],
    ["23:59:59", ["2026-11-27T18:29:59.000Z"]],
    ["", []],
    ["noon", []],
    ["at 14:32", []],
    ["25:00", []],
  ])("%j", (time, moments) => {
    expect(utc(momentsAt(dayIn("Asia/Kolkata", 2026, 11, 27), time))).toEqual(moments);
  });

  it("is there twice when clocks are set back over it, and never when they are set forward", () => {
    const back = dayIn("Europe/Berlin", 2026, 10, 25);
    expect(utc(momentsAt(back, "02:30"))).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]);
    expect(momentsAt(back, "03:30")).toHaveLength(1);
    expect(momentsAt(dayIn("Europe/Berlin", 2026, 3, 29), "02:30")).toEqual([]);
    const half = dayIn("Australia/Lord_Howe", 2026, 4, 5);
    expect(utc(momentsAt(half, "01:45"))).toEqual(["2026-04-04T14:45:00.000Z", "2026-04-04T15:15:00.000Z"]);
  });
});
