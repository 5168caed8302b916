import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asSettings,
  DEFAULT_SETTINGS,
  LAST_SEEN_LIMIT_MINUTES,
  paceBounds,
} from "../../../src/core/settings.ts";

describe("settings from anywhere", () => {
  it("begin with ten minutes and two places to ring", () => {
    expect(DEFAULT_SETTINGS).toEqual({
      includeBoth: false,
      lastSeenLimitMinutes: 10,
      fastestSeconds: 30,
      slowestMinutes: 10,
      country: null,
      softphonePage: null,
      probesPage: false,
      ringsWhileLocked: false,
      ringsWhenDropped: false,
      droppedReads: 2,
      wellMinutes: 5,
      workingHours: false,
      workingDays: "12345",
      workingFrom: "09:00",
      workingUntil: "18:00",
      outsideHours: "phone",
      tellsUnreached: true,
      tellsMuted: true,
      tellsRefused: true,
      tellsTokenEnd: true,
      tellsFailedSwitch: true,
      tellsRuleSwitch: true,
      playsSound: false,
      quietHours: false,
      quietFrom: "20:00",
      quietUntil: "08:00",
      keepsHistory: true,
    });
    for (const nothing of [undefined, null, {}, [], "x", 5, true]) {
      expect(asSettings(nothing)).toEqual(DEFAULT_SETTINGS);
    }
  });

  it.each([
    [5, 5],
    [240, 240],
    [4.9, 5],
    [0, 5],
    [-3, 5],
    [241, 240],
    [1e9, 240],
    [12.4, 12],
    [12.5, 13],
    [null, null],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
    ["20", 10],
    [true, 10],
  ])("a limit of %s becomes %s", (given, minutes) => {
    expect(asSettings({ lastSeenLimitMinutes: given })).toEqual({
      ...DEFAULT_SETTINGS,
      lastSeenLimitMinutes: minutes,
    });
  });

  it.each([
    [true, true],
    [false, false],
    ["true", false],
    [1, false],
    [null, false],
  ])("includeBoth %j becomes %s", (given, includeBoth) => {
    expect(asSettings({ includeBoth: given }).includeBoth).toBe(includeBoth);
  });

  it.each([
    ["ID", "ID"],
    [null, null],
    [undefined, null],
    ["id", null],
    ["IDN", null],
    [62, null],
    [["ID"], null],
  ])("the country %j becomes %j", (country, kept) => {
    expect(asSettings({ country }).country).toBe(kept);
  });

  it.each([
    ["ringsWhileLocked", true, true],
    ["ringsWhenDropped", true, true],
    ["ringsWhenDropped", "true", false],
    ["workingHours", true, true],
    ["workingHours", 1, false],
    ["probesPage", true, true],
    ["probesPage", 1, false],
    ["keepsHistory", false, false],
    ["keepsHistory", 0, true],
    ["droppedReads", 0, 1],
    ["droppedReads", 11, 10],
    ["droppedReads", "3", 2],
    ["wellMinutes", 0, 1],
    ["wellMinutes", 121, 120],
    ["workingDays", "7551", "157"],
    ["workingDays", "", ""],
    ["workingDays", "018", "12345"],
    ["workingDays", 12, "12345"],
    ["workingFrom", "00:00", "00:00"],
    ["workingFrom", "9:00", "09:00"],
    ["workingFrom", ["10:00"], "09:00"],
    ["workingUntil", "23:59", "23:59"],
    ["workingUntil", "24:00", "18:00"],
    ["outsideHours", "as-before", "as-before"],
    ["outsideHours", "both", "phone"],
    ["tellsUnreached", false, false],
    ["tellsUnreached", 0, true],
    ["tellsMuted", false, false],
    ["tellsRefused", false, false],
    ["tellsTokenEnd", false, false],
    ["tellsFailedSwitch", false, false],
    ["tellsRuleSwitch", false, false],
    ["playsSound", true, true],
    ["playsSound", 1, false],
    ["quietHours", true, true],
    ["quietHours", "true", false],
    ["quietFrom", "23:30", "23:30"],
    ["quietFrom", "24:00", "20:00"],
    ["quietUntil", "7:00", "08:00"],
  ])("%s %j becomes %j", (name, given, kept) => {
    expect(asSettings({ [name]: given })).toEqual({ ...DEFAULT_SETTINGS, [name]: kept });
  });

  it("are within their bounds, hold nothing else, and stay as they are from then on", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({
            includeBoth: fc.anything(),
            lastSeenLimitMinutes: fc.oneof(fc.double(), fc.anything()),
            x: fc.nat(),
          }),
        ),
        (value) => {
          const settings = asSettings(value);
          expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
          const { lastSeenLimitMinutes: minutes } = settings;
          if (minutes !== null) {
            expect(Number.isInteger(minutes)).toBe(true);
            expect(minutes).toBeGreaterThanOrEqual(LAST_SEEN_LIMIT_MINUTES.least);
            expect(minutes).toBeLessThanOrEqual(LAST_SEEN_LIMIT_MINUTES.most);
          }
          expect(asSettings(settings)).toEqual(settings);
        },
      ),
    );
  });
});

it("the bounds of the time between two reads are in milliseconds", () => {
  expect(paceBounds({ ...DEFAULT_SETTINGS, fastestSeconds: 45, slowestMinutes: 2 })).toEqual({
    fastest: 45_000,
    slowest: 120_000,
  });
});
