import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator, tooManyRequests } from "../emulator/emulator.ts";
import {
  alarms,
  alertText,
  ccmPopup,
  devicesOn,
  deviceWrites,
  eventually,
  expectNoWrite,
  expectSilence,
  journal,
  openPopupRead,
  phoneSwitch,
  pressAndHold,
  recordBadges,
  setUpCcm,
  softphoneSwitch,
  statusText,
  stopWorkerInRequest,
  stored,
  switches,
  switchOf,
  TURNS_OFF,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { connectedNote, enterCcm, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { fireAlarm, sleepMachine, startWorker, stopWorker } from "./harness/worker.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, threeDevicesUserId } = DEMO.ccm;
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];
const NONE_ON = ["PSTN phone: off", "SIP softphone: off"];
const OFF = [PHONE, false];
const ON = [SIP, true];
const BACK = [PHONE, true];
/** A switch that is put off is tried again after 2 to 4 s at first, and never later than a minute after. */
const FIRST_RETRY_MS = 4_000;
const LONGEST_RETRY_MS = 60_000;
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

test("a worker that is stopped with a press waiting behind the one under way forgets neither", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
  const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
  await switchOf(popup, "PSTN phone – Mobile").click();
  await eventually(() => journal(hookswitch)).toMatchObject({ waiting: { target: { 100310: true } } });
  await stopWorkerInRequest(hookswitch, emulator);
  hold.release();
  await startWorker(hookswitch);
  await untilSwitched(hookswitch);
  await eventually(() => switches(popup)).toContain("PSTN phone – Mobile: on");
  expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100310]);
  await waitForBadge(hookswitch, "TEL");
});

describe("an answer that is lost", () => {
  test("to the second step, not done, is made good", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.faults.once({ kind: "outage" }, TURNS_ON);
    await softphoneSwitch(popup).click();
    await expectSoftphoneOn(hookswitch, popup, emulator);
    expect(deviceWrites(emulator)).toEqual([OFF, ON, ON]);
  });

  test("to both steps, done, is made good too", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    for (const match of [TURNS_OFF, TURNS_ON]) emulator.faults.once({ kind: "doneButUnheard" }, match);
    await softphoneSwitch(popup).click();
    await expectSoftphoneOn(hookswitch, popup, emulator);
    expect(deviceWrites(emulator)).toEqual([OFF, ON]);
  });

  for (const [step, match] of [
    ["first", TURNS_OFF],
    ["second", TURNS_ON],
  ] as const) {
    test(`to the ${step} step, with nothing heard afterwards, leaves the verdict open until something is`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await ccmPopup(hookswitch, emulator);
      const seen = await recordBadges(hookswitch);
      emulator.faults.once({ kind: "doneButUnheard" }, match);
      const outage = emulator.faults.add(
        { kind: "outage" },
        { times: Number.POSITIVE_INFINITY, after: { match } },
      );
      await softphoneSwitch(popup).click();
      // Where the first step was not heard, the phone may still be on.
      await waitForBadge(hookswitch, step === "first" ? "?" : "!!");
      if (step === "first") await eventually(() => alertText(popup)).toContain(PERHAPS_NONE);
      else await eventually(() => statusText(popup)).toContain("No device is on yet");
      outage.remove();
      await expectSoftphoneOn(hookswitch, popup, emulator);
      expect(deviceWrites(emulator).filter(([, value]) => value === false)).toEqual([OFF]);
      expect(await seen()).not.toContain("SIP");
    });
  }
});

describe("a second step that is refused", () => {
  test("turns the first device on again, and says so", async ({ hookswitch, emulator }) => {
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

  test("and refused again when it is undone keeps trying, and says !! meanwhile", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const refusal = emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await softphoneSwitch(popup).click();
    await expectStranded(hookswitch, popup, /\(500\)/);
    await eventually(() => switches(popup)).toEqual(NONE_ON);
    const seen = await recordBadges(hookswitch);
    const soFar = refusal.hits;
    await eventually(() => refusal.hits).toBeGreaterThan(soFar);
    expect(await seen()).toEqual(["!!"]);
    // Its own death does not keep it from trying either.
    await stopWorker(hookswitch);
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
    expect(await statusText(popup)).toMatch(/No device is on yet\. Hookswitch keeps trying/);
    refusal.remove();
    await sleepMachine(hookswitch, LONGEST_RETRY_MS);
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toHaveLength(1);
    const isBack = devicesOn(emulator)[0] === PHONE;
    await waitForBadge(hookswitch, isBack ? "TEL" : "S?");
    await eventually(() => switches(popup)).toEqual(isBack ? PHONE_ON : SIP_ON);
    await eventually(() => alertText(popup)).toMatch(/Not switched.*is on (again|instead)/);
    expect(await alertText(popup)).not.toContain(PERHAPS_NONE);
  });

  test("because the device is no longer there turns the first one on again", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.store.ccmUser().devices.pop();
    await softphoneSwitch(popup).click();
    await untilPainted(hookswitch, "TEL", "your phone only");
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toEqual([PHONE]);
    await eventually(() => alertText(popup)).toContain("Not switched");
  });

  test("can be overtaken by a press for another device", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const refusal = emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await softphoneSwitch(popup).click();
    await expectStranded(hookswitch, popup, "(500)");
    refusal.remove();
    await softphoneSwitch(popup).click();
    await expectSoftphoneOn(hookswitch, popup, emulator);
  });
});

