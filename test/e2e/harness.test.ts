import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { axe } from "./harness/axe.ts";
import { ECHO_WORKER, fetchingWorker, writeBareExtension } from "./harness/bare-extension.ts";
import { letPass, moveTo } from "./harness/clock.ts";
import { test as base } from "./harness/clock-fixtures.ts";
import { test as usual } from "./harness/fixtures.ts";
import { DIST, launchHookswitch } from "./harness/launch.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { startNotificationServer } from "./harness/notification-server.ts";
import { isAlive } from "./harness/processes.ts";
import { reset } from "./harness/reset.ts";
import { fitPopup, look } from "./harness/screenshots.ts";
import { SEEING_WORKER, seen, untilSeen } from "./harness/seen.ts";
import { sharedBrowser, sharedEmulator } from "./harness/shared.ts";
import { allowSiteOnce, setSiteAccess } from "./harness/site-access.ts";
import { SOFTPHONE_PAGE, SOFTPHONE_SITE, serveSoftphonePage } from "./harness/softphone-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import {
  fireAlarm,
  startWorker,
  stopWorker,
  waitForWorkerRunning,
  workerIsRunning,
} from "./harness/worker.ts";

/** A worker that also answers what it is asked, and sends a PUT upon a command. */
const WORKER = `
${SEEING_WORKER}
chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  if (message === "online") { reply(navigator.onLine); return; }
  if (message === "time") { reply(Date.now()); return; }
  fetch("https://integrationscore.mum1.exotel.com/asked").then((answer) => reply(answer.status), () => reply("failed"));
  return true;
});
${fetchingWorker("/pressed")}
`;

