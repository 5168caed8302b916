import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { eventually, openPopupRead, phoneSwitch, softphoneSwitch, untilSwitched } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { enter, save, untilConnected } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

test("an agent on the older contract is found by the same form, and switches", async ({
  launch,
  emulator,
}) => {
  const handle = await launch();
  const options = await handle.openOptions();
  await enter(options, DEMO.older);
  await save(options);
  await untilConnected(options);
  await waitForBadge(handle, "TEL");
  const popup = await openPopupRead(handle, emulator);
  await softphoneSwitch(popup).click();
  await untilSwitched(handle);
  await waitForBadge(handle, "S?");
  const { phone, sip } = emulator.store.olderUser();
  expect([phone?.on, sip?.on]).toEqual([false, true]);
  await eventually(() => phoneSwitch(popup).getAttribute("aria-checked")).toBe("false");
  expect(await popup.locator("body").innerText()).not.toMatch(/contract|usermapping/i);
  // The options page shows the account that is saved, and takes it again.
  await options.reload();
  expect(await options.getByLabel("Customer ID").inputValue()).toBe(DEMO.older.customerId);
  await save(options);
  await untilConnected(options);
});
