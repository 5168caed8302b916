import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  countKeyReports,
  devicesOn,
  deviceWrites,
  eventually,
  expectNoWrite,
  openPopupRead,
  puts,
  setUpCcm,
  switchOf,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Headed } from "./harness/keys.ts";
import { fitPopup, shoot, shootScreen } from "./harness/screenshots.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { pause } from "./harness/wait.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, threeDevicesUserId } = DEMO.ccm;

/** Presses Alt+Shift+S with the popup closed and the worker asleep. */
async function pressAsleep(headed: Headed): Promise<void> {
  await stopWorker(headed);
  expect(await workerIsRunning(headed)).toBe(false);
  await headed.pressKeys("alt+shift+s");
}

describe("on CCM, Alt+Shift+S with the worker asleep", () => {
  test("makes two requests in their order, and one read", async ({ headed, emulator }) => {
    await setUpCcm(headed);
    await waitForBadge(headed, "TEL");
    for (const [off, on, text] of [
      [PHONE, SIP, "S?"],
      [SIP, PHONE, "TEL"],
    ] as const) {
      const from = emulator.requests.length;
      await pressAsleep(headed);
      await waitForBadge(headed, text);
      await untilSwitched(headed);
      expect(deviceWrites(emulator, from)).toEqual([
        [off, false],
        [on, true],
      ]);
      const [first, second, ...reads] = emulator.requests.slice(from);
      expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
      expect(reads.map(({ method }) => method)).toEqual(["GET"]);
      expect(devicesOn(emulator)).toEqual([on]);
    }
    await shootScreen(headed.display, "toolbar-ccm-phone");
  });

  test("goes from any phone to the softphone, and back to that phone, also after the browser's start", async ({
    headed,
    emulator,
  }) => {
    await setUpCcm(headed, { userId: threeDevicesUserId });
    await waitForBadge(headed, "TEL");
    await pressAsleep(headed);
    await waitForBadge(headed, "S?");
    await untilSwitched(headed);
    // Nothing that was read is left after a start of the browser.
    await headed.keeper.evaluate("chrome.storage.session.clear()");
    await pressAsleep(headed);
    await waitForBadge(headed, "TEL");
    await untilSwitched(headed);
    expect(deviceWrites(emulator)).toEqual([
      [100311, false],
      [100312, true],
      [100312, false],
      [100311, true],
    ]);
    const popup = await headed.openPopup();
    await eventually(() => popup.getByRole("switch").count()).toBe(3);
    expect(await alertText(popup)).toBe("");
  });

  test("goes back to the softphone that somebody else had turned on", async ({ headed, emulator }) => {
    const { devices } = emulator.store.ccmUser(threeDevicesUserId);
    const [softphone] = devices.slice(-1);
    if (softphone === undefined) throw new Error("there is no softphone");
    devices.push({ ...softphone, id: 100313, name: "Second softphone" });
    for (const one of devices) one.on = one.id === 100313;
    await setUpCcm(headed, { userId: threeDevicesUserId });
    await waitForBadge(headed, "S?");
    for (const [text, on] of [
      ["TEL", 100310],
      ["S?", 100313],
    ] as const) {
      await pressAsleep(headed);
      await waitForBadge(headed, text);
      await untilSwitched(headed);
      expect(devicesOn(emulator, threeDevicesUserId)).toEqual([on]);
    }
  });

  test("goes to the other phone where the one from before is gone, and says so", async ({
    headed,
    emulator,
  }) => {
    await setUpCcm(headed, { userId: threeDevicesUserId });
    await waitForBadge(headed, "TEL");
    await pressAsleep(headed);
    await waitForBadge(headed, "S?");
    await untilSwitched(headed);
    const { devices } = emulator.store.ccmUser(threeDevicesUserId);
    const [gone] = devices.splice(
      devices.findIndex(({ id }) => id === 100311),
      1,
    );
    // The next read shows it.
    await (await openPopupRead(headed, emulator)).close();
    await pressAsleep(headed);
    await waitForBadge(headed, "TEL");
    await untilSwitched(headed);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100310]);
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toContain(
      `Your phone “${gone?.name}” is gone, so “Mobile” rings instead.`,
    );
    await fitPopup(popup);
    await shoot(popup, "popup-ccm-other-phone-instead");
    await popup.getByRole("button", { name: "Dismiss" }).click();
    await eventually(() => alertText(popup)).toBe("");
  });

  test("asks the agent to choose where the phone from before cannot ring, and there are several others", async ({
    headed,
    emulator,
  }) => {
    const { devices } = emulator.store.ccmUser(threeDevicesUserId);
    const [phone] = devices;
    if (phone === undefined) throw new Error("there is no phone");
    devices.push({ ...phone, id: 100314, name: "At home", contactUri: "+919176220099" });
    await setUpCcm(headed, { userId: threeDevicesUserId });
    await waitForBadge(headed, "TEL");
    await pressAsleep(headed);
    await waitForBadge(headed, "S?");
    await untilSwitched(headed);
    emulator.store.ccmDevice(100311, threeDevicesUserId).verified = false;
    await (await openPopupRead(headed, emulator)).close();
    const from = emulator.requests.length;
    await pressAsleep(headed);
    await untilPainted(headed, "NO", "is not verified, and you have several others");
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toContain("Choose one in the popup.");
    expect(deviceWrites(emulator, from)).toEqual([]);
    await switchOf(popup, "PSTN phone – At home").click();
    await waitForBadge(headed, "TEL");
    await untilSwitched(headed);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100314]);
  });

  test("turns the phone on where no device is on", async ({ headed, emulator }) => {
    emulator.store.setCcmOn(null);
    await setUpCcm(headed);
    await waitForBadge(headed, "!!");
    await pressAsleep(headed);
    await waitForBadge(headed, "TEL");
    expect(deviceWrites(emulator)).toEqual([[PHONE, true]]);
  });

  test("reads first where nothing is known any more", async ({ headed, emulator }) => {
    await setUpCcm(headed);
    await stopWorker(headed);
    await headed.keeper.evaluate("chrome.storage.session.clear()");
    emulator.store.setCcmOn(SIP);
    const from = emulator.requests.length;
    await pressAsleep(headed);
    await eventually(() => deviceWrites(emulator)).toEqual([
      [SIP, false],
      [PHONE, true],
    ]);
    expect(emulator.requests.slice(from).at(0)?.method).toBe("GET");
    await untilSwitched(headed);
    await waitForBadge(headed, "TEL");
  });

  test("goes round phone and softphone only, also where both are to be included", async ({
    headed,
    emulator,
  }) => {
    emulator.store.setCcmOn(SIP);
    await setUpCcm(headed);
    const options = await headed.openOptions();
    await options.getByRole("checkbox", { name: "Include both when switching" }).check();
    await options.getByText("Saved", { exact: true }).waitFor();
    await options.close();
    await pressAsleep(headed);
    await waitForBadge(headed, "TEL");
    expect(devicesOn(emulator)).toEqual([PHONE]);
  });

  test("shows NO and the reason where there is nothing to switch to, and never turns the last one off", async ({
    headed,
    emulator,
  }) => {
    for (const [userId, text, why] of [
      [DEMO.ccm.phoneOnlyUserId, "TEL", "no softphone to switch to"],
      [DEMO.ccm.sipOnlyUserId, "S?", "no phone to switch to"],
      [DEMO.ccm.unverifiedUserId, "S?", "not verified"],
    ] as const) {
      await setUpCcm(headed, { userId });
      await waitForBadge(headed, text);
      await pressAsleep(headed);
      await untilPainted(headed, "NO", why);
      const popup = await headed.openPopup();
      await eventually(() => alertText(popup)).toContain(why);
      await popup.close();
      await waitForBadge(headed, text);
    }
    expect(puts(emulator)).toEqual([]);
  });

  test("says at once that no device is on where the second step fails, and ends with one on", async ({
    headed,
    emulator,
  }) => {
    await setUpCcm(headed);
    await waitForBadge(headed, "TEL");
    const refusal = emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await pressAsleep(headed);
    // That the press could not be done is less than what it has led to.
    await untilPainted(headed, "!!", "not reach you");
    await shootScreen(headed.display, "toolbar-ccm-stranded");
    expect(await badge(headed.keeper)).toMatchObject({ text: "!!" });
    refusal.remove();
    const popup = await headed.openPopup();
    await untilSwitched(headed);
    expect(devicesOn(emulator)).toHaveLength(1);
    await eventually(() => alertText(popup)).toMatch(/is on (again|instead)/);
  });
});

