import { describe, expect, it } from "vitest";
import type { Assignment, Device, Reading } from "../../../../src/core/devices/device.ts";
import { isSameState } from "../../../../src/core/rules/same-state.ts";
import { reaches, restored } from "../../../../src/core/rules/targets.ts";
import { BOTH, Desk, PHONE, SOFTPHONE } from "./desk.ts";

const NONE = { phone: false, sip: false };

/** A reading with both devices on, and more of them. */
function readingOf(
  api: Desk["api"],
  over: Record<string, Partial<Device>>,
  others: readonly Partial<Device>[] = [],
): Reading {
  const { reading } = new Desk(api, {}, "both");
  const [first] = reading.devices;
  const devices = reading.devices.map((device) => ({ ...device, ...over[device.id] }));
  return { ...reading, devices: [...devices, ...others.map((one) => ({ ...first, ...one }) as Device)] };
}

const OTHER = { id: "other", kind: "other", on: true } as const;

describe("an earlier state", () => {
  it.each<
    [
      string,
      Desk["api"],
      Assignment,
      Parameters<typeof readingOf>[1],
      readonly Partial<Device>[],
      Assignment | null,
    ]
  >([
    ["is had again", "integrations-core", PHONE, {}, [], PHONE],
    ["is had with both", "integrations-core", BOTH, {}, [], BOTH],
    ["is not had without a device that is on", "integrations-core", NONE, {}, [], null],
    ["is not had where its device is gone", "integrations-core", { old: true }, {}, [], null],
    ["leaves a new device off", "integrations-core", PHONE, {}, [{ id: "new" }], { ...PHONE, new: false }],
    ["is not had on what is not verified", "ccm", PHONE, { phone: { verified: false } }, [], null],
    [
      "is not had on two, one of which is not verified",
      "integrations-core",
      BOTH,
      { sip: { verified: false } },
      [],
      null,
    ],
    [
      "is had beside what is not verified and stays off",
      "ccm",
      PHONE,
      { sip: { verified: false } },
      [],
      PHONE,
    ],
    ["is not had with two where one may be on", "ccm", BOTH, {}, [], null],
    ["is not had beside one of another kind", "ccm", PHONE, {}, [OTHER], null],
    ["is had beside one of another kind that is off", "ccm", PHONE, {}, [{ ...OTHER, on: false }], PHONE],
    [
      "is had beside one of another kind where both may be on",
      "integrations-core",
      PHONE,
      {},
      [OTHER],
      PHONE,
    ],
  ])("%s (%s)", (_what, api, before, over, others, target) => {
    expect(restored(before, readingOf(api, over, others))).toEqual(target);
  });
});

describe("a target", () => {
  it.each<[string, Assignment, Parameters<typeof readingOf>[1], boolean, boolean]>([
    ["reaches the phone", PHONE, {}, false, true],
    ["does not reach a phone without a number", PHONE, { phone: { address: null } }, true, false],
    ["does not reach a phone that is not verified", PHONE, { phone: { verified: false } }, true, false],
    ["reaches a softphone that is trusted", SOFTPHONE, {}, true, true],
    ["does not reach one that is not", SOFTPHONE, {}, false, false],
    ["does not reach one that is not verified", SOFTPHONE, { sip: { verified: false } }, true, false],
    ["reaches one of two", BOTH, { phone: { address: null } }, true, true],
    ["reaches nobody with all off", NONE, {}, true, false],
  ])("%s", (_what, target, over, isTrusted, expected) => {
    expect(reaches(target, readingOf("ccm", over), isTrusted)).toBe(expected);
  });
});

it("two states are the same where both name a device alike", () => {
  expect([isSameState(PHONE, PHONE), isSameState(PHONE, BOTH), isSameState(BOTH, PHONE)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isSameState(PHONE, { phone: true }), isSameState({ phone: true }, PHONE)]).toEqual([true, true]);
  expect(isSameState({ phone: true, gone: true }, { phone: true, new: false })).toBe(true);
});
