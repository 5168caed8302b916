import { describe, expect, it } from "vitest";
import { devicesOn, deviceWrites } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { elements, wordsOf } from "../rendered.ts";
import { expectShown, type ShownState } from "./expect-shown.ts";
import { loginOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

const { ccm } = DEMO;

/** A world in which a demo agent of CCM is signed in. */
const agentOnCcm = (userId: string = ccm.userId): Promise<WireWorld> =>
  signedInWireWorld("ccm", loginOf("ccm", userId));

/** Gives a device, in every answer about its user, a type that no document names. */
function retype({ wire }: WireWorld, deviceId: number): void {
  interface Device {
    id: number;
    type: string;
  }
  wire.faults.always({
    kind: "transform",
    transform: (json) => {
      const answer = structuredClone(json) as { response?: { data?: { devices?: Device[] } | null } };
      for (const device of answer.response?.data?.devices ?? []) {
        if (device.id === deviceId) device.type = "carrier-pigeon";
      }
      return answer;
    },
  });
}

interface Row extends ShownState {
  readonly name: string;
  readonly userId?: string;
  readonly arrange?: (world: WireWorld) => void;
  /** What else the popup shows. */
  readonly shows?: readonly string[];
  /** What it shows no more than once. */
  readonly once?: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: "phone and softphone, the phone on",
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: ["PSTN phone: on", "SIP softphone: off"],
    shows: [ccm.phoneNumber, ccm.sipUri, "Verified"],
  },
  {
    name: "phone and softphone, the softphone on",
    arrange: ({ wire }) => wire.store.setCcmOn(ccm.sipDeviceId),
    text: "S?",
    colour: "blue",
    says: [/your softphone/, /does not say/],
    switches: ["PSTN phone: off", "SIP softphone: on"],
  },
  {
    name: "phone and softphone, none on",
    arrange: ({ wire }) => wire.store.setCcmOn(null),
    text: "!!",
    colour: "red",
    says: [/not reach you/],
    switches: ["PSTN phone: off", "SIP softphone: off"],
  },
  {
    name: "a phone only",
    userId: ccm.phoneOnlyUserId,
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: ["PSTN phone: on"],
  },
  {
    name: "a softphone only",
    userId: ccm.sipOnlyUserId,
    text: "S?",
    colour: "blue",
    says: [/your softphone/, /does not say/],
    switches: ["SIP softphone: on"],
  },
  {
    name: "two phones and a softphone",
    userId: ccm.threeDevicesUserId,
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: ["PSTN phone – Mobile: off", "PSTN phone – Desk phone: on", "SIP softphone – Softphone: off"],
    shows: ["+919176220003", "+918040000003", "sip:divyashah55aa"],
  },
  {
    name: "three devices of which two bear the same name",
    userId: ccm.threeDevicesUserId,
    arrange: ({ wire }) => {
      for (const device of wire.store.ccmUser(ccm.threeDevicesUserId).devices) device.name = "Primary Device";
    },
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: [
      "PSTN phone – Primary Device, +919176220003: off",
      "PSTN phone – Primary Device, +918040000003: on",
      "SIP softphone – Primary Device: off",
    ],
  },
  {
    name: "phones whose names are their numbers, in two spellings",
    userId: ccm.threeDevicesUserId,
    arrange: ({ wire }) => {
      const [mobile, desk] = wire.store.ccmUser(ccm.threeDevicesUserId).devices;
      if (mobile && desk) [mobile.name, desk.name] = ["+919176220003", "080-4000 0003"];
    },
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: [
      "PSTN phone – +919176220003: off",
      "PSTN phone – +918040000003: on",
      "SIP softphone – Softphone: off",
    ],
    once: ["+919176220003", "+918040000003"],
  },
  {
    name: "an unverified phone and a softphone",
    userId: ccm.unverifiedUserId,
    text: "S?",
    colour: "blue",
    says: [/your softphone/],
    switches: ["PSTN phone: off, locked", "SIP softphone: on"],
    shows: ["Not verified with Exotel yet"],
  },
  {
    name: "an unverified phone alone",
    userId: ccm.unverifiedUserId,
    arrange: ({ wire }) => void wire.store.ccmUser(ccm.unverifiedUserId).devices.pop(),
    text: "!!",
    colour: "red",
    says: [/not reach you/],
    switches: ["PSTN phone: off, locked"],
    shows: ["Not verified with Exotel yet"],
  },
  {
    name: "a device of an unknown type that is on",
    arrange: (world) => retype(world, ccm.phoneDeviceId),
    text: "?",
    colour: "grey",
    says: [/Not known/, /of a new type/],
    switches: ["SIP softphone: off, locked"],
    shows: ["\nUnknown device", "is on that Hookswitch does not know"],
  },
  {
    name: "a phone of which no number is given",
    arrange: ({ wire }) => {
      for (const device of wire.store.ccmUser().devices) device.contactUri = "";
    },
    text: "?",
    colour: "grey",
    says: [/Not known: Exotel gives no number for your phone/],
    switches: ["PSTN phone: on", "SIP softphone: off"],
    shows: ["No number given: whether it rings is not known", "No address given"],
  },
  {
    name: "no device at all",
    arrange: ({ wire }) => {
      wire.store.ccmUser().devices = [];
    },
    text: "!!",
    colour: "red",
    says: [/not reach you/, /no device for you/],
    switches: [],
    shows: ["administrator to add a device"],
  },
];

