import { describe, expect } from "vitest";
import type { Browser } from "webextension-polyfill";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { atServer, eventually, order, setUp, stored } from "./agent-view.ts";
import { letPass, type MovableClock } from "./harness/clock.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { test } from "./harness/notification-fixtures.ts";
import type { NotificationServer } from "./harness/notification-server.ts";
import { SOFTPHONE_PAGE, watchSoftphonePage } from "./harness/softphone-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";
import { openHistory } from "./history-view.ts";

declare const chrome: Browser;

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

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

/** The same, and then the softphone drops and two reads say so. */
async function beginAndDrop(handle: Hookswitch, emulator: Emulator): Promise<void> {
  await begin(handle, emulator);
  emulator.store.dropSoftphone();
  await read(handle);
  await read(handle);
  await waitForBadge(handle, "!!");
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

  test("is told of at once when the softphone's tab closes, and is mended by opening it", async ({
    hookswitch,
    emulator,
    notifications,
  }) => {
    await begin(hookswitch, emulator);
    await watchSoftphonePage(hookswitch);
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
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
  });

  test("is mended by Ring my phone, with the worker dead, and the agent is not told of that", async ({
    hookswitch,
    emulator,
    notifications,
  }) => {
    await beginAndDrop(hookswitch, emulator);
    await notifications.untilUp(NOBODY);
    await stopWorker(hookswitch);
    expect(await workerIsRunning(hookswitch)).toBe(false);
    notifications.press("Ring my phone");
    await eventually(() => atServer(emulator)).toEqual({ phone: true, sip: false });
    await waitForBadge(hookswitch, "TEL");
    await read(hookswitch);
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
  });

  test("is told of again 15 minutes after Later, and not before", async ({
    hookswitch,
    emulator,
    notifications,
    clock,
  }) => {
    await beginAndDrop(hookswitch, emulator);
    await notifications.untilUp(NOBODY);
    notifications.press("Later");
    await eventually(async () => JSON.stringify((await stored(hookswitch)).session.alerts)).toMatch(
      /"laterUntil":\d/,
    );
    await letPass(hookswitch, clock, 14 * MINUTE);
    await read(hookswitch);
    await waitForBadge(hookswitch, "!!");
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
    await letPass(hookswitch, clock, 2 * MINUTE);
    await read(hookswitch);
    await notifications.untilUp(NOBODY);
  });

  test("is told of by a text that opens the popup, with the worker dead", async ({
    hookswitch,
    emulator,
    notifications,
  }) => {
    await beginAndDrop(hookswitch, emulator);
    await notifications.untilUp(NOBODY);
    await stopWorker(hookswitch);
    notifications.click(NOBODY);
    await eventually(() => hookswitch.popupIsOpen()).toBe(true);
    await read(hookswitch);
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
  });

  test("is told of once the screen is unlocked", async ({ headed, emulator, notifications }) => {
    await begin(headed, emulator);
    // The browser tells its pages when it tells the worker.
    await headed.keeper.evaluate(
      "chrome.idle.onStateChanged.addListener((state) => { globalThis.presence = state; })",
    );
    const untilTold = (state: string) =>
      eventually(() => headed.keeper.evaluate("globalThis.presence")).toBe(state);
    headed.display.lock(true);
    await untilTold("locked");
    emulator.store.dropSoftphone();
    for (let reads = 0; reads < 3; reads += 1) await read(headed);
    await waitForBadge(headed, "!!");
    expect(notifications.events).toEqual([]);
    headed.display.lock(false);
    await untilTold("active");
    await notifications.untilUp(NOBODY);
    expect(happened(notifications)).toEqual([`shown: ${NOBODY}`]);
  });

  test("is told of once the quiet hours are over", async ({ hookswitch, emulator, notifications, clock }) => {
    const timeOfDay = (at: number) => new Date(at).toTimeString().slice(0, 5);
    await begin(hookswitch, emulator);
    const ends = clock.now() + 60 * MINUTE;
    const quietFrom = timeOfDay(clock.now() - 60 * MINUTE);
    await choose(hookswitch, { quietHours: true, quietFrom, quietUntil: timeOfDay(ends) });
    emulator.store.dropSoftphone();
    for (let reads = 0; reads < 3; reads += 1) await read(hookswitch);
    await waitForBadge(hookswitch, "!!");
    expect(notifications.events).toEqual([]);
    await letPass(hookswitch, clock, 61 * MINUTE);
    await read(hookswitch);
    await notifications.untilUp(NOBODY);
  });

  test("is told of with a sound, if the agent wants one", async ({ hookswitch, emulator, notifications }) => {
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
  });
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

interface Kind {
  setting: keyof Settings;
  title: string;
  text: string | RegExp;
  buttons: readonly string[];
  /** What else is turned on. */
  needs?: Partial<Settings>;
  provoke: (handle: Hookswitch, emulator: Emulator, clock: MovableClock) => Promise<unknown>;
}

/** What else the agent is told of. */
const KINDS: readonly Kind[] = [
  {
    setting: "tellsUnreached",
    title: NOBODY,
    text: "Calls will not reach you.",
    buttons: ["Ring my phone", "Later"],
    async provoke(handle, emulator) {
      emulator.store.dropSoftphone();
      await read(handle);
      await read(handle);
    },
  },
  {
    setting: "tellsMuted",
    title: "Your softphone is muted",
    text: "muted",
    buttons: ["Unmute", "Later"],
    async provoke(handle) {
      const tab = await watchSoftphonePage(handle);
      await handle.keeper.evaluate((tab) => chrome.tabs.update(tab, { muted: true }), tab);
      await eventually(async () => JSON.stringify((await stored(handle)).session.softphoneTabs)).toContain(
        '"isMuted":true',
      );
    },
  },
  {
    setting: "tellsRefused",
    title: "Hookswitch cannot see your devices",
    text: "token",
    buttons: ["Later"],
    async provoke(handle, emulator) {
      emulator.store.setCredentialsRevoked("integrations", true);
      await read(handle);
      await waitForBadge(handle, "KEY");
    },
  },
  {
    setting: "tellsTokenEnd",
    title: "Your app token ends soon",
    text: "Your app token ends in 10 days, or sooner.",
    buttons: ["Later"],
    async provoke(handle, _emulator, clock) {
      await letPass(handle, clock, 80 * DAY + MINUTE);
      await read(handle);
    },
  },
  {
    setting: "tellsFailedSwitch",
    title: "A switch may have failed",
    text: "Open Hookswitch to see more.",
    buttons: ["Later"],
    async provoke(handle, emulator, clock) {
      emulator.faults.always({ kind: "status", status: 400 }, { method: "PUT" });
      await forAWhile(handle, clock);
      await eventually(async () => (await stored(handle)).session.notice).not.toBeNull();
    },
  },
  {
    setting: "tellsRuleSwitch",
    title: "A rule has set where calls ring",
    text: "The time that you chose is over.",
    buttons: [],
    needs: { ringsWhileLocked: true },
    async provoke(handle, emulator, clock) {
      await forAWhile(handle, clock);
      await waitForBadge(handle, "TEL");
      await letPass(handle, clock, 31 * MINUTE);
      await read(handle);
      await waitForBadge(handle, "SIP");
      expect(atServer(emulator)).toEqual({ phone: false, sip: true });
    },
  },
];

const forAWhile = (handle: Hookswitch, clock: MovableClock) =>
  order(handle, { type: "for-a-while", press: { ring: "phone" }, until: clock.now() + 30 * MINUTE });

test.for(KINDS)(
  "$title: that is told of, and not where $setting is off",
  async ({ setting, title, text, buttons, needs, provoke }, {
    hookswitch,
    emulator,
    notifications,
    clock,
  }) => {
    await begin(hookswitch, emulator);
    await choose(hookswitch, { ...needs, [setting]: false });
    await provoke(hookswitch, emulator, clock);
    await read(hookswitch);
    expect(notifications.events).toEqual([]);
    await choose(hookswitch, { [setting]: true });
    const told = await notifications.untilUp(title);
    expect(told).toMatchObject({ body: expect.stringMatching(text), buttons });
    expect(happened(notifications)).toEqual([`shown: ${title}`]);
  },
);

test("a muted softphone is unmuted from its notification, with the worker dead", async ({
  hookswitch,
  emulator,
  notifications,
}) => {
  await begin(hookswitch, emulator);
  const tab = await watchSoftphonePage(hookswitch);
  const mute = (tab: number) => chrome.tabs.update(tab, { muted: true });
  await hookswitch.keeper.evaluate(mute, tab);
  await notifications.untilUp("Your softphone is muted");
  await stopWorker(hookswitch);
  notifications.press("Unmute");
  const isMuted = async (tab: number) => (await chrome.tabs.get(tab)).mutedInfo?.muted;
  await eventually(() => hookswitch.keeper.evaluate(isMuted, tab)).toBe(false);
});
