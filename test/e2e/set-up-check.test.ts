import type { Page } from "playwright-core";
import { describe, expect, onTestFinished } from "vitest";
import type { Browser } from "webextension-polyfill";
import { DEMO } from "../emulator/emulator.ts";
import { eventually, setUp, setUpCcm, stored } from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { test as testNotified } from "./harness/notification-fixtures.ts";
import { setSiteAccess } from "./harness/site-access.ts";
import { watchSoftphonePage } from "./harness/softphone-page.ts";
import { pin, waitForBadge } from "./harness/toolbar.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";

declare const chrome: Browser;

async function openCheck(handle: Hookswitch): Promise<Page> {
  const page = await handle.context.newPage();
  await page.goto(handle.url("src/set-up-check/set-up-check.html"));
  await page.getByRole("heading", { level: 1, name: "Check my set-up" }).waitFor();
  return page;
}

/** A point of the page, by its name. */
function point(page: Page, name: string) {
  return page.getByRole("listitem", { name, exact: true });
}

/** What a point says: its state, and its sentences. */
async function says(page: Page, name: string): Promise<string> {
  const found = point(page, name);
  const state = await found.locator(".check-state").innerText();
  return `${state}: ${(await found.locator(".check-says p").innerText()).replace(/\s+/g, " ")}`;
}

async function expectPoint(page: Page, name: string, expected: RegExp): Promise<void> {
  await eventually(() => says(page, name)).toMatch(expected);
}

function mend(page: Page, name: string, button: string) {
  return point(page, name).getByRole("button", { name: button });
}

function tally(page: Page) {
  return eventually(() => page.getByRole("status").first().innerText());
}

async function readNow(handle: Hookswitch): Promise<void> {
  await handle.keeper.evaluate(() => chrome.runtime.sendMessage({ type: "refresh" }));
}

describe("the set-up check", () => {
  test("says before set-up what is missing, and leads there from the options and back", async ({
    hookswitch,
  }) => {
    const options = await hookswitch.openOptions();
    const opened = hookswitch.context.waitForEvent("page");
    await options.getByRole("button", { name: "Check my set-up" }).click();
    const page = await opened;
    await expectPoint(page, "Connected to Exotel", /^Not OK: Hookswitch is not connected/);
    await expectPoint(page, "Hookswitch in the toolbar", /^OK/);
    await tally(page).toBe("1 thing needs you.");
    expect(await faultsOf(page, "set-up-check-not-set-up")).toEqual([]);
    await pin(hookswitch, false);
    await expectPoint(page, "Hookswitch in the toolbar", /^Not OK: Click the puzzle piece/);
    await pin(hookswitch, true);
    await expectPoint(page, "Hookswitch in the toolbar", /^OK/);
    await options.close();
    const back = hookswitch.context.waitForEvent("page");
    await mend(page, "Connected to Exotel", "Connect").click();
    await eventually(async () => (await back).url()).toContain("options.html");
    expect((await stored(hookswitch)).local).toEqual({});
  });

  test("follows Exotel's answers", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const page = await openCheck(hookswitch);
    await expectPoint(page, "Connected to Exotel", /^OK/);
    await expectPoint(page, "News from Exotel", /^OK: Exotel last answered/);
    await expectPoint(page, "Your softphone is registered", /^OK/);
    await expectPoint(page, "The clock of this computer", /^OK/);
    await expectPoint(page, "Your app token", /^OK: It ends on .* at the latest/);
    await expectPoint(page, "The key to switch", /^Not known: Alt\+Shift\+S is set/);
    await expectPoint(page, "Lock of this computer", /^Not known/);
    await expectPoint(page, "Notifications", /^Not known/);
    const automatic = page.getByRole("region", { name: "What happens by itself" });
    await eventually(() => automatic.locator("div").allInnerTexts()).toEqual([
      "Tell me when a call would not reach me\nOn",
      "Ring my phone when my softphone drops\nOff",
      "Ring my phone while this computer is locked\nOff",
      "Working hours\nOff",
    ]);
    expect(await faultsOf(page, "set-up-check")).toEqual([]);

    emulator.store.dropSoftphone();
    await readNow(hookswitch);
    await expectPoint(page, "Your softphone is registered", /^Not OK/);
    emulator.faults.expireToken();
    await readNow(hookswitch);
    await expectPoint(page, "Connected to Exotel", /^Not OK/);
    await expectPoint(page, "News from Exotel", /^Not known/);
    const options = hookswitch.context.waitForEvent("page");
    await mend(page, "Connected to Exotel", "Enter a new token").click();
    await eventually(async () => (await options).url()).toContain("#app-token");
    await (await options).close();

    await setUpCcm(hookswitch, { userId: DEMO.ccm.unverifiedUserId });
    await expectPoint(page, "Your phone is verified", /^Not OK/);
    await setUpCcm(hookswitch);
    await expectPoint(page, "Your phone is verified", /^OK/);
    expect(await faultsOf(page, "set-up-check-ccm")).toEqual([]);
  });

  test("says that there is no network, and needs no living worker", async ({ hookswitch }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const page = await openCheck(hookswitch);
    await expectPoint(page, "News from Exotel", /^OK/);
    await goOffline(hookswitch);
    await mend(page, "The key to switch", "Change keys").waitFor();
    await readNow(hookswitch);
    await expectPoint(page, "News from Exotel", /^Not OK/);
    await expectPoint(page, "Your softphone is registered", /^Not known/);
    await mend(page, "News from Exotel", "Check now").waitFor();
    await goOnline(hookswitch);
    await readNow(hookswitch);
    await expectPoint(page, "News from Exotel", /^OK/);
    await stopWorker(hookswitch);
    await page.getByRole("button", { name: "Copy diagnostics" }).waitFor();
    await expectPoint(page, "News from Exotel", /^OK: Exotel last answered [1-9]/);
    expect(await workerIsRunning(hookswitch)).toBe(false);
    // It is started when the page opens.
    await page.reload();
    await expectPoint(page, "News from Exotel", /^OK/);
  });

  test("says that the browser withholds Exotel's host, and has it allowed", async ({ hookswitch }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const page = await openCheck(hookswitch);
    // Nowhere else: of a browser that has just started, it makes the administrator's policy wait for minutes.
    onTestFinished(() => setSiteAccess(hookswitch, "on all sites"));
    await setSiteAccess(hookswitch, "on click");
    await expectPoint(page, "News from Exotel", /^Not OK/);
    await mend(page, "News from Exotel", "Allow access").waitFor();
    await setSiteAccess(hookswitch, "on all sites");
    await expectPoint(page, "News from Exotel", /^OK/);
  });

  test("follows the softphone's tab", async ({ hookswitch }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const page = await openCheck(hookswitch);
    await expectPoint(page, "Your softphone's tab", /^Not OK: No tab is watched/);
    const tab = await watchSoftphonePage(hookswitch);
    await expectPoint(page, "Your softphone's tab", /^OK: Its tab is open\.$/);
    await expectPoint(page, "The tab's sound", /^OK/);
    await hookswitch.keeper.evaluate((id) => chrome.tabs.update(id, { muted: true }), tab);
    await expectPoint(page, "The tab's sound", /^Not OK/);
    await mend(page, "The tab's sound", "Unmute").click();
    await expectPoint(page, "The tab's sound", /^OK/);
    await hookswitch.keeper.evaluate((id) => chrome.tabs.remove(id), tab);
    await expectPoint(page, "Your softphone's tab", /^Not OK: Tab is closed/);
    expect(await point(page, "The tab's sound").count()).toBe(0);
    await mend(page, "Your softphone's tab", "Open softphone").click();
    await expectPoint(page, "Your softphone's tab", /^OK/);
  });

  test("notices the key and a lock of the screen", async ({ headed }) => {
    await setUp(headed);
    await waitForBadge(headed, "SIP");
    const page = await openCheck(headed);
    await page.bringToFront();
    await headed.pressKeys("alt+shift+s");
    await expectPoint(page, "The key to switch", /^OK: Alt\+Shift\+S works/);
    await waitForBadge(headed, "TEL");
    headed.display.lock(true);
    await expectPoint(page, "Lock of this computer", /^OK: Hookswitch last noticed a lock/);
    headed.display.lock(false);
    // It is remembered: the page that is opened later knows it, too.
    await page.reload();
    await expectPoint(page, "Lock of this computer", /^OK/);
  });
});

