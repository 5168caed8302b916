import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  alarms,
  alertText,
  atServer,
  corePopup,
  eventually,
  journal,
  order,
  puts,
  setUp,
  shown,
  softphoneSwitch,
  statusText,
  stopWorkerInRequest,
  untilCarriedOut,
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
const BOTH_ON = { phone: "on", softphone: "on" };
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };

interface Death {
  readonly when: string;
  /** The request around which it is stopped. */
  readonly at: "before" | "after";
  readonly of: "PUT" | "GET";
  /** How often the server is asked for the switch in all. */
  readonly asked: number;
  readonly wake: (handle: Hookswitch) => Promise<void>;
}

const byAlarm = (handle: Hookswitch): Promise<void> => fireAlarm(handle, "wake");
const DEATHS: readonly Death[] = [
  { when: "before the server has done its request", at: "before", of: "PUT", asked: 2, wake: byAlarm },
  { when: "after the server has done its request", at: "after", of: "PUT", asked: 1, wake: byAlarm },
  { when: "before the read that confirms it", at: "before", of: "GET", asked: 1, wake: startWorker },
];

describe("a worker that is stopped", () => {
  test("at each step of a switch makes it when it lives again, and asks for nothing twice", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);

    async function stopAt({ at, of: method, asked, wake }: Death, toPhone: boolean): Promise<void> {
      await waitForBadge(hookswitch, toPhone ? "SIP" : "TEL");
      const before = puts(emulator).length;
      const isOpen = (): boolean => method === "PUT" || puts(emulator).length > before;
      const hold = emulator.faults.hold(at, { method, when: isOpen });
      await softphoneSwitch(popup).click();
      await hold.held;
      await stopWorkerInRequest(hookswitch, emulator);
      // The server drops it where it is not done yet.
      hold.release();
      expect(await journal(hookswitch)).not.toBeNull();
      expect(await alarms(hookswitch)).toEqual(["wake"]);
      if (asked === 2) {
        // The press is still there, and still not confirmed.
        await eventually(() => shown(popup)).toEqual({ phone: "on, locked", softphone: "off, pending" });
      }
      await wake(hookswitch);
      // Badge, popup, server and what is written down all say that the switch was made.
      await untilSwitched(hookswitch);
      await waitForBadge(hookswitch, toPhone ? "TEL" : "SIP");
      await eventually(() => shown(popup)).toEqual(toPhone ? PHONE_ONLY : BOTH_ON);
      expect(await statusText(popup)).toContain(
        toPhone ? "your phone only" : "your phone and your softphone",
      );
      expect(await alertText(popup)).toBe("");
      expect(writes(emulator).slice(before)).toEqual(Array(asked).fill({ phone: true, sip: !toPhone }));
      expect(atServer(emulator)).toEqual({ phone: true, sip: !toPhone });
    }

    for (const [round, death] of DEATHS.entries()) {
      await stopAt(death, round % 2 === 0).catch((cause: unknown) => {
        throw new Error(`stopped ${death.when}: ${cause}`, { cause });
      });
    }
  });

  test("at any moment after a press ends in what was asked for, or in what was", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    let wanted = atServer(emulator);
    for (let round = 0; round < 4; round += 1) {
      const from = emulator.requests.length;
      const before = await journal(hookswitch);
      expect(before).toBeNull();
      wanted = { phone: true, sip: !wanted.sip };
      const delay = emulator.faults.once({ kind: "delay", ms: 150 }, PUT);
      await softphoneSwitch(popup).click();
      // Not at all, or once the press is written down, or once something of it is at the server.
      if (round === 1) await until("the press to be written down", () => journal(hookswitch));
      if (round === 2) await emulator.waitForRequest(PUT, { from, phase: "received" });
      if (round === 3) await emulator.waitForRequest(PUT, { from, phase: "finished" });
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

  test("leaves badge, tooltip and popup as they are, is not needed to show them, and starts again with the next press", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const before = await waitForBadge(hookswitch, "SIP");
    await stopWorker(hookswitch);
    expect(await badge(hookswitch.keeper)).toEqual(before);
    // No message of the popup's is needed for its first paint.
    const page = await hookswitch.context.newPage();
    await page.addInitScript("chrome.runtime.sendMessage = () => new Promise(() => {})");
    await page.goto(hookswitch.url((await popupPath(hookswitch)) ?? ""));
    await eventually(() => shown(page)).toEqual(BOTH_ON);
    await page.close();
    expect(await shown(popup)).toEqual(BOTH_ON);
    expect(await workerIsRunning(hookswitch)).toBe(false);
    await softphoneSwitch(popup).click();
    await untilSwitched(hookswitch, popup);
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
    await stopWorker(hookswitch);
    emulator.store.setIntegrations({ phone: false, sip: true });
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => shown(popup)).toEqual({ phone: "off", softphone: "on, locked" });
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
    // Twice the half minute after which an idle worker dies: on a busy machine, it is idle late.
    await order(first, { type: "change-settings", settings: { fastestSeconds: 60 } });
    await first.close();
    const from = emulator.requests.length;
    const browser = await launchUnattached({ emulator, profile });
    try {
      const text = () => browser.evaluate<string>("chrome.action.getBadgeText({})");
      const atStart = await emulator.waitForRequest({ method: "GET" }, { from, phase: "answered" });
      await eventually(text).toBe("SIP");
      await until("the idle death", async () => !(await browser.workerIsRunning()), 58_000);
      expect(emulator.requests).toHaveLength(from + 1);
      emulator.store.setIntegrations({ phone: true, sip: false });
      const read = await emulator.waitForRequest({ method: "GET" }, { from: from + 1, phase: "answered" });
      expect(read.startedAt - (atStart.finishedAt ?? 0)).toBeGreaterThan(59_000);
      await eventually(text).toBe("TEL");
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
