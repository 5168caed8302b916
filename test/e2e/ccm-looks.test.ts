import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import type { CcmDevice } from "../emulator/store.ts";
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
  test("with three devices, an unverified one, many with long names, none, and one of an unknown type", async ({
    hookswitch,
    emulator,
  }) => {
    const user = emulator.store.ccmUser(ccm.threeDevicesUserId);
    const [first, ...others] = user.devices;
    if (first === undefined) throw new Error("The demo agent has no devices");
    const onACall = (devices: CcmDevice[]): CcmDevice[] =>
      devices.map((device) => ({ ...device, status: device.on ? "busy" : "free" }));
    user.devices = onACall(user.devices);
    const popup = await ccmPopup(hookswitch, emulator, { userId: user.id });
    const found: string[] = [];
    const look = async (name: string, shown: Locator): Promise<void> => {
      await shown.first().waitFor();
      found.push(...(await faultsOf(popup, `popup-ccm-${name}`)));
    };
    const give = async (devices: CcmDevice[], text: string): Promise<void> => {
      user.devices = devices;
      await popup.getByRole("button", { name: "Check now" }).click();
      await waitForBadge(hookswitch, text);
    };
    const nextCall = popup.getByText("You can switch now. It counts from the next call.");
    await look("three-devices", nextCall);
    await give(onACall(emulator.store.ccmUser(ccm.unverifiedUserId).devices), "S?");
    await look("unverified", nextCall);
    const long = `${"very-".repeat(25)}long`;
    const many = [0, 1, 2, 3].map((index): CcmDevice => {
      const id = 200_000 + index;
      return { ...first, id, contactUri: `sip:${long}${id}`, type: "sip", on: false };
    });
    await give(
      [first, ...others, ...many].map((device) => ({ ...device, name: `${long} ${device.id}` })),
      "TEL",
    );
    await eventually(() => popup.getByRole("switch").count()).toBe(7);
    await look("long-names", popup.getByRole("switch"));
    await give([], "!!");
    await look("no-device", popup.getByText(/administrator to add a device/));
    await give([{ ...first, type: "fax" as "tel", on: true }, ...others.slice(1)], "?");
    await look("unknown-type", popup.getByText("Unknown device"));
    expect(found).toEqual([]);
  });

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
