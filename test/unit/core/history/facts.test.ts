import { describe, expect, it } from "vitest";
import type { Device } from "../../../../src/core/devices/device.ts";
import { INITIAL_STATUS } from "../../../../src/core/devices/status.ts";
import { evidenceExpiresAt, type VerdictInput } from "../../../../src/core/devices/verdict.ts";
import { factsOf, holdUntil } from "../../../../src/core/history/facts.ts";
import { Desk, MINUTE, MONDAY, OPEN } from "../rules/desk.ts";
import { BOTH, UNKNOWN } from "./histories.ts";

const CORE = "integrations-core";

/** An agent whose devices are both on, changed. */
function withDevices(change: (device: Device) => Device | readonly Device[]): VerdictInput {
  const { input, reading } = new Desk(CORE, {}, "both");
  return {
    ...input,
    status: { ...input.status, reading: { ...reading, devices: reading.devices.flatMap(change) } },
  };
}

const KNOWN = { softphone: "registered", isBusy: false, registered: true, tab: null, readAt: MONDAY };
/** Whatever is said of it. */
const { title: _title, why: _why, ...NOT_KNOWN } = UNKNOWN;

describe("what would happen to a call", () => {
  it.each([
    ["both", { ...KNOWN, reach: "both", phoneOn: true, softphoneOn: true }],
    ["softphone", { ...KNOWN, reach: "softphone", phoneOn: false, softphoneOn: true }],
    [
      "phone",
      { ...KNOWN, reach: "phone", softphone: "off", phoneOn: true, softphoneOn: false, registered: null },
    ],
  ] as const)("is known by a reading: %s", (on, facts) => {
    expect(factsOf(new Desk(CORE, {}, on).input)).toMatchObject(facts);
  });

  it.each([{ credentials: "refused" }, { credentials: "missing" }, { offline: true }] as const)(
    "is not known with %j, though the devices were read",
    (status) => {
      const { input } = new Desk(CORE, {}, "both");
      expect(factsOf({ ...input, status: { ...input.status, ...status } })).toMatchObject(NOT_KNOWN);
    },
  );

  it("is nothing before there is an account, and before the first answer", () => {
    const { input } = new Desk(CORE, {});
    expect(factsOf({ ...input, account: null })).toBeNull();
    expect(factsOf({ ...input, status: INITIAL_STATUS })).toBeNull();
  });

  it("is told with a call that goes on", () => {
    expect(factsOf(withDevices((device) => ({ ...device, busy: true })))?.isBusy).toBe(true);
  });
});

describe("whether a phone is on", () => {
  it.each([
    ["one of two is", [true, false], true],
    ["none of two is", [false, false], false],
    ["it is not said of one of two", [false, null], null],
    ["it is not said of the other one", [true, null], true],
  ])("where %s", (_what, on, expected) => {
    const input = withDevices((device) =>
      device.kind === "pstn" ? on.map((one, index) => ({ ...device, id: `${index}`, on: one })) : device,
    );
    expect(factsOf(input)).toMatchObject({ phoneOn: expected, softphoneOn: true });
  });

  it("is clear where there is none", () => {
    const input = withDevices((device) => (device.kind === "pstn" ? [] : device));
    expect(factsOf(input)).toMatchObject({ phoneOn: false, softphoneOn: true });
  });
});

describe("whether the softphone is registered", () => {
  it.each([
    ["is said by Exotel", CORE, "both", "registered", true],
    ["is said by Exotel, too, where it is not", CORE, "both", "not-registered", false],
    ["is not known where it is in doubt", CORE, "both", "not-read-since", null],
    ["is not known, and no loss, where it is off", CORE, "phone", "not-registered", null],
    ["is not known where Exotel never says it", "ccm", "softphone", "not-reported", null],
  ] as const)("%s", (_what, api, on, registration, expected) => {
    const desk = new Desk(api, {}, on);
    desk.registration = registration;
    expect(factsOf(desk.input)?.registered).toBe(expected);
  });

  it("is not known where one of two is in doubt", () => {
    const input = withDevices((device) =>
      device.kind === "sip"
        ? (["not-registered", "not-read-since"] as const).map((registration) => ({ ...device, registration }))
        : device,
    );
    expect(factsOf(input)?.registered).toBeNull();
  });

  it("is not known where its own tab is gone, whatever Exotel still says", () => {
    const desk = new Desk(CORE, {}, "both");
    desk.tab("closed");
    expect(factsOf(desk.input)).toMatchObject({ registered: null, tab: "page-closed", reach: "phone" });
  });
});

it("a tab that nobody hears is told as such, and none where none is watched", () => {
  const desk = new Desk(CORE, {});
  expect(factsOf(desk.input)?.tab).toBeNull();
  desk.tab("open");
  expect(factsOf(desk.input)?.tab).toBe("open");
  desk.tabs = [{ ...OPEN, isMuted: true }];
  expect(factsOf(desk.input)?.tab).toBe("muted");
});

it("facts of a reading hold until its life ends, and no longer at that very moment", () => {
  const { input } = new Desk(CORE, {}, "both");
  const end = evidenceExpiresAt(input.status) ?? 0;
  for (const now of [input.now, end]) {
    const then = { ...input, now };
    const facts = factsOf(then);
    expect(facts?.reach).toBe("both");
    expect(facts && holdUntil(facts, then)).toBe(end);
  }
});

it("facts without a reading, or beyond its life, hold until Hookswitch has tried again", () => {
  const { input } = new Desk(CORE, {}, "both");
  expect(holdUntil(UNKNOWN, input)).toBe(MONDAY + 10 * MINUTE);
  const now = MONDAY + 60 * MINUTE;
  expect(holdUntil({ ...BOTH, readAt: MONDAY }, { ...input, now })).toBe(now + 10 * MINUTE);
});