testNotified(
  "a test notification is seen once its button is pressed",
  async ({ hookswitch, notifications }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const page = await openCheck(hookswitch);
    await expectPoint(page, "Notifications", /^Not known: Hookswitch does not know if you see them/);
    await mend(page, "Notifications", "Show a test notification").click();
    expect(await notifications.untilUp("Do you see this?")).toMatchObject({ buttons: ["I see it"] });
    await stopWorker(hookswitch);
    notifications.press("I see it");
    await expectPoint(page, "Notifications", /^OK: You pressed the button of a test notification/);
    await notifications.untilNoneUp();
    expect((await stored(hookswitch)).local.setUpSeen).toMatchObject({ notificationAt: expect.any(Number) });
  },
);

describe("the diagnostics", () => {
  test("are copied as they are shown, with what happened and without whose it is", async ({
    hookswitch,
    emulator,
  }) => {
    await hookswitch.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    emulator.faults.once({ kind: "status", status: 500 });
    await readNow(hookswitch);
    await readNow(hookswitch);
    const decided = async () => JSON.stringify((await stored(hookswitch)).session.decisions ?? []);
    await eventually(decided).toContain("read-failed");
    const options = await hookswitch.openOptions();
    const card = options.getByRole("region", { name: "If something is wrong" });
    await card.getByText("Nothing leaves this computer by itself").waitFor();
    await card.getByRole("button", { name: "Copy diagnostics" }).click();
    await card.getByRole("status").filter({ hasText: "Copied." }).waitFor();
    const copied = await options.evaluate(() => navigator.clipboard.readText());
    await card.getByText("See what is copied").click();
    const shown = await card.getByRole("textbox").inputValue();
    const withoutMoment = (text: string) => text.replace(/^.*\n/, "").replaceAll(/\r/g, "");
    expect(withoutMoment(shown)).toBe(withoutMoment(copied));
    for (const line of [
      "API: integrations-core",
      "notifications allowed: yes",
      "permissions: ",
      "keys: _execute_action Alt+Shift+H",
      "read-failed: server; HTTP 500",
      "verdict: both; softphone registered",
    ])
      expect(copied).toContain(line);
    const { customerId, appId, userId, token, sipUsername } = DEMO.integrations;
    for (const text of [customerId, appId, userId, token, sipUsername, "9876543210"])
      expect(copied).not.toContain(text);
    expect(await faultsOf(options, "options-diagnostics")).toEqual([]);
  });
});
