import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  ccmPopup,
  eventually,
  lastDeviceQuestion,
  phoneSwitch,
  softphoneSwitch,
  statusText,
  switches,
  TURNS_ON,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, enterCcm, findMe, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";

const { ccm } = DEMO;

describe("the popup has no fault of accessibility or width on CCM", () => {
  for (const { name, userId, text } of [
    { name: "three-devices", userId: ccm.threeDevicesUserId, text: "TEL" },
    { name: "unverified", userId: ccm.unverifiedUserId, text: "S?" },
  ]) {
    test(`with ${name}, one of them on a call`, async ({ hookswitch, emulator }) => {
      const { devices } = emulator.store.ccmUser(userId);
      for (const device of devices) device.status = device.on ? "busy" : "free";
      const popup = await ccmPopup(hookswitch, emulator, { userId });
      await popup.getByText("You can switch now. It counts from the next call.").waitFor();
      await waitForBadge(hookswitch, text);
      expect(await faultsOf(popup, `popup-ccm-${name}`)).toEqual([]);
    });
  }

  test("with the question before the last device is turned off, and afterwards", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    await phoneSwitch(popup).click();
    await lastDeviceQuestion(popup).waitFor();
    const found = await faultsOf(popup, "popup-ccm-question");
    await popup.getByRole("button", { name: "Turn it off" }).click();
    await waitForBadge(hookswitch, "!!");
    await eventually(() => switches(popup)).toEqual(["PSTN phone: off", "SIP softphone: off"]);
    expect([...found, ...(await faultsOf(popup, "popup-ccm-nobody"))]).toEqual([]);
  });

  test("between the steps, stranded, and put back", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator, { userId: ccm.threeDevicesUserId });
    emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    const hold = emulator.faults.hold("before", TURNS_ON);
    await softphoneSwitch(popup).click();
    await hold.held;
    await waitForBadge(hookswitch, "!!");
    // The request itself gives up after ten seconds; one way of looking takes less.
    const found = await faultsOf(popup, "popup-ccm-between", { light: { scheme: "light" } });
    hold.release();
    await eventually(() => statusText(popup)).toContain("No device is on yet");
    found.push(...(await faultsOf(popup, "popup-ccm-stranded")));
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
    emulator.faults.clear();
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => alertText(popup)).toMatch(/is on (again|instead)/);
    found.push(...(await faultsOf(popup, "popup-ccm-undone")));
    expect(found).toEqual([]);
  });

  test("with many devices and long names", async ({ hookswitch, emulator }) => {
    const user = emulator.store.ccmUser(ccm.threeDevicesUserId);
    const long = `${"very-".repeat(25)}long`;
    for (const device of user.devices) device.name = `${long} ${device.id}`;
    const [first] = user.devices;
    for (let id = 200_000; first !== undefined && id < 200_004; id += 1) {
      user.devices.push({ ...first, id, contactUri: `sip:${long}${id}`, type: "sip" });
    }
    const popup = await ccmPopup(hookswitch, emulator, { userId: user.id });
    await eventually(() => popup.getByRole("switch").count()).toBe(7);
    expect(await faultsOf(popup, "popup-ccm-long-names")).toEqual([]);
  });

  test("without a device, and with one of an unknown type", async ({ hookswitch, emulator }) => {
    const { devices } = emulator.store.ccmUser();
    emulator.store.ccmUser().devices = [];
    const popup = await ccmPopup(hookswitch, emulator);
    await popup.getByText(/administrator to add a device/).waitFor();
    const found = await faultsOf(popup, "popup-ccm-no-device");
    const [, softphone] = devices;
    emulator.store.ccmUser().devices = devices;
    emulator.faults.always({
      kind: "transform",
      transform: (json) =>
        JSON.parse(JSON.stringify(json).replace('"type":"tel"', '"type":"fax"')) as unknown,
    });
    expect(softphone).toBeDefined();
    await popup.getByRole("button", { name: "Check now" }).click();
    await popup.getByText("Unknown device").waitFor();
    expect([...found, ...(await faultsOf(popup, "popup-ccm-unknown-type"))]).toEqual([]);
  });
});

describe("the options page has no fault of accessibility or width on CCM", () => {
  test("empty, with several matches, with none, and connected", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await options.getByRole("radio", { name: "Voice account (CCM)" }).check();
    await save(options);
    await options.getByText("Enter the account SID.").waitFor();
    const found = await faultsOf(options, "options-ccm-missing");
    await enterCcm(options, { userId: "" });
    await findMe(options, "nobody@example.com");
    await eventually(() => alertText(options)).toContain("no such user");
    found.push(...(await faultsOf(options, "options-ccm-none", { dark: { scheme: "dark" } })));
    await findMe(options, ccm.sharedEmail);
    await options.getByRole("radio", { name: /Gita/ }).check();
    await options.getByRole("status").filter({ hasText: "User ID filled in" }).waitFor();
    found.push(...(await faultsOf(options, "options-ccm-several")));
    await save(options);
    await connectedNote(options).waitFor();
    found.push(...(await faultsOf(options, "options-ccm-connected")));
    await options.setViewportSize({ width: 320, height: 640 });
    found.push(...(await faultsOf(options, "options-ccm-narrow", { light: { scheme: "light" } })));
    expect(found).toEqual([]);
  });

  test("with the question before a number is changed, refused, and changed", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await enterCcm(options, { userId: ccm.threeDevicesUserId });
    await save(options);
    await connectedNote(options).waitFor();
    const region = options.getByRole("region", { name: "Change a phone's number" });
    const ask = async (number: string) => {
      await region.getByLabel("New phone number").fill(number);
      await region.getByRole("button", { name: "Change number" }).click();
    };
    await ask("123");
    await region.getByText("Enter the whole number").waitFor();
    const found = await faultsOf(options, "options-ccm-number-wrong", { light: { scheme: "light" } });
    await ask("+919176220002");
    await options.getByRole("alertdialog").waitFor();
    found.push(...(await faultsOf(options, "options-ccm-number-question")));
    await options.getByRole("button", { name: "Change it" }).click();
    await eventually(() => alertText(options)).toContain("already has a device");
    found.push(...(await faultsOf(options, "options-ccm-number-refused", { dark: { scheme: "dark" } })));
    await ask("+919812345678");
    await options.getByRole("button", { name: "Change it" }).click();
    await options.getByRole("status").filter({ hasText: "The number is changed" }).waitFor();
    found.push(...(await faultsOf(options, "options-ccm-number-changed")));
    expect(found).toEqual([]);
  });
});