const FAULTY_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Faulty</title></head>
<body><main><h1>Faulty</h1><button></button></main></body></html>`;

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
const test = base.extend("extension", { scope: "file" }, ({}, { onCleanup }) => {
  const bare = writeBareExtension({ worker: WORKER, popup: FAULTY_PAGE });
  onCleanup(bare.remove);
  return bare.directory;
});

describe("the worker", () => {
  test("is really gone once it is stopped, and reading storage and badge does not wake it", async ({
    hookswitch,
  }) => {
    await startWorker(hookswitch);
    expect(await workerIsRunning(hookswitch)).toBe(true);
    await stopWorker(hookswitch);
    await seen(hookswitch);
    await badge(hookswitch.keeper);
    expect(await workerIsRunning(hookswitch)).toBe(false);
  });

  test("starts on request without any event", async ({ hookswitch }) => {
    await startWorker(hookswitch);
    expect(await untilSeen(hookswitch, "start")).toEqual(["start"]);
  });

  test("is woken by an alarm that is made to fire, which keeps its period", async ({ hookswitch }) => {
    await hookswitch.keeper.evaluate("chrome.alarms.create('poll', { periodInMinutes: 30 })");
    await fireAlarm(hookswitch, "poll");
    expect(await untilSeen(hookswitch, "alarm poll")).toEqual(["start", "alarm poll"]);
    expect(await hookswitch.keeper.evaluate("chrome.alarms.get('poll')")).toMatchObject({
      periodInMinutes: 30,
    });
    await expect(fireAlarm(hookswitch, "none")).rejects.toThrow("No alarm none; there are: poll");
  });
});

describe("the browser", () => {
  test("reads the toolbar's text, colour and tooltip", async ({ hookswitch }) => {
    await hookswitch.keeper.evaluate(`Promise.all([
      chrome.action.setBadgeText({ text: "SIP" }),
      chrome.action.setBadgeBackgroundColor({ color: "#12ab34" }),
      chrome.action.setTitle({ title: "Fine" }),
    ])`);
    expect(await waitForBadge(hookswitch, "SIP")).toEqual({ text: "SIP", colour: "#12ab34", title: "Fine" });
    await expect(waitForBadge(hookswitch, "TEL", 100)).rejects.toThrow(
      'the badge "TEL"; it was {"text":"SIP"',
    );
  });

  test("loads no web page of its own", async ({ hookswitch }) => {
    const { targetInfos } = await hookswitch.browserCdp.send("Target.getTargets", { filter: [{}] });
    expect(targetInfos.map(({ url }) => url).filter((url) => url.startsWith("chrome:"))).toEqual([]);
  });

  test("goes offline also where nothing would start the stopped worker", async ({ hookswitch }) => {
    await stopWorker(hookswitch);
    await goOffline(hookswitch);
    expect(await hookswitch.keeper.evaluate("navigator.onLine")).toBe(false);
  });

  test("reaches the emulator under the API's own host name, and no longer when it is offline", async ({
    hookswitch,
    emulator,
  }) => {
    const page = await hookswitch.openOptions();
    const ask = () =>
      page.evaluate(`Promise.all([
        navigator.onLine, chrome.runtime.sendMessage("online"), chrome.runtime.sendMessage("ask"),
      ])`);
    expect(await ask()).toEqual([true, true, expect.any(Number)]);
    await goOffline(hookswitch);
    expect(await ask()).toEqual([false, false, "failed"]);
    await stopWorker(hookswitch);
    expect(await ask()).toEqual([false, false, "failed"]);
    await goOnline(hookswitch);
    expect(await ask()).toEqual([true, true, expect.any(Number)]);
    expect(emulator.requests.map((request) => request.path)).toEqual(["/asked", "/asked"]);
  });

  test("has its time moved in the worker, the pages and the alarms at once, and shows the hour of any time zone", async ({
    launch,
    clock,
  }) => {
    const noon = Date.UTC(2027, 2, 28, 12);
    clock.set(noon);
    const handle = await launch({ env: { ...clock.env, TZ: "Europe/Berlin" } });
    await handle.keeper.evaluate("chrome.alarms.create('poll', { delayInMinutes: 60, periodInMinutes: 60 })");
    await letPass(handle, clock, 3_600_000);
    await untilSeen(handle, "alarm poll");
    const from = clock.now();
    const [inWorker, inPage, hour] = await handle.keeper.evaluate<number[]>(
      "chrome.runtime.sendMessage('time').then((time) => [time, Date.now(), new Date().getHours()])",
    );
    // Both were asked after `from`, one after the other; a page rounds its time.
    expect([from - 1 <= inWorker!, inWorker! - 1 <= inPage!, inPage! <= clock.now() + 1]).toEqual([
      true,
      true,
      true,
    ]);
    expect(hour).toBe(15);

    await handle.keeper.evaluate("chrome.storage.local.set({ seen: [] })");
    await moveTo(handle, clock, noon);
    expect(await handle.keeper.evaluate("new Date().getHours()")).toBe(14);
    expect(await seen(handle)).toEqual([]);
  });

  test("is as new after a reset", async ({ hookswitch }) => {
    // The tests above have left a badge, storage, an alarm and pages behind in the same browser.
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "", title: "Bare" });
    expect(
      await hookswitch.keeper.evaluate("Promise.all([chrome.storage.local.get(), chrome.alarms.getAll()])"),
    ).toEqual([{}, []]);
    expect(hookswitch.context.pages()).toEqual([hookswitch.keeper]);
  });

  test("is given a slow worker's registration before anything can stop that", async ({ emulator }) => {
    const busy = "for (const began = Date.now(); Date.now() - began < 1_500; );";
    const bare = writeBareExtension({ worker: busy + ECHO_WORKER });
    const handle = await launchHookswitch({ extension: bare.directory, emulator });
    try {
      await reset(handle);
      expect(await handle.keeper.evaluate("chrome.runtime.sendMessage('heard')")).toBe("heard");
    } finally {
      await handle.close();
      bare.remove();
    }
  });

  test("leaves neither process nor profile when it is closed or killed", async ({ launch }) => {
    for (const end of ["close", "kill"] as const) {
      const handle = await launch();
      expect(isAlive(handle.pid)).toBe(true);
      await handle[end]();
      expect(isAlive(handle.pid)).toBe(false);
      expect(existsSync(handle.profileDir)).toBe(false);
    }
  });
});

describe("the browser that all files of a worker share", () => {
  usual("is given to a file that takes the extension as it is", async ({ hookswitch, emulator }) => {
    expect(hookswitch.pid).toBe((await sharedBrowser()).pid);
    expect(emulator.port).toBe((await sharedEmulator()).port);
  });

  test("is as new for each file", async () => {
    const shared = await sharedBrowser();
    const serveSite = async () => {
      await startWorker(shared);
      await serveSoftphonePage(shared);
    };
    const openSite = async () => {
      const page = await shared.context.newPage();
      await page.goto(SOFTPHONE_PAGE);
      return page;
    };
    const state = `navigator.permissions.query({ name: "clipboard-read" })
      .then(({ state }) => [state, document.cookie, localStorage.length])`;
    await serveSite();
    await shared.context.grantPermissions(["clipboard-read"]);
    const site = await openSite();
    await site.evaluate(`document.cookie = "a=1; secure"; localStorage.setItem("a", "1")`);
    expect(await site.evaluate(state)).toEqual(["granted", "a=1", 1]);
    await shared.keeper.evaluate("globalThis.left = chrome.storage.local.set({ left: 1 })");

    expect((await sharedBrowser()).pid).toBe(shared.pid);
    expect(await shared.keeper.evaluate("chrome.storage.local.get()")).toEqual({});
    expect(await shared.keeper.evaluate("typeof globalThis.left")).toBe("undefined");
    await expect(openSite()).rejects.toThrow("ERR_NAME_NOT_RESOLVED");
    await serveSite();
    expect(await (await openSite()).evaluate(state)).toEqual(["prompt", "", 0]);
  });

  test("is another one once it has died, knows a site, or has lost those of its manifest", async () => {
    let last = await sharedBrowser();
    for (const spoil of [
      () => last.kill(),
      () => allowSiteOnce(last, SOFTPHONE_SITE),
      () => setSiteAccess(last, "on click"),
    ]) {
      await spoil();
      const next = await sharedBrowser();
      expect(isAlive(last.pid)).toBe(false);
      expect(await badge(next.keeper)).toMatchObject({ text: "", title: "Hookswitch" });
      last = next;
    }
  });
});

describe("a page", () => {
  test("is measured, enlarged and looked at in other colours", async ({ hookswitch }) => {
    const page = await hookswitch.openPopup();
    const size = () =>
      page.evaluate<[string, boolean, boolean]>(`[getComputedStyle(document.documentElement).fontSize,
        matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(forced-colors: active)").matches]`);
    expect(await size()).toEqual(["16px", false, false]);
    await look(page, { scheme: "dark", forcedColours: true, largeText: true });
    expect(await size()).toEqual(["32px", true, true]);
    await look(page, {});
    expect(await size()).toEqual(["16px", false, false]);
    await fitPopup(page);
    expect(page.viewportSize()).toMatchObject({ width: 360 });
    expect(page.viewportSize()?.height).toBeLessThan(200);
  });

  test("is searched for accessibility faults under the product's content security policy", async ({
    hookswitch,
  }) => {
    expect(await axe(await hookswitch.openOptions())).toEqual([]);
    expect(await axe(await hookswitch.openPopup())).toEqual([
      expect.stringMatching(/^button-name \(critical\)/),
    ]);
  });
});

