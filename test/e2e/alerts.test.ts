import { describe, expect } from "vitest";
import type { Browser } from "webextension-polyfill";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { atServer, eventually, order, setUp, stored } from "./agent-view.ts";
import { letPass } from "./harness/clock.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { test } from "./harness/notification-fixtures.ts";
import type { NotificationServer } from "./harness/notification-server.ts";
import { SOFTPHONE_PAGE, watchSoftphonePage } from "./harness/softphone-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";
import { openHistory } from "./history-view.ts";

declare const chrome: Browser;

const MINUTE = 60_000;

const NOBODY = "You would miss a call now";

/** Changes settings as the options page does. */
async function choose(handle: Hookswitch, changes: Partial<Settings>): Promise<void> {
  const before = (await stored(handle)).local.settings as Settings | undefined;
  await order(handle, {
    type: "change-settings",
    settings: { ...DEFAULT_SETTINGS, ...before, ...changes },
  });
}

const read = (handle: Hookswitch) => order(handle, { type: "refresh" });

/** Signs in with the softphone alone on, which is registered. */
async function begin(handle: Hookswitch, emulator: Emulator): Promise<void> {
  emulator.store.setIntegrations({ phone: false, sip: true });
  await setUp(handle);
  await waitForBadge(handle, "SIP");
}

/** What happened to notifications, such as "shown: All is well again" and "withdrawn"; changes are left out. */
function happened({ events }: NotificationServer): string[] {
  return events
    .filter(({ kind }) => kind !== "changed")
    .map(({ kind, title }) => (kind === "withdrawn" ? kind : `${kind}: ${title}`));
}

describe("a call that would not reach the agent", () => {
  test("is told of after two reads, in the words of the verdict, until it is over; then, after a minute, that too", async ({
    hookswitch,
    emulator,
    notifications,
    clock,
  }) => {
    await begin(hookswitch, emulator);
    emulator.store.dropSoftphone();
    await read(hookswitch);
    await waitForBadge(hookswitch, "!!");
    expect(notifications.events).toEqual([]);
    await read(hookswitch);
    expect(await notifications.untilUp(NOBODY)).toEqual({
      title: NOBODY,
      body: expect.stringMatching(/^Calls will not reach you\. Your softphone is on, but not registered/),
      buttons: ["Ring my phone", "Later"],
      isSilent: false,
      isUrgent: expect.any(Boolean),
    });
    emulator.store.setIntegrations({ phone: true });
    await read(hookswitch);
    await notifications.untilUp("Calls ring on your phone only");
    expect(notifications.up()).toHaveLength(1);

    await letPass(hookswitch, clock, 2 * MINUTE);
    emulator.store.connectSoftphone();
    await read(hookswitch);
    expect(await notifications.untilUp("All is well again")).toMatchObject({ buttons: [], isSilent: true });
    await eventually(() => notifications.up()).toHaveLength(1);
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`, "withdrawn", "shown: All is well again"]);

    const history = await openHistory(hookswitch);
    await eventually(() => history.locator("table").first().innerText()).toContain("You were told at");
  });

  test("is told of again 15 minutes after Later, and is mended by Ring my phone, with the worker dead", async ({
    hookswitch,
    emulator,
    notifications,
    clock,
  }) => {
    await begin(hookswitch, emulator);
    emulator.store.dropSoftphone();
    await read(hookswitch);
    await read(hookswitch);
    await notifications.untilUp(NOBODY);
    notifications.press("Later");
    await eventually(async () => JSON.stringify((await stored(hookswitch)).session.alerts)).toMatch(
      /"laterUntil":\d/,
    );
    await letPass(hookswitch, clock, 16 * MINUTE);
    await notifications.untilUp(NOBODY);
    await stopWorker(hookswitch);
    expect(await workerIsRunning(hookswitch)).toBe(false);
    notifications.press("Ring my phone");
    await eventually(() => atServer(emulator)).toEqual({ phone: true, sip: false });
    await waitForBadge(hookswitch, "TEL");
    await notifications.untilUp("Calls ring on your phone only");
    expect(happened(notifications)).toEqual([
      `shown: ${NOBODY}`,
      `shown: ${NOBODY}`,
      "shown: All is well again",
    ]);
  });

  test("is told of with a sound, if the agent wants one, and its text opens the popup, with the worker dead", async ({
    hookswitch,
    emulator,
    notifications,
  }) => {
    await begin(hookswitch, emulator);
    await choose(hookswitch, { playsSound: true });
    const played = await recordSounds(hookswitch);
    emulator.store.dropSoftphone();
    await read(hookswitch);
    await read(hookswitch);
    await notifications.untilUp(NOBODY);
    await eventually(async () => (await played()).map(({ documents }) => documents)).toEqual([
      [],
      [hookswitch.url("src/sound/sound.html")],
      [],
    ]);
    // The browser closes one that plays nothing, but after 30 s.
    const [, begun, ended] = await played();
    expect(ended!.at - begun!.at).toBeLessThan(20_000);
    await stopWorker(hookswitch);
    notifications.click(NOBODY);
    await eventually(() => hookswitch.popupIsOpen()).toBe(true);
    await read(hookswitch);
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
  });
});

test("what befalls the softphone's tab is told of at once, and is mended from the notification, with the worker dead", async ({
  hookswitch,
  emulator,
  notifications,
}) => {
  await begin(hookswitch, emulator);
  const tab = await watchSoftphonePage(hookswitch);
  await hookswitch.keeper.evaluate((tab: number) => chrome.tabs.update(tab, { muted: true }), tab);
  await notifications.untilUp("Your softphone is muted");
  await stopWorker(hookswitch);
  notifications.press("Unmute");
  const isMuted = async (tab: number) => (await chrome.tabs.get(tab)).mutedInfo?.muted;
  await eventually(() => hookswitch.keeper.evaluate(isMuted, tab)).toBe(false);

  const closed = hookswitch.context.pages().find((page) => page.url() === SOFTPHONE_PAGE);
  await closed?.close();
  expect(await notifications.untilUp("Your softphone's page is closed")).toMatchObject({
    title: NOBODY,
    buttons: ["Ring my phone", "Open softphone"],
  });
  await stopWorker(hookswitch);
  const opened = hookswitch.context.waitForEvent("page");
  notifications.press("Open softphone");
  await (await opened).waitForURL(SOFTPHONE_PAGE);
  emulator.store.connectSoftphone();
  await waitForBadge(hookswitch, "SIP");
  // It lasted less than a minute.
  expect(happened(notifications)).toEqual(["shown: Your softphone is muted", `shown: ${NOBODY}`]);
});

/** Keeps a list of the documents without a window, each change once, with its moment (ms). */
async function recordSounds(handle: Hookswitch) {
  await handle.keeper.evaluate(`{
    const seen = (globalThis.seenDocuments = []);
    setInterval(async () => {
      const contexts = await chrome.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
      const documents = contexts.map(({ documentUrl }) => documentUrl);
      if (String(seen.at(-1)?.documents) !== String(documents)) seen.push({ documents, at: performance.now() });
    }, 5);
  }`);
  return () => handle.keeper.evaluate<{ documents: string[]; at: number }[]>("globalThis.seenDocuments");
}
