import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alarms,
  alertText,
  ccmPopup,
  devicesOn,
  deviceWrites,
  eventually,
  journal,
  openPopupRead,
  pressAndHold,
  recordBadges,
  softphoneSwitch,
  statusText,
  stored,
  switches,
  TURNS_OFF,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { enterCcm, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { fireAlarm, startWorker, stopWorker } from "./harness/worker.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];
const OFF = [PHONE, false];
const ON = [SIP, true];
const BACK = [PHONE, true];
const PERHAPS_NONE = "Your devices may all be off";

/** Badge, tooltip, popup, server and what is written down all say that the softphone is on, and nothing went wrong. */
async function expectSoftphoneOn(handle: Hookswitch, popup: Page, emulator: Emulator): Promise<void> {
  await untilSwitched(handle);
  await untilPainted(handle, "S?", "your softphone");
  await eventually(() => switches(popup)).toEqual(SIP_ON);
  await eventually(() => statusText(popup)).toContain("your softphone");
  await eventually(() => alertText(popup)).toBe("");
  expect(devicesOn(emulator)).toEqual([SIP]);
}

/** Badge, tooltip and popup say that nobody is reached, and why. */
async function expectStranded(handle: Hookswitch, popup: Page, why: string | RegExp): Promise<void> {
  await untilPainted(handle, "!!", "not reach you");
  await eventually(() => statusText(popup)).toMatch(/Calls will not reach you.*No device is on yet/);
  await eventually(() => alertText(popup)).toMatch(why);
  // The verdict says it for certain.
  expect(await alertText(popup)).not.toContain(PERHAPS_NONE);
  expect(await journal(handle)).toMatchObject({ noDeviceOn: true });
}

test("a second step that is refused turns the first device on again, and says so", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator);
  emulator.faults.once({ kind: "status", status: 500 }, TURNS_ON);
  await softphoneSwitch(popup).click();
  await eventually(() => alertText(popup)).toMatch(
    /Not switched\. .*\(500\).*The device from before is on again.*support: [0-9a-f]{32}/,
  );
  await untilSwitched(hookswitch);
  await untilPainted(hookswitch, "TEL", "your phone only");
  await eventually(() => switches(popup)).toEqual(PHONE_ON);
  expect(deviceWrites(emulator)).toEqual([OFF, ON, BACK]);
  expect(devicesOn(emulator)).toEqual([PHONE]);
  await popup.getByRole("button", { name: "Dismiss" }).click();
  await eventually(() => alertText(popup)).toBe("");
});

test("without a network between the steps, !! and the alert stand until it is back, and one device is on long before the regular read", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
  await waitForBadge(hookswitch, "!!");
  const seen = await recordBadges(hookswitch);
  await goOffline(hookswitch);
  hold.remove();
  await expectStranded(hookswitch, popup, "cannot reach Exotel");
  expect(devicesOn(emulator)).toEqual([]);
  // The worker notices it by itself.
  await popup.close();
  await goOnline(hookswitch);
  await waitForBadge(hookswitch, "S?", 25_000);
  expect(await seen()).toEqual(["!!", "S?"]);
  await expectSoftphoneOn(hookswitch, await openPopupRead(hookswitch, emulator), emulator);
});

test("without a network between the steps, the worker's death changes nothing, and its alarm goes on", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator);
  // The server's side of the network: what a browser is told of its own side does not hold over a worker's death.
  emulator.faults.add({ kind: "outage" }, { times: Number.POSITIVE_INFINITY, after: { match: TURNS_OFF } });
  await softphoneSwitch(popup).click();
  await expectStranded(hookswitch, popup, "cannot reach Exotel");
  await stopWorker(hookswitch);
  expect(await alarms(hookswitch)).toEqual(["wake"]);
  expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
  await fireAlarm(hookswitch, "wake");
  await eventually(
    async () => ((await journal(hookswitch)) as { failures: number }).failures,
  ).toBeGreaterThan(1);
  await expectStranded(hookswitch, popup, "cannot reach Exotel");
  await stopWorker(hookswitch);
  emulator.faults.clear();
  await startWorker(hookswitch);
  await popup.getByRole("button", { name: "Check now" }).click();
  await expectSoftphoneOn(hookswitch, popup, emulator);
});

test("no other account is connected while no device can be turned on, and signing out is asked about", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator);
  emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
  await softphoneSwitch(popup).click();
  await expectStranded(hookswitch, popup, "(500)");
  await popup.close();
  const options = await hookswitch.openOptions();
  await enterCcm(options, { userId: DEMO.ccm.phoneOnlyUserId });
  await save(options);
  await eventually(() => alertText(options)).toContain(PERHAPS_NONE);
  expect((await stored(hookswitch)).local.account).toMatchObject({ userId: DEMO.ccm.userId });
  await options.reload();
  await options.getByRole("button", { name: "Sign out" }).click();
  await eventually(() => alertText(options)).toContain(PERHAPS_NONE);
  expect(await journal(hookswitch)).toMatchObject({ noDeviceOn: true });
  expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
  await options.getByRole("button", { name: "Sign out anyway" }).click();
  await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
  expect(await alertText(options)).toBe("");
  expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
  await waitForBadge(hookswitch, "");
});