test("a real key press wakes a stopped worker", async ({ headed, emulator }) => {
  expect(await workerIsRunning(headed)).toBe(false);
  await headed.pressKeys("alt+shift+s");
  await waitForWorkerRunning(headed);
  // It may have come already.
  expect(await emulator.waitForRequest({ path: "/pressed" }, { from: 0 })).toMatchObject({ method: "PUT" });
});

test("a real key press opens the real popup", async ({ headed }) => {
  expect(await headed.popupIsOpen()).toBe(false);
  await headed.pressKeys("alt+shift+h");
  await until("the popup to open", () => headed.popupIsOpen());
  await headed.closePopup();
  expect(await headed.popupIsOpen()).toBe(false);
});

test("a picture of the screen changes with the badge on the toolbar", async ({ headed }) => {
  await headed.display.focus(headed.pid);
  const before = headed.display.png();
  expect(before.subarray(1, 4).toString()).toBe("PNG");
  await headed.keeper.evaluate("chrome.action.setBadgeText({ text: 'SIP' })");
  await until("another picture", () => !headed.display.png().equals(before));
});

describe("the desktop", () => {
  test("is told of notifications, and what is pressed there reaches the extension", async ({ emulator }) => {
    const server = await startNotificationServer();
    const bare = writeBareExtension({
      worker: `
        const { notifications, storage } = chrome;
        const heard = (...what) => storage.local.set({ [what.join(" ")]: true });
        notifications.onButtonClicked.addListener((id, index) => heard("button", id, index));
        notifications.onClicked.addListener((id) => heard("text", id));
        notifications.onClosed.addListener((id, byUser) => heard("closed", id, byUser));`,
      manifest: { permissions: ["storage", "notifications"] },
    });
    cpSync(join(DIST, "icons/icon-128.png"), join(bare.directory, "icon.png"));
    const handle = await launchHookswitch({ extension: bare.directory, emulator, env: server.env });
    try {
      const notify = (id: string, options: object) => {
        const all = {
          type: "basic",
          iconUrl: "icon.png",
          title: "Title",
          message: 'A "text"\n& <b>more',
          ...options,
        };
        return handle.keeper.evaluate(`chrome.notifications.create("${id}", ${JSON.stringify(all)})`);
      };
      const heard = async () =>
        Object.keys(await handle.keeper.evaluate<object>("chrome.storage.local.get()")).sort();

      await notify("a", { buttons: [{ title: "One" }, { title: "Two" }], priority: 2 });
      const one = { title: "Title", body: 'A "text"\n& <b>more', buttons: ["One", "Two"] };
      expect(await server.untilUp("& <b>")).toEqual({ ...one, isSilent: false, isUrgent: true });
      await notify("a", { buttons: [{ title: "One" }, { title: "Two" }], title: "Changed", silent: true });
      await server.untilUp("Changed");
      await notify("b", {});
      await server.untilUp("Title");
      await handle.keeper.evaluate(`chrome.notifications.clear("b")`);
      await until(
        () => `the withdrawal of one of ${JSON.stringify(server.events)}`,
        () => server.up().length === 1,
      );
      expect(() => server.press("Three")).toThrow(/^0 notifications have the button Three.*Changed/);
      server.press("Two");
      // The browser does not tell the extension of what that has withdrawn itself.
      const all = ["button a 1", "closed a true"];
      await until("what was pressed", async () => (await heard()).join() === all.join());
      await notify("c", {});
      await server.untilUp("Title");
      server.click("Title");
      await until("the click", async () => (await heard()).includes("text c"));
      await server.untilNoneUp();
      expect(server.events.map(({ kind }) => kind)).toEqual([
        "shown",
        "changed",
        "shown",
        "withdrawn",
        "shown",
      ]);
    } finally {
      await handle.close();
      await server.close();
      bare.remove();
    }
  });
});