describe("without a network between the steps", () => {
  test("!! and the alert stand until it is back, and then one device is on", async ({
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
    await goOnline(hookswitch);
    await expectSoftphoneOn(hookswitch, popup, emulator);
    expect(await seen()).toEqual(["!!", "S?"]);
  });

  test("the worker tries again by itself, with no popup open", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
    await popup.close();
    await goOffline(hookswitch);
    hold.remove();
    await eventually(() => journal(hookswitch)).toMatchObject({ noDeviceOn: true, failures: 1 });
    await untilPainted(hookswitch, "!!", "not reach you");
    await goOnline(hookswitch);
    // Long before the regular read.
    await waitForBadge(hookswitch, "S?", 25_000);
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toEqual([SIP]);
    const again = await openPopupRead(hookswitch, emulator);
    expect(await alertText(again)).toBe("");
  });

  test("the worker's death changes nothing, and its alarm goes on", async ({ hookswitch, emulator }) => {
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

  test("for minutes, !! outlives the evidence, and opening the popup ends it", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.faults.add({ kind: "outage" }, { times: Number.POSITIVE_INFINITY, after: { match: TURNS_OFF } });
    await softphoneSwitch(popup).click();
    await expectStranded(hookswitch, popup, "cannot reach Exotel");
    const seen = await recordBadges(hookswitch);
    await popup.close();
    const failures = async () => ((await journal(hookswitch)) as { failures: number }).failures;
    const before = await failures();
    // Evidence is good for 90 s.
    await sleepMachine(hookswitch, 95_000);
    await eventually(failures).toBeGreaterThan(before);
    expect(await seen()).toEqual(["!!"]);
    expect(devicesOn(emulator)).toEqual([]);
    emulator.faults.clear();
    const again = await hookswitch.openPopup();
    await expectSoftphoneOn(hookswitch, again, emulator);
    expect(await seen()).toEqual(["!!", "S?"]);
  });
});

describe("credentials that are refused in the middle", () => {
  test("end the trying, say what to do, and new ones go on", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
    emulator.faults.expireToken("ccm");
    hold.release();
    await expectStranded(hookswitch, popup, "refused your token or key");
    expect(await statusText(popup)).toContain("turns one on once Exotel accepts your token or key");
    await popup.getByRole("alert").getByRole("button", { name: "Enter the new key" }).waitFor();
    await eventually(async () => ((await journal(hookswitch)) as { failures: number }).failures).toBe(1);
    const silence = expectSilence(emulator, FIRST_RETRY_MS + 1_000);
    await stopWorker(hookswitch);
    await startWorker(hookswitch);
    await hookswitch.keeper.evaluate("chrome.alarms.create('wake', { when: Date.now() })");
    await silence;
    await expectStranded(hookswitch, popup, "refused your token or key");
    expect(devicesOn(emulator)).toEqual([]);

    emulator.store.account().keys.set("replacement", { token: "new-token", revoked: false, mayWrite: true });
    await setUpCcm(hookswitch, { apiKey: "replacement", apiToken: "new-token" });
    await expectSoftphoneOn(hookswitch, popup, emulator);
  });

  test("at the first step leave the devices as they are, and show KEY", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.faults.expireToken("ccm");
    await softphoneSwitch(popup).click();
    await untilPainted(hookswitch, "KEY", "Not known: Exotel refused your API key or token");
    await untilSwitched(hookswitch);
    await eventually(() => alertText(popup)).toContain("refused your token or key");
    await eventually(() => switches(popup)).toEqual(["PSTN phone: on, locked", "SIP softphone: off, locked"]);
    expect(deviceWrites(emulator)).toEqual([OFF]);
    expect(devicesOn(emulator)).toEqual([PHONE]);
  });

  test("are waited for too when they are those of a browser that was closed", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator, { keepSignedIn: false });
    const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
    await waitForBadge(hookswitch, "!!");
    await eventually(() => journal(hookswitch)).toMatchObject({ noDeviceOn: true });
    await stopWorkerInRequest(hookswitch, emulator);
    hold.release();
    await popup.close();
    // All that a browser's end leaves of them.
    await hookswitch.keeper.evaluate("chrome.storage.session.clear()");
    await startWorker(hookswitch);
    const again = await hookswitch.openPopup();
    await untilPainted(hookswitch, "!!", "not reach you");
    await eventually(() => statusText(again)).toMatch(/not reach you.*once Exotel accepts your token or key/);
    await again.getByRole("button", { name: "Sign in" }).waitFor();
    const silence = expectSilence(emulator);
    await again.getByRole("button", { name: "Check now" }).click();
    await silence;
    await setUpCcm(hookswitch);
    await expectSoftphoneOn(hookswitch, again, emulator);
  });
});

