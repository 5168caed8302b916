import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import type { Browser } from "webextension-polyfill";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import type { SoftphoneTab } from "../../src/core/softphone-tab/softphone-tab.ts";
import { endFocusEmulation } from "../calls/focus-emulation.ts";
import { eventually, expectSilence, setUp, stored } from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import type { Headed } from "./harness/keys.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { allowSite } from "./harness/site-access.ts";
import {
  openSoftphonePage,
  openTab,
  SOFTPHONE_SITE,
  type SoftphoneSite,
  showAddress,
  startSoftphoneSite,
  type Tab,
  watchSoftphonePage,
} from "./harness/softphone-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";

declare const chrome: Browser;

/** The watch over the softphone's tab. The server goes on to say that the softphone is registered. */

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("site", { scope: "file" }, async ({}, { onCleanup }): Promise<SoftphoneSite> => {
    const site = await startSoftphoneSite();
    onCleanup(() => site.close());
    return site;
  })
  /** Starts browsers on one profile, one after the other. */
  .extend("start", ({ launch }, { onCleanup }) => {
    const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
    let latest: Hookswitch | undefined;
    onCleanup(async () => {
      await latest?.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    return async (): Promise<Hookswitch> => {
      latest = await launch({ profile });
      return latest;
    };
  });

const opened: Tab[] = [];
afterEach(async () => {
  for (const { page } of opened.splice(0)) await page.close();
});

async function send(handle: Hookswitch, command: object): Promise<void> {
  const reply = await handle.keeper.evaluate((command) => chrome.runtime.sendMessage(command), command);
  expect(reply).toEqual({ ok: true });
}

/** Opens the softphone's page, and has it watched as from the popup over it. */
async function watchPage(headed: Headed, { page }: SoftphoneSite): Promise<Tab> {
  const tab = await openTab(headed, page);
  opened.push(tab);
  await showAddress(headed, tab);
  await send(headed, { type: "watch-tab", tab: tab.id, address: page });
  return tab;
}

/** Waits until the tooltip says this. */
async function untilSaid(handle: Hookswitch, words: string | RegExp): Promise<string> {
  let last = "";
  return await until(
    () => `the tooltip to say ${String(words)}; it said ${last}`,
    async () => {
      last = (await badge(handle.keeper)).title;
      return (typeof words === "string" ? last.includes(words) : words.test(last)) ? last : undefined;
    },
  );
}

const tabs = {
  discard: (handle: Hookswitch, id: number) =>
    handle.keeper.evaluate(async (id) => (await chrome.tabs.discard(id)) as unknown as { id: number }, id),
  change: (handle: Hookswitch, id: number, changes: object) =>
    handle.keeper.evaluate(([id, changes]) => chrome.tabs.update(id, changes), [id, changes] as const),
  remove: (handle: Hookswitch, id: number) => handle.keeper.evaluate((id) => chrome.tabs.remove(id), id),
  get: (handle: Hookswitch, id: number) =>
    handle.keeper.evaluate(async (id) => {
      const tab = await chrome.tabs.get(id);
      return { ...tab, autoDiscardable: (tab as { autoDiscardable?: boolean }).autoDiscardable };
    }, id),
};

test("the softphone counts for nothing while its watched tab is frozen, led elsewhere or asleep, and again after that", async ({
  headed,
  emulator,
  site,
}) => {
  emulator.store.setIntegrations({ phone: false, sip: true });
  await setUp(headed);
  const { page, id } = await watchPage(headed, site);
  await waitForBadge(headed, "SIP");
  expect((await tabs.get(headed, id)).autoDiscardable).toBe(false);

  await endFocusEmulation(page);
  await headed.keeper.bringToFront();
  const cdp = await headed.context.newCDPSession(page);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  await waitForBadge(headed, "!!");
  await untilSaid(headed, "paused your softphone's page");
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  emulator.store.connectSoftphone();
  await waitForBadge(headed, "SIP");

  await page.goto(`${site.page}?again`);
  expect((await badge(headed.keeper)).text).toBe("SIP");
  await stopWorker(headed);
  await page.goto(site.elsewhere);
  await waitForBadge(headed, "!!");
  await untilSaid(headed, "softphone's page is no longer open");
  await page.goto(`${site.page}?back`);
  // It may be the page again, and Exotel says if it is registered: nothing speaks against it any more.
  emulator.store.connectSoftphone();
  await until("the badge to follow Exotel again", async () => (await badge(headed.keeper)).text !== "!!");
  // The popup over it sees it come back.
  await showAddress(headed, { page, id });
  await waitForBadge(headed, "SIP");

  await headed.keeper.bringToFront();
  await stopWorker(headed);
  // It gets a new number.
  await tabs.discard(headed, id);
  await waitForBadge(headed, "!!");
  await untilSaid(headed, "put your softphone's page to sleep");
  await send(headed, { type: "open-softphone" });
  emulator.store.connectSoftphone();
  await waitForBadge(headed, "SIP");
});

test("the softphone counts for nothing once its watched tab has crashed or is closed, and again when its page is opened", async ({
  headed,
  emulator,
  site,
}) => {
  emulator.store.setIntegrations({ phone: false, sip: true });
  await setUp(headed);
  const first = await watchPage(headed, site);
  const { page, id } = await watchPage(headed, site);
  await untilSaid(headed, "open in 2 tabs");
  await tabs.remove(headed, first.id);
  await untilSaid(headed, /^(?!.*2 tabs)/);
  expect((await badge(headed.keeper)).text).toBe("SIP");

  const crashed = page.waitForEvent("crash");
  const cdp = await headed.context.newCDPSession(page);
  void cdp.send("Page.crash").catch(() => undefined);
  await crashed;
  // No event tells of it.
  await waitForBadge(headed, "!!");
  await untilSaid(headed, "softphone's page has crashed");
  await send(headed, { type: "open-softphone" });
  emulator.store.connectSoftphone();
  await waitForBadge(headed, "SIP");

  await stopWorker(headed);
  await tabs.remove(headed, id);
  await waitForBadge(headed, "!!");
  await untilSaid(headed, "softphone's page is closed");
  const anew = headed.context.waitForEvent("page");
  await send(headed, { type: "open-softphone" });
  opened.push({ page: await anew, id: 0 });
  emulator.store.connectSoftphone();
  await waitForBadge(headed, "SIP");
  expect((await anew).url()).toBe(site.page);
  await until("the new tab to be kept", () =>
    headed.keeper.evaluate(async () => {
      const [front] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      return (front as { autoDiscardable?: boolean }).autoDiscardable === false;
    }),
  );
});

test("a watched tab that is loaded anew costs few reads; it may be muted and moved to another window", async ({
  headed,
  emulator,
  site,
}) => {
  emulator.store.setIntegrations({ phone: false, sip: true });
  await setUp(headed);
  // No read falls due while the tab is watched that long.
  await send(headed, { type: "change-settings", settings: { ...DEFAULT_SETTINGS, fastestSeconds: 600 } });
  const { page, id } = await watchPage(headed, site);
  await waitForBadge(headed, "SIP");
  await until("every read to be answered", () =>
    emulator.requests.every(({ finishedAt }) => finishedAt !== null),
  );
  const before = emulator.requests.length;
  for (let count = 0; count < 6; count += 1) await page.goto(`${site.page}?back`);

  await tabs.change(headed, id, { muted: true });
  await untilSaid(headed, "muted");
  await send(headed, { type: "unmute-softphone" });
  await untilSaid(headed, /^(?!.*muted)/);
  expect((await tabs.get(headed, id)).mutedInfo?.muted).toBe(false);
  await headed.keeper.evaluate((tabId) => chrome.windows.create({ tabId }), id);
  await headed.keeper.bringToFront();
  await send(headed, { type: "open-softphone" });
  await until("its window to come to the front", () =>
    headed.keeper.evaluate(async (id) => {
      const [front] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      return front?.id === id;
    }, id),
  );

  await until("the read", () => emulator.requests.length > before);
  await expectSilence(emulator, 5_000);
  // A page that begins to load has Exotel asked three times in five minutes at most.
  expect(emulator.requests.length).toBeLessThanOrEqual(before + 3);
  expect((await badge(headed.keeper)).text).toBe("SIP");
});

test("no other tab starts the worker where none is watched, and none any more after that", async ({
  headed,
  emulator: _,
  site,
}) => {
  await setUp(headed);
  const other = await openTab(headed, site.elsewhere);
  opened.push(other);
  const startsWorker = async (): Promise<boolean> => {
    await stopWorker(headed);
    await other.page.reload();
    await other.page.waitForLoadState();
    return workerIsRunning(headed);
  };
  expect(await startsWorker()).toBe(false);
  await watchPage(headed, site);
  await stopWorker(headed);
  await other.page.reload();
  await until("the worker to be started", () => workerIsRunning(headed));
  await send(headed, { type: "change-settings", settings: { softphonePage: null } });
  expect(await startsWorker()).toBe(false);
});

test("after the browser's restart the tab is found again with the site's permission; without it, the server alone counts until the softphone is opened from the popup", async ({
  start,
  emulator,
  site,
}) => {
  const states = async (handle: Hookswitch): Promise<string[]> => {
    const { session } = await stored(handle);
    return ((session.softphoneTabs ?? []) as SoftphoneTab[]).map(({ state }) => state);
  };
  emulator.store.setIntegrations({ phone: false, sip: true });
  const first = await start();
  await setUp(first, { keepSignedIn: true });
  const { id: watched } = await openTab(first, site.page);
  await send(first, { type: "watch-tab", tab: watched, address: site.page });
  await waitForBadge(first, "SIP");
  expect(await states(first)).toEqual(["open"]);
  await first.close();

  const second = await start();
  await waitForBadge(second, "SIP");
  await openTab(second, site.page);
  const popup = await second.openPopup();
  await popup.getByText("Tab not seen yet").waitFor();
  expect(await states(second)).toEqual([]);
  emulator.store.dropSoftphone();
  await popup.getByRole("button", { name: "Check now" }).click();
  await waitForBadge(second, "!!");
  emulator.store.connectSoftphone();
  await popup.getByRole("button", { name: "Check now" }).click();
  await waitForBadge(second, "SIP");
  const page = second.context.waitForEvent("page");
  await popup.getByRole("button", { name: "Open softphone" }).click();
  const softphone = await page;
  await softphone.waitForURL(site.page);
  await eventually(() => states(second)).toEqual(["open"]);
  await softphone.close();
  await waitForBadge(second, "!!");
  await untilSaid(second, "softphone's page is closed");
  await allowSite(second, SOFTPHONE_SITE);
  await watchSoftphonePage(second);
  await eventually(() => states(second)).toEqual(["open"]);
  await second.close();

  const third = await start();
  await waitForBadge(third, "SIP");
  // Nobody tells Hookswitch which tab it is.
  const id = await openSoftphonePage(third);
  await eventually(() => states(third)).toEqual(["open"]);
  await eventually(async () => (await tabs.get(third, id)).autoDiscardable).toBe(false);
  const { id: asleep } = await tabs.discard(third, id);
  await waitForBadge(third, "!!");
  await untilSaid(third, "put your softphone's page to sleep");
  await tabs.remove(third, asleep);
  await untilSaid(third, "softphone's page is closed");
  expect((await badge(third.keeper)).text).toBe("!!");
  await openSoftphonePage(third);
  emulator.store.connectSoftphone();
  await waitForBadge(third, "SIP");
});