describe("badge, tooltip and popup agree for an agent with", () => {
  it.each(ROWS.map((row) => [row.name, row.text, row] as const))("%s: %s", async (_name, _text, row) => {
    const { userId, arrange, shows = [], once = [] } = row;
    const world = await agentOnCcm(userId);
    arrange?.(world);
    await world.popup.press("Check now");
    expectShown(world, row);
    const { text } = world.popup.view();
    for (const part of shows) expect(text).toContain(part);
    for (const part of once) expect(text.split(part)).toHaveLength(2);
  });
});

it("a press on an unverified phone sends nothing, and the softphone can be turned off all the same", async () => {
  const world = await agentOnCcm(ccm.unverifiedUserId);
  await world.popup.press("PSTN phone");
  await world.untilSwitched();
  expect(deviceWrites(world.wire)).toEqual([]);
  await world.popup.press("SIP softphone");
  await world.popup.press("Turn it off");
  await world.untilSwitched();
  expect(deviceWrites(world.wire)).toEqual([[100321, false]]);
  expect(world.badge.text).toBe("!!");
});

it("a phone that is verified meanwhile can be turned on", async () => {
  const { unverifiedUserId, unverifiedDeviceId } = ccm;
  const world = await agentOnCcm(unverifiedUserId);
  expect(world.popup.view().switches).toEqual(["PSTN phone: off, locked", "SIP softphone: on"]);
  world.wire.store.ccmDevice(unverifiedDeviceId, unverifiedUserId).verified = true;
  await world.popup.press("Check now");
  expect(world.popup.view().switches).toEqual(["PSTN phone: off", "SIP softphone: on"]);
  await world.popup.press("PSTN phone");
  await world.untilSwitched();
  expect([world.badge.text, world.title]).toEqual(["TEL", expect.stringContaining("your phone only")]);
  expect(devicesOn(world.wire, unverifiedUserId)).toEqual([unverifiedDeviceId]);
});

it("a device of an unknown type is left alone by a switch of the others", async () => {
  const world = await agentOnCcm(ccm.threeDevicesUserId);
  retype(world, 100310);
  await world.popup.press("Check now");
  expect(world.popup.view().switches).toEqual([
    "PSTN phone – Desk phone: on",
    "SIP softphone – Softphone: off",
  ]);
  const headings = elements(world.popup.page(), ({ tag }) => tag === "h2" || tag === "h3");
  expect(headings.map((one) => wordsOf([one]))).toContain("Mobile Unknown device");
  await world.popup.press("SIP softphone");
  await world.untilSwitched();
  expect(world.badge.text).toBe("S?");
  expect(deviceWrites(world.wire)).toEqual([
    [100311, false],
    [100312, true],
  ]);
});

it.each([
  ["about another user", { id: "usr_other" }],
  ["without the devices", { devices: null }],
])("an answer %s is no evidence, and takes none away", async (_what, damage) => {
  const world = await agentOnCcm();
  const data = { id: ccm.userId, devices: [], ...damage };
  const json = {
    request_id: "r",
    method: "GET",
    http_code: 200,
    response: { code: 200, status: "success", data },
  };
  const fault = world.wire.faults.once({ kind: "body", body: JSON.stringify(json) });
  await world.popup.press("Check now");
  const { alerts, sentence } = world.popup.view();
  expect(fault.hits).toBe(1);
  expect(alerts).toContain("does not understand the answer");
  expect(world.badge.text).toBe("TEL");
  expect(sentence).toContain("your phone only");
  await world.popup.press("Check now");
  expect(world.popup.view().alerts).toBe("");
});

it("a supervisor's switch shows with the next look", async () => {
  const world = await agentOnCcm();
  for (const [on, text, says, switches] of [
    [ccm.sipDeviceId, "S?", "your softphone", ["PSTN phone: off", "SIP softphone: on"]],
    [null, "!!", "not reach you", ["PSTN phone: off", "SIP softphone: off"]],
  ] as const) {
    world.wire.store.setCcmOn(on);
    await world.popup.press("Check now");
    expect([world.badge.text, world.title]).toEqual([text, expect.stringContaining(says)]);
    expect(world.popup.view().switches).toEqual(switches);
  }
});
