import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  ccmPopup,
  eventually,
  openPopupRead,
  setUpCcm,
  statusText,
  switches,
  untilPainted,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { ccm } = DEMO;

/** A sample of the devices that an agent can have; `test/unit/wire/ccm-devices-shown.test.ts` has them all. */
test("badge, tooltip and popup agree for two phones and a softphone, for a phone without a number, and without a device", async ({
  hookswitch,
  emulator,
}) => {
  const user = emulator.store.ccmUser(ccm.threeDevicesUserId);
  const popup = await ccmPopup(hookswitch, emulator, { userId: user.id });
  const agree = async (text: string, says: string, shows: string, expected: readonly string[]) => {
    await untilPainted(hookswitch, text, says);
    await eventually(() => statusText(popup)).toContain(says);
    await eventually(() => switches(popup)).toEqual(expected);
    expect(await popup.getByText(shows).first().isVisible()).toBe(true);
    expect(await alertText(popup)).toBe("");
    expect(await popup.getByRole("status").count()).toBe(1);
  };
  const all = ["PSTN phone – Mobile: off", "PSTN phone – Desk phone: on", "SIP softphone – Softphone: off"];
  await agree("TEL", "your phone only", "+918040000003", all);
  for (const device of user.devices) device.contactUri = "";
  await popup.getByRole("button", { name: "Check now" }).click();
  await agree("?", "no number for your phone", "No number given: whether it rings is not known", all);
  user.devices = [];
  await popup.getByRole("button", { name: "Check now" }).click();
  await agree("!!", "no device for you", "administrator to add a device", []);
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
