import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { tooManyRequests } from "../emulator/emulator.ts";
import {
  alarms,
  alertText,
  atServer,
  corePopup,
  eventually,
  journal,
  puts,
  setUp,
  shown,
  softphoneSwitch,
  statusText,
  stopWorkerInRequest,
  untilCarriedOut,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { launchUnattached } from "./harness/unattached.ts";
import { until } from "./harness/wait.ts";
import { fireAlarm, startWorker, stopWorker, workerIsRunning } from "./harness/worker.ts";

const PUT = { method: "PUT" } as const;
const PHONE = { phone: true, sip: false };
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };

/** Badge, popup, server and what is written down all say that the switch to the phone was made. */
async function expectPhoneOnly(handle: Hookswitch, popup: Page): Promise<void> {
  await untilSwitched(handle);
  await waitForBadge(handle, "TEL");
  await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
  expect(await statusText(popup)).toContain("your phone only");
  expect(await alertText(popup)).toBe("");
}

describe("a worker that is stopped", () => {
  test("before the server has done its request makes the switch when it lives again", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await stopWorkerInRequest(hookswitch, emulator);
    // The server drops it undone.
    hold.release();
    expect(await journal(hookswitch)).not.toBeNull();
    expect(await alarms(hookswitch)).toEqual(["wake"]);
    // The press is still there, and still not confirmed.
    await eventually(() => shown(popup)).toEqual({ phone: "on, locked", softphone: "off, pending" });
    await fireAlarm(hookswitch, "wake");
    await expectPhoneOnly(hookswitch, popup);
    expect(writes(emulator)).toEqual([PHONE, PHONE]);
    expect(puts(emulator).filter(({ carriedOut }) => carriedOut)).toHaveLength(1);
  });

  test("after the server has done its request does not ask for it twice", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("after", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await stopWorkerInRequest(hookswitch, emulator);
    hold.release();
    await fireAlarm(hookswitch, "wake");
    await expectPhoneOnly(hookswitch, popup);
    expect(writes(emulator)).toEqual([PHONE]);
  });

  test("while the server carries its request out late ends as the server does", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await stopWorkerInRequest(hookswitch, emulator);
    hold.release({ evenIfGone: true });
    await startWorker(hookswitch);
    await expectPhoneOnly(hookswitch, popup);
    expect(atServer(emulator)).toEqual(PHONE);
  });

  test("between the request and the read that confirms it reads when it lives again", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    await waitForBadge(hookswitch, "SIP");
    // The popup's own read comes first.
    await emulator.waitForRequest({ method: "GET" }, { from: 1, phase: "answered" });
    const hold = emulator.faults.hold("before", { method: "GET" });
    await softphoneSwitch(popup).click();
    await hold.held;
    await stopWorkerInRequest(hookswitch, emulator);
    hold.remove();
    await startWorker(hookswitch);
    await expectPhoneOnly(hookswitch, popup);
    expect(writes(emulator)).toEqual([PHONE]);
  });

  test("while another makes a different switch leaves that one as it is, and says so", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await stopWorkerInRequest(hookswitch, emulator);
    hold.release();
    emulator.store.setIntegrations({ phone: false, sip: true });
    await startWorker(hookswitch);
    await untilSwitched(hookswitch);
    await eventually(() => alertText(popup)).toContain("Your switch was interrupted");
    await eventually(() => shown(popup)).toEqual({ phone: "off", softphone: "on, locked" });
    await untilPainted(hookswitch, "SIP", "your softphone only");
    expect(puts(emulator)).toHaveLength(1);
  });

  test("with a press waiting behind the one under way forgets neither", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await softphoneSwitch(popup).click();
    await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
    await popup.getByRole("switch", { name: /^PSTN phone/ }).click();
    await eventually(() => journal(hookswitch)).toMatchObject({
      waiting: { target: { phone: false, sip: true } },
    });
    await stopWorkerInRequest(hookswitch, emulator);
    hold.release();
    await startWorker(hookswitch);
    await untilSwitched(hookswitch);
    await eventually(() => shown(popup)).toEqual({ phone: "off", softphone: "on, locked" });
    expect(atServer(emulator)).toEqual({ phone: false, sip: true });
    expect(writes(emulator)).not.toContainEqual({ phone: false, sip: false });
  });

  test("at any moment after a press ends in what was asked for, or in what was", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    let wanted = atServer(emulator);
    for (let round = 0; round < 8; round += 1) {
      const from = emulator.requests.length;
      const before = await journal(hookswitch);
      expect(before).toBeNull();
      wanted = { phone: true, sip: !wanted.sip };
      const delay = emulator.faults.once({ kind: "delay", ms: 150 }, PUT);
      await softphoneSwitch(popup).click();
      // Not at all, or once the press is written down, or once something of it is at the server.
      if (round % 4 === 1) await until("the press to be written down", () => journal(hookswitch));
      if (round % 4 === 2) await emulator.waitForRequest(PUT, { from, phase: "received" });
      if (round % 4 === 3) await emulator.waitForRequest(PUT, { from, phase: "finished" });
      await stopWorker(hookswitch);
      delay.remove();
      const isWrittenDown = (await journal(hookswitch)) !== null;
      await startWorker(hookswitch);
      await untilSwitched(hookswitch, popup);
      if (isWrittenDown) expect(atServer(emulator)).toEqual(wanted);
      wanted = atServer(emulator);
      const expected = { phone: wanted.sip ? "on" : "on, locked", softphone: wanted.sip ? "on" : "off" };
      await eventually(() => shown(popup)).toEqual(expected);
      await waitForBadge(hookswitch, wanted.sip ? "SIP" : "TEL");
      await untilCarriedOut(emulator);
    }
    expect(writes(emulator)).not.toContainEqual({ phone: false, sip: false });
  });

  test("while the popup is open starts again with the next press", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    await stopWorker(hookswitch);
    expect(await workerIsRunning(hookswitch)).toBe(false);
    expect(await shown(popup)).toEqual({ phone: "on", softphone: "on" });
    await softphoneSwitch(popup).click();
    await expectPhoneOnly(hookswitch, popup);
    await stopWorker(hookswitch);
    emulator.store.setIntegrations({ phone: false, sip: true });
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => shown(popup)).toEqual({ phone: "off", softphone: "on, locked" });
  });

  test("leaves badge, tooltip and popup as they are, and is not needed to show them", async ({
    hookswitch,
  }) => {
    await setUp(hookswitch);
    const before = await waitForBadge(hookswitch, "SIP");
    await stopWorker(hookswitch);
    expect(await badge(hookswitch.keeper)).toEqual(before);
    // No message of the popup's is needed for its first paint.
    const page = await hookswitch.context.newPage();
    await page.addInitScript("chrome.runtime.sendMessage = () => new Promise(() => {})");
    await page.goto(hookswitch.url((await popupPath(hookswitch)) ?? ""));
    await eventually(() => shown(page)).toEqual({ phone: "on", softphone: "on" });
    expect(await workerIsRunning(hookswitch)).toBe(false);
  });
});

