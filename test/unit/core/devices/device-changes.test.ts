import { describe, expect, it } from "vitest";
import type { Device, Reading, Registration } from "../../../../src/core/devices/device.ts";
import { afterWrite, awaitsRegistration, matches } from "../../../../src/core/devices/device-changes.ts";

function device(id: "phone" | "sip", over: Partial<Device> = {}): Device {
  return {
    id,
    kind: id === "sip" ? "sip" : "pstn",
    name: null,
    address: `address of ${id}`,
    on: true,
    registration: id === "sip" ? "registered" : "not-reported",
    lastSeenAt: null,
    verified: null,
    busy: null,
    ...over,
  };
}

const READING: Reading = {
  userId: "u",
  userName: null,
  api: "integrations-core",
  devices: [device("phone"), device("sip", { lastSeenAt: 900 })],
  takenAt: 1_000,
  serverTime: 2_000,
  updatedAt: 500,
};

describe("a reading after a write", () => {
  it("has what the answer says, and the age of the read", () => {
    const written = [
      device("phone", { on: false }),
      device("sip", { registration: "not-read-since", lastSeenAt: null }),
    ];
    expect(afterWrite(READING, { devices: written, updatedAt: 700 })).toEqual({
      ...READING,
      devices: written,
      updatedAt: 700,
    });
  });

  it("keeps a device that the answer leaves out, and when it does not say so, the time of the last change", () => {
    const sip = device("sip", { registration: "not-read-since" });
    expect(afterWrite(READING, { devices: [sip], updatedAt: null })).toEqual({
      ...READING,
      devices: [READING.devices[0], sip],
    });
  });

  it("does not lose the number and address that were read where the answer leaves them out", () => {
    const bare = [
      device("phone", { address: null }),
      device("sip", { address: null, registration: "not-read-since" }),
    ];
    const { devices } = afterWrite(READING, { devices: bare, updatedAt: null });
    expect(devices.map(({ address }) => address)).toEqual(["address of phone", "address of sip"]);
  });

  it("has no device that was not read", () => {
    const phoneOnly = { ...READING, devices: [device("phone")] };
    const { devices } = afterWrite(phoneOnly, { devices: [device("sip")], updatedAt: null });
    expect(devices.map(({ id }) => id)).toEqual(["phone"]);
  });
});

describe("whether devices are as a target says", () => {
  it.each([
    [{ phone: true, sip: true }, true],
    [{ phone: true }, true],
    [{}, true],
    [{ phone: false }, false],
    [{ phone: true, sip: false }, false],
    [{ fax: true }, false],
    [{ fax: false }, true],
  ])("%j: %s", (target, expected) => {
    expect(matches(READING.devices, target)).toBe(expected);
  });

  it("an unverified device is as one that is off", () => {
    const unverified = [device("phone", { on: null })];
    expect(matches(unverified, { phone: false })).toBe(true);
    expect(matches(unverified, { phone: true })).toBe(false);
  });
});

describe("whether to look again soon for the softphone", () => {
  it.each([
    ["registered", false],
    ["not-registered", true],
    ["not-read-since", true],
    ["not-reported", false],
  ] as [Registration, boolean][])("%s: %s", (registration, expected) => {
    expect(awaitsRegistration([device("phone"), device("sip", { registration })])).toBe(expected);
    expect(awaitsRegistration([device("sip", { registration, on: false })])).toBe(false);
  });

  it("not for a phone", () => {
    expect(awaitsRegistration([device("phone", { registration: "not-registered" })])).toBe(false);
    expect(awaitsRegistration([])).toBe(false);
  });
});
