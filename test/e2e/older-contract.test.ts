import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  corePopup,
  eventually,
  openPopupRead,
  phoneSwitch,
  puts,
  shown,
  softphoneSwitch,
  stored,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { enter, save, untilConnected } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

const NEWER = /\/users\/agent_077\/devices$/;
const OLDER = "/v2/integrations/usermapping";

test("an agent on the older contract is found by the same form, and switches", async ({
  hookswitch: handle,
  emulator,
}) => {
  const options = await handle.openOptions();
  await enter(options, DEMO.older);
  await save(options);
  await untilConnected(options);
  await waitForBadge(handle, "TEL");
  const popup = await openPopupRead(handle, emulator);
  await softphoneSwitch(popup).click();
  await untilSwitched(handle, popup);
  await waitForBadge(handle, "S?");
  const { phone, sip } = emulator.store.olderUser();
  expect([phone?.on, sip?.on]).toEqual([false, true]);
  // `PUT /usermapping` would change the softphone's password.
  expect(puts(emulator).map(({ path }) => path)).toEqual(["/v2/integrations/device"]);
  await eventually(() => phoneSwitch(popup).getAttribute("aria-checked")).toBe("false");
  expect(await popup.locator("body").innerText()).not.toMatch(/contract|usermapping/i);
  // The options page shows the account that is saved, and takes it again.
  await options.reload();
  expect(await options.getByLabel("Customer ID").inputValue()).toBe(DEMO.older.customerId);
  await save(options);
  await untilConnected(options);
});

test("the contract that knows the agent is remembered, and looked for anew when it knows them no more", async ({
  hookswitch,
  emulator,
}) => {
  const { customerId, appId, userId } = DEMO.older;
  const popup = await corePopup(hookswitch, emulator, DEMO.older);
  const asked = (from: number): string[] => emulator.requests.slice(from).map(({ path }) => path);
  expect(asked(0)).toEqual([expect.stringMatching(NEWER), OLDER, OLDER]);
  await stopWorker(hookswitch);
  await startWorker(hookswitch);
  let from = emulator.requests.length;
  const check = async (): Promise<void> => {
    from = emulator.requests.length;
    await popup.getByRole("button", { name: "Check now" }).click();
  };
  await check();
  await emulator.waitForRequest({ method: "GET" }, { from, phase: "answered" });
  expect(new Set(asked(from))).toEqual(new Set([OLDER]));

  const { older, users } = emulator.store.app(appId, customerId);
  const { phone, sip } = emulator.store.agent();
  older.delete(userId);
  users.set(userId, { id: userId, phone, sip });
  await check();
  await waitForBadge(hookswitch, "SIP");
  expect(asked(from)).toEqual([OLDER, expect.stringMatching(NEWER)]);
  await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
  expect(await alertText(popup)).toBe("");
  expect((await stored(hookswitch)).local.account).toMatchObject({ api: "integrations-core" });
  await softphoneSwitch(popup).click();
  await untilSwitched(hookswitch, popup);
  await waitForBadge(hookswitch, "TEL");
});
