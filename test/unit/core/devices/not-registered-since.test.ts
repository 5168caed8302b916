import { describe, expect, it } from "vitest";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import {
  deviceNotRegisteredSince,
  notRegisteredSince,
} from "../../../../src/core/devices/not-registered-since.ts";
import { NOW, readingOf } from "../../switch-model.ts";

const HOUR = 3_600_000;
const SKEW = 5 * HOUR;

const softphone = (over: Partial<Device> = {}): Device => ({
  ...(readingOf("integrations-core", { sip: true }).devices[0] as Device),
  registration: "not-registered",
  lastSeenAt: NOW - HOUR,
  ...over,
});
const reading = (devices: readonly Device[], over: Partial<Reading> = {}): Reading => ({
  ...readingOf("integrations-core", {}),
  devices,
  ...over,
});

describe("since when a softphone is not registered", () => {
  const since = (over: Partial<Device> = {}, read: Partial<Reading> = {}) =>
    deviceNotRegisteredSince(softphone(over), reading([], read));

  it("is when it was last seen, by this machine's clock", () => {
    expect(since()).toBe(NOW - HOUR);
    expect(since({}, { takenAt: NOW + SKEW, serverTime: NOW })).toBe(NOW + SKEW - HOUR);
  });

  it.each<[string, Partial<Device>, Partial<Reading>?]>([
    ["it was never seen", { lastSeenAt: null }],
    ["it is registered", { registration: "registered" }],
    ["its registration is not reported", { registration: "not-reported" }],
    ["it was last seen in the future", { lastSeenAt: NOW + 1 }],
    ["it was last seen over twelve hours ago", { lastSeenAt: NOW - 12 * HOUR - 1 }],
    ["the clock was set back since", {}, { undated: true }],
  ])("is not known where %s", (_how, over, read) => {
    expect(since(over, read)).toBeNull();
  });

  it("is known up to twelve hours, and from the moment itself", () => {
    expect(since({ lastSeenAt: NOW - 12 * HOUR })).toBe(NOW - 12 * HOUR);
    expect(since({ lastSeenAt: NOW })).toBe(NOW);
  });
});

describe("since when the softphone is not registered", () => {
  const off = softphone({ id: "2", on: false, lastSeenAt: NOW });
  const phone = softphone({ id: "3", kind: "pstn" });

  it("is told of the only one that is on", () => {
    expect(notRegisteredSince(reading([off, phone, softphone()]))).toBe(NOW - HOUR);
  });

  it("is not told of several, nor where none is on", () => {
    expect(notRegisteredSince(reading([softphone(), softphone({ id: "2" })]))).toBeNull();
    expect(notRegisteredSince(reading([off, phone]))).toBeNull();
  });
});