async function popupPath(handle: Hookswitch): Promise<string | undefined> {
  return await handle.keeper.evaluate("chrome.runtime.getManifest().action.default_popup");
}

test("a worker that has died of idleness is woken by its alarm and goes on reading", async ({
  launch,
  emulator,
}) => {
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-idle-"));
  try {
    const first = await launch({ profile });
    await setUp(first);
    await first.close();
    // A wait longer than the half minute after which an idle worker dies.
    emulator.faults.once(tooManyRequests({ retryAfter: 45 }), { method: "GET" });
    const from = emulator.requests.length;
    const browser = await launchUnattached({ emulator, profile });
    try {
      const text = () => browser.evaluate<string>("chrome.action.getBadgeText({})");
      const refused = await emulator.waitForRequest({ method: "GET" }, { from, phase: "answered" });
      expect(refused.status).toBe(429);
      await eventually(text).toBe("?");
      await until("the idle death", async () => !(await browser.workerIsRunning()), 60_000);
      expect(emulator.requests).toHaveLength(from + 1);
      const read = await emulator.waitForRequest({ method: "GET" }, { from: from + 1, phase: "answered" });
      expect(read.startedAt - (refused.finishedAt ?? 0)).toBeGreaterThan(44_000);
      await eventually(text).toBe("SIP");
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("a popup that meets damaged storage has the worker mend it, and then shows the truth", async ({
  hookswitch,
}) => {
  await setUp(hookswitch);
  await stopWorker(hookswitch);
  await hookswitch.keeper.evaluate("chrome.storage.session.set({ status: { reading: { devices: 5 } } })");
  const popup = await hookswitch.openPopup();
  await eventually(() => statusText(popup)).toContain("your phone and your softphone");
  await waitForBadge(hookswitch, "SIP");
  expect(await popup.locator("h1").count()).toBe(1);
});