test("too many requests in the middle are waited out, and said", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const fault = emulator.faults.once(tooManyRequests({ retryAfter: 60 }), TURNS_ON);
  await softphoneSwitch(popup).click();
  await expectStranded(hookswitch, popup, "too many requests");
  expect(fault.hits).toBe(1);
  // A press does not get round the wait.
  await phoneSwitch(popup).click();
  await eventually(() => alertText(popup)).toMatch(/Try again in \d+ s/);
  expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
  await popup.getByRole("button", { name: "Dismiss" }).click();
  await sleepMachine(hookswitch, 20_000);
  await startWorker(hookswitch);
  await expectNoWrite(emulator, emulator.requests.length);
  await sleepMachine(hookswitch, 40_000);
  await startWorker(hookswitch);
  await expectSoftphoneOn(hookswitch, popup, emulator);
  expect(deviceWrites(emulator)).toEqual([OFF, ON, ON]);
});

describe("a device that a supervisor turns on between the steps", () => {
  for (const { what, device, badge: text, dies } of [
    { what: "a third one", device: 100310, badge: "TEL", dies: false },
    { what: "the one from before", device: 100311, badge: "TEL", dies: true },
    { what: "the one that was wanted", device: 100312, badge: "S?", dies: false },
  ]) {
    const wanted = device === 100312;
    test(`is left on: ${what}, ${dies ? "the worker dead" : "the worker alive"}`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
      const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
      await eventually(() => journal(hookswitch)).toMatchObject({ noDeviceOn: true });
      if (dies) await stopWorkerInRequest(hookswitch, emulator);
      emulator.store.setCcmOn(device, threeDevicesUserId);
      hold.release();
      if (dies) await startWorker(hookswitch);
      await untilSwitched(hookswitch);
      await waitForBadge(hookswitch, text);
      expect(devicesOn(emulator, threeDevicesUserId)).toEqual([device]);
      expect(deviceWrites(emulator)).toEqual([
        [100311, false],
        [100312, true],
      ]);
      await eventually(async () =>
        (await switches(popup)).filter((one) => one.endsWith(": on")),
      ).toHaveLength(1);
      if (wanted) expect(await alertText(popup)).toBe("");
      else await eventually(() => alertText(popup)).toMatch(/changed elsewhere|another device is on/);
    });
  }

  test("is left on while no device could be turned on for a while", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
    const refusal = emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await softphoneSwitch(popup).click();
    await expectStranded(hookswitch, popup, "(500)");
    emulator.store.setCcmOn(100310, threeDevicesUserId);
    const written = refusal.hits;
    await untilSwitched(hookswitch);
    await waitForBadge(hookswitch, "TEL");
    expect(refusal.hits).toBe(written);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100310]);
    await eventually(() => alertText(popup)).not.toContain(PERHAPS_NONE);
  });
});

test("signing out waits for the second step, and leaves nothing behind", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
  const options = await hookswitch.openOptions();
  await options.getByRole("button", { name: "Sign out" }).click();
  hold.release();
  await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
  expect(devicesOn(emulator)).toEqual([SIP]);
  expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
  expect(await alarms(hookswitch)).toEqual([]);
  await waitForBadge(hookswitch, "");
});

test("signing out is asked about while no device can be turned on", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  emulator.faults.add({ kind: "outage" }, { times: Number.POSITIVE_INFINITY, after: { match: TURNS_OFF } });
  await softphoneSwitch(popup).click();
  await expectStranded(hookswitch, popup, "cannot reach Exotel");
  await popup.close();
  const options = await hookswitch.openOptions();
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

test("no other account is connected while no device can be turned on", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const refusal = emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
  await softphoneSwitch(popup).click();
  await expectStranded(hookswitch, popup, "(500)");
  const options = await hookswitch.openOptions();
  await enterCcm(options, { userId: DEMO.ccm.phoneOnlyUserId });
  await save(options);
  await eventually(() => alertText(options)).toContain(PERHAPS_NONE);
  expect((await stored(hookswitch)).local.account).toMatchObject({ userId: DEMO.ccm.userId });
  refusal.remove();
  await sleepMachine(hookswitch, LONGEST_RETRY_MS);
  await untilSwitched(hookswitch);
  await save(options);
  await connectedNote(options).waitFor();
  expect(devicesOn(emulator)).toHaveLength(1);
  await waitForBadge(hookswitch, "TEL");
});

test("another account waits for the second step of this one", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const hold = await pressAndHold(popup, emulator, "before", TURNS_ON);
  const connected = setUpCcm(hookswitch, { userId: DEMO.ccm.phoneOnlyUserId });
  await emulator.waitForRequest({ method: "GET", path: /usr_bela$/ }, { phase: "answered" });
  hold.release();
  await connected;
  await waitForBadge(hookswitch, "TEL");
  expect(devicesOn(emulator)).toEqual([SIP]);
  expect(devicesOn(emulator, DEMO.ccm.phoneOnlyUserId)).toEqual([100290]);
  expect(await journal(hookswitch)).toBeNull();
});