describe("on CCM, Alt+Shift+S held down", () => {
  for (const { ms, latency, worker } of [
    { ms: 3_000, latency: 0, worker: "awake" },
    { ms: 1_500, latency: 600, worker: "asleep" },
    { ms: 3_000, latency: 600, worker: "asleep" },
  ] as const) {
    test(`for ${ms} ms is one switch (worker ${worker}, ${latency} ms to the server)`, async ({
      headed,
      emulator,
    }) => {
      await setUpCcm(headed);
      await waitForBadge(headed, "TEL");
      if (latency > 0) emulator.faults.always({ kind: "delay", ms: latency });
      const reports = await countKeyReports(headed);
      if (worker === "asleep") await stopWorker(headed);
      await headed.holdKeys("alt+shift+s", ms);
      expect(await reports()).toBeGreaterThan(ms / 100);
      await waitForBadge(headed, "S?");
      await untilSwitched(headed);
      await expectNoWrite(emulator, emulator.requests.length);
      expect(deviceWrites(emulator)).toEqual([
        [PHONE, false],
        [SIP, true],
      ]);
      const popup = await headed.openPopup();
      await eventually(() => popup.getByRole("switch").count()).toBe(2);
      expect(await alertText(popup)).toBe("");
    });
  }

  for (const latency of [0, 600]) {
    test(`two presses 400 ms apart are two switches (${latency} ms to the server)`, async ({
      headed,
      emulator,
    }) => {
      await setUpCcm(headed);
      await waitForBadge(headed, "TEL");
      if (latency > 0) emulator.faults.always({ kind: "delay", ms: latency });
      await headed.display.focus(headed.pid);
      headed.display.pressKeys("alt+shift+s");
      await pause(400);
      headed.display.pressKeys("alt+shift+s");
      await eventually(() => deviceWrites(emulator)).toEqual([
        [PHONE, false],
        [SIP, true],
        [SIP, false],
        [PHONE, true],
      ]);
      await untilSwitched(headed);
      await waitForBadge(headed, "TEL");
    });
  }
});
