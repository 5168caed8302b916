import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alertText,
  ccmPopup,
  devicesOn,
  deviceWrites,
  eventually,
  openPopupRead,
  setUpCcm,
  softphoneSwitch,
  statusText,
  switches,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";

const { ccm } = DEMO;

/** Gives a device, in every answer about its user, a type that no document names. */
function retype(emulator: Emulator, deviceId: number) {
  interface Device {
    id: number;
    type: string;
  }
  emulator.faults.always({
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

interface Row {
  name: string;
  userId?: string;
  arrange?: (emulator: Emulator) => void;
  text: string;
  /** What both the tooltip and the popup say. */
  says: RegExp[];
  switches: string[];
  /** What else the popup shows. */
  shows?: (string | RegExp)[];
  /** What it shows no more than once. */
  once?: string[];
}

const ROWS: Row[] = [
  {
    name: "phone and softphone, the phone on",
    text: "TEL",
    says: [/your phone only/],
    switches: ["PSTN phone: on", "SIP softphone: off"],
    shows: [ccm.phoneNumber, ccm.sipUri, "Verified"],
  },
  {
    name: "phone and softphone, the softphone on",
    arrange: ({ store }) => store.setCcmOn(ccm.sipDeviceId),
    text: "S?",
    says: [/your softphone/, /does not say/],
    switches: ["PSTN phone: off", "SIP softphone: on"],
  },
  {
    name: "phone and softphone, none on",
    arrange: ({ store }) => store.setCcmOn(null),
    text: "!!",
    says: [/not reach you/],
    switches: ["PSTN phone: off", "SIP softphone: off"],
  },
  {
    name: "a phone only",
    userId: ccm.phoneOnlyUserId,
    text: "TEL",
    says: [/your phone only/],
    switches: ["PSTN phone: on"],
  },
  {
    name: "a softphone only",
    userId: ccm.sipOnlyUserId,
    text: "S?",
    says: [/your softphone/, /does not say/],
    switches: ["SIP softphone: on"],
  },
  {
    name: "two phones and a softphone",
    userId: ccm.threeDevicesUserId,
    text: "TEL",
    says: [/your phone only/],
    switches: ["PSTN phone – Mobile: off", "PSTN phone – Desk phone: on", "SIP softphone – Softphone: off"],
    shows: ["+919176220003", "+918040000003", "sip:divyashah55aa"],
  },
  {
    name: "three devices of which two bear the same name",
    userId: ccm.threeDevicesUserId,
    arrange: ({ store }) => {
      for (const device of store.ccmUser(ccm.threeDevicesUserId).devices) device.name = "Primary Device";
    },
    text: "TEL",
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
    arrange: ({ store }) => {
      const [mobile, desk] = store.ccmUser(ccm.threeDevicesUserId).devices;
      if (mobile && desk) [mobile.name, desk.name] = ["+919176220003", "080-4000 0003"];
    },
    text: "TEL",
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
    says: [/your softphone/],
    switches: ["PSTN phone: off, locked", "SIP softphone: on"],
    shows: ["Not verified with Exotel yet"],
  },
  {
    name: "an unverified phone alone",
    userId: ccm.unverifiedUserId,
    arrange: ({ store }) => void store.ccmUser(ccm.unverifiedUserId).devices.pop(),
    text: "!!",
    says: [/not reach you/],
    switches: ["PSTN phone: off, locked"],
    shows: ["Not verified with Exotel yet"],
  },
  {
    name: "a device of an unknown type that is on",
    arrange: (emulator) => retype(emulator, ccm.phoneDeviceId),
    text: "?",
    says: [/Not known/, /of a new type/],
    switches: ["SIP softphone: off, locked"],
    shows: [/^Unknown device/, /is on that Hookswitch does not know/],
  },
  {
    name: "a phone of which no number is given",
    arrange: ({ store }) => {
      for (const device of store.ccmUser().devices) device.contactUri = "";
    },
    text: "?",
    says: [/Not known: Exotel gives no number for your phone/],
    switches: ["PSTN phone: on", "SIP softphone: off"],
    shows: ["No number given: whether it rings is not known", "No address given"],
  },
  {
    name: "no device at all",
    arrange: ({ store }) => {
      store.ccmUser().devices = [];
    },
    text: "!!",
    says: [/not reach you/, /no device for you/],
    switches: [],
    shows: [/administrator to add a device/],
  },
];

describe("badge, tooltip and popup agree for an agent with", () => {
  for (const { name, userId, arrange, text, says, switches: expected, shows = [], once = [] } of ROWS) {
    test(`${name}: ${text}`, async ({ hookswitch, emulator }) => {
      arrange?.(emulator);
      const popup = await ccmPopup(hookswitch, emulator, userId === undefined ? {} : { userId });
      await eventually(() => switches(popup)).toEqual(expected);
      await waitForBadge(hookswitch, text);
      await eventually(() => statusText(popup)).toMatch(/Checked (just now|\d+ s ago)/);
      for (const part of says) {
        await eventually(async () => (await badge(hookswitch.keeper)).title).toMatch(part);
        expect(await statusText(popup)).toMatch(part);
      }
      for (const part of shows) expect(await popup.getByText(part).first().isVisible()).toBe(true);
      for (const text of once) expect(await popup.getByText(text, { exact: true }).count()).toBe(1);
      expect(await alertText(popup)).toBe("");
      expect(await popup.getByRole("status").count()).toBe(1);
    });
  }
});

test("an unverified phone cannot be turned on, and sends nothing", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator, { userId: ccm.unverifiedUserId });
  const phone = popup.getByRole("switch", { name: /^PSTN phone/ });
  await phone.click({ force: true });
  await phone.focus();
  for (const key of ["Space", "Enter"]) await popup.keyboard.press(key);
  // Commands arrive in their order: what these had sent would be there before this one.
  await softphoneSwitch(popup).click();
  await popup.getByRole("button", { name: "Turn it off" }).click();
  await waitForBadge(hookswitch, "!!");
  await untilSwitched(hookswitch);
  expect(deviceWrites(emulator)).toEqual([[100321, false]]);
});

test("a phone that is verified meanwhile can be turned on", async ({ hookswitch, emulator }) => {
  const { unverifiedUserId, unverifiedDeviceId } = ccm;
  const popup = await ccmPopup(hookswitch, emulator, { userId: unverifiedUserId });
  await eventually(() => switches(popup)).toEqual(["PSTN phone: off, locked", "SIP softphone: on"]);
  emulator.store.ccmDevice(unverifiedDeviceId, unverifiedUserId).verified = true;
  await popup.getByRole("button", { name: "Check now" }).click();
  await eventually(() => switches(popup)).toEqual(["PSTN phone: off", "SIP softphone: on"]);
  await popup.getByRole("switch", { name: /^PSTN phone/ }).click();
  await untilPainted(hookswitch, "TEL", "your phone only");
  await untilSwitched(hookswitch);
  expect(devicesOn(emulator, unverifiedUserId)).toEqual([unverifiedDeviceId]);
});

test("a device of an unknown type is left alone by a switch of the others", async ({
  hookswitch,
  emulator,
}) => {
  const { threeDevicesUserId } = ccm;
  retype(emulator, 100310);
  const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
  await eventually(() => switches(popup)).toEqual([
    "PSTN phone – Desk phone: on",
    "SIP softphone – Softphone: off",
  ]);
  await popup.getByRole("heading", { name: "Mobile Unknown device" }).waitFor();
  await softphoneSwitch(popup).click();
  await waitForBadge(hookswitch, "S?");
  await untilSwitched(hookswitch);
  expect(deviceWrites(emulator)).toEqual([
    [100311, false],
    [100312, true],
  ]);
});

test("an answer about another user, or without the devices, is no evidence", async ({
  hookswitch,
  emulator,
}) => {
  await setUpCcm(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  for (const damage of [{ id: "usr_other" }, { devices: null }]) {
    const popup = await openPopupRead(hookswitch, emulator);
    const fault = emulator.faults.once({
      kind: "body",
      body: JSON.stringify({
        request_id: "r",
        method: "GET",
        http_code: 200,
        response: { code: 200, status: "success", data: { id: ccm.userId, devices: [], ...damage } },
      }),
    });
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => alertText(popup)).toContain("does not understand the answer");
    expect(fault.hits).toBe(1);
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "TEL" });
    expect(await statusText(popup)).toContain("your phone only");
    // A good answer takes the alert away, so that the next one can only be about the next answer.
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => alertText(popup)).toBe("");
    await popup.close();
  }
});

test("a supervisor's switch shows at once when the popup is opened", async ({ hookswitch, emulator }) => {
  await setUpCcm(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  emulator.store.setCcmOn(ccm.sipDeviceId);
  const popup = await openPopupRead(hookswitch, emulator);
  await untilPainted(hookswitch, "S?", "your softphone");
  await eventually(() => switches(popup)).toEqual(["PSTN phone: off", "SIP softphone: on"]);
  emulator.store.setCcmOn(null);
  await popup.getByRole("button", { name: "Check now" }).click();
  await untilPainted(hookswitch, "!!", "not reach you");
});
