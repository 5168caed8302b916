import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  devicesOn,
  deviceWrites,
  eventually,
  openPopupRead,
  puts,
  setUpCcm,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Headed } from "./harness/keys.ts";
import { fitPopup, shoot, shootScreen } from "./harness/screenshots.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
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
      `Your phone “${gone?.name}” is gone. “Mobile” rings instead.`,
    );
    await fitPopup(popup);
    await shoot(popup, "popup-ccm-other-phone-instead");
    await popup.getByRole("button", { name: "Dismiss" }).click();
    await eventually(() => alertText(popup)).toBe("");
  });

  test("shows NO and the reason where there is nothing to switch to, and never turns the last one off", async ({
    headed,
    emulator,
  }) => {
    await setUpCcm(headed, { userId: DEMO.ccm.unverifiedUserId });
    await waitForBadge(headed, "S?");
    await pressAsleep(headed);
    await untilPainted(headed, "NO", "not verified");
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toContain("not verified");
    await waitForBadge(headed, "S?");
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
