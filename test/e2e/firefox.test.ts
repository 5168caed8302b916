import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { FIREFOX_ID } from "../../scripts/build/firefox-manifest.ts";
import { atServer, eventually, writes } from "./agent-view.ts";
import { test } from "./harness/firefox/fixtures.ts";
import { badge, connect, openKeeper } from "./harness/firefox/keeper.ts";
import { DIST_FIREFOX, type Firefox, packed } from "./harness/firefox/launch.ts";
import { openPage } from "./harness/firefox/page.ts";
import { setFirefoxPolicies } from "./harness/firefox/policies.ts";
import { update } from "./harness/firefox/update.ts";
import { DEMO_ENTRIES } from "./harness/options-page.ts";
import { pause, until } from "./harness/wait.ts";

/** How long the event page may be idle before Firefox ends it: far less than the 30 s that it has otherwise. ms */
const SOON_IDLE = 2_000;

const NOBODY = "You would miss a call now";

/** Whether the event page runs. */
function background(firefox: Firefox): Promise<string> {
  return firefox.inBrowser(`return WebExtensionPolicy.getByID("${FIREFOX_ID}").extension.backgroundState`);
}

/** The addresses of the tabs. */
function tabs(firefox: Firefox): Promise<string[]> {
  return firefox.inBrowser("return [...gBrowser.tabs].map((tab) => tab.linkedBrowser.currentURI.spec)");
}

/** The width of the popup, as Firefox has made it for its page, in CSS pixels; `null` while it is closed. */
function popupWidth(firefox: Firefox): Promise<number | null> {
  return firefox.inBrowser(
    `const popup = document.querySelector("browser.webextension-popup-browser");
    return popup?.closest("panel").state === "open" ? popup.clientWidth : null;`,
  );
}

test("is set up by hand in the options page, which opens by itself; asks again for a host that was withdrawn; switches in the popup, and with a real key, and another opens the popup", async ({
  start,
  display,
  emulator,
}) => {
  const firefox = await start();
  await eventually(() => tabs(firefox)).toContain(firefox.url("src/options/options.html"));
  const options = await openPage(firefox, "src/options/options.html");
  await options.click("radio", "WebRTC app (Integrations Core)");
  await options.type("Customer ID", DEMO_ENTRIES.customerId);
  await options.type("App ID", DEMO_ENTRIES.appId);
  await options.type("User ID", DEMO_ENTRIES.userId);
  await options.type("App token", DEMO_ENTRIES.token);
  await options.click("checkbox", "Keep me signed in on this computer");
  await options.click("button", "Save and connect");
  await eventually(() => options.text("[role=status]")).toContain("Connected");
  await eventually(() => badge(options)).toMatch(/^SIP: .*your phone and your softphone/);
  expect(emulator.requests.map(({ method, status }) => `${method} ${status}`)).toContain("GET 200");
  expect(emulator.requests.every(({ method }) => method === "GET")).toBe(true);

  const page = await options.text("main, body");
  expect(page).toContain("This browser does not say when this computer is locked.");
  expect(page).not.toContain("Global");
  expect(page).toContain("Alt+Shift+U");

  const keeper = await openKeeper(firefox);
  const from = emulator.requests.length;
  // As the agent can at any time on Firefox's page of the extension.
  await keeper.run(
    `await browser.permissions.remove({ origins: (await browser.permissions.getAll()).origins })`,
  );
  await eventually(() => badge(keeper)).toMatch(/^\?: .*your browser does not let Hookswitch ask Exotel/);
  const popup = await openPage(firefox, "src/popup/popup.html");
  await popup.click("button", "Check now");
  expect(await popup.text("[role=alert]")).toContain("Allow it");
  await display.focus(firefox.pid);
  await popup.click("button", "Allow access");
  await until("the answer to Firefox's question", async () => {
    // It takes none in the first moment.
    await pause(500);
    display.pressKeys("alt+a");
    return await keeper.run<boolean>(
      `return browser.permissions.contains({ origins: ["https://integrationscore.mum1.exotel.com/*"] })`,
    );
  });
  // Nothing was sent until it was back.
  expect(emulator.requests.slice(from).filter(({ method }) => method === "OPTIONS")).toEqual([]);
  await eventually(() => badge(keeper)).toMatch(/^SIP: /);

  await popup.click("switch", "SIP softphone");
  await eventually(() => atServer(emulator)).toEqual({ phone: true, sip: false });
  await eventually(() => badge(keeper)).toMatch(/^TEL: .*your phone only/);
  await display.focus(firefox.pid);
  display.pressKeys("alt+shift+u");
  await eventually(() => atServer(emulator)).toEqual({ phone: false, sip: true });
  await eventually(() => badge(keeper)).toMatch(/^SIP: .*your softphone/);
  expect(writes(emulator)).toHaveLength(2);
  display.pressKeys("alt+shift+k");
  await eventually(() => popupWidth(firefox)).toBe(360);
});

test("tells of a call that would be missed without buttons, and a click opens the popup; keeps an update for the browser's next start, as it would empty the memory", async ({
  start,
  emulator,
  notifications,
}) => {
  const firefox = await start();
  const keeper = await openKeeper(firefox);
  const refresh = () => keeper.run("return browser.runtime.sendMessage(args[0])", { type: "refresh" });
  emulator.store.setIntegrations({ phone: false, sip: true });
  await connect(keeper, false);
  emulator.store.dropSoftphone();
  // Two reads that agree.
  await refresh();
  await refresh();
  expect(await notifications.untilUp(NOBODY)).toMatchObject({
    title: NOBODY,
    body: expect.stringMatching(/^Calls will not reach you\. .* Click here to open Hookswitch\.$/),
    buttons: [],
  });
  notifications.click(NOBODY);
  await eventually(() => popupWidth(firefox)).toBe(360);
  expect(writes(emulator)).toEqual([]);

  emulator.store.connectSoftphone();
  expect(await update(firefox, "99.0.0")).toBe(false);
  await refresh();
  expect(await badge(keeper)).toMatch(/^SIP: /);
  await firefox.quit();
  const after = await openKeeper(await start());
  expect(await after.run("return browser.runtime.getManifest().version")).toBe("99.0.0");
  await eventually(() => badge(after)).toMatch(/^KEY: /);
});

const testOfDeath = test.extend("preferences", () => ({ "extensions.background.idle.timeout": SOON_IDLE }));

testOfDeath(
  "an event page that has died comes back for a key, for its alarm, and with the browser",
  async ({ start, display, emulator }) => {
    const firefox = await start();
    const keeper = await openKeeper(firefox);
    await connect(keeper);
    await until("its idle death", async () => (await background(firefox)) === "stopped");
    expect(await badge(keeper)).toMatch(/^SIP: /);

    await display.focus(firefox.pid);
    display.pressKeys("alt+shift+u");
    await eventually(() => atServer(emulator)).toEqual({ phone: true, sip: false });
    await eventually(() => badge(keeper)).toMatch(/^TEL: /);
    await until("its idle death", async () => (await background(firefox)) === "stopped");

    // Its own alarm, which rings only when the next read is due.
    await keeper.run(
      "const [{ name }] = await browser.alarms.getAll(); browser.alarms.create(name, { when: Date.now() });",
    );
    await until("the alarm to start it", async () => (await background(firefox)) === "running");

    // Somebody switches elsewhere.
    emulator.store.agent().sip!.enabled = true;
    await firefox.quit();
    const before = emulator.requests.length;
    const again = await start();
    await emulator.waitForRequest({ method: "GET" }, { from: before });
    const keeperAgain = await openKeeper(again);
    await eventually(() => badge(keeperAgain)).toMatch(/^SIP: /);
    expect((await tabs(again)).filter((url) => url.includes("options"))).toEqual([]);
  },
);

test("a policy installs the extension in sight and connects it, with nothing typed and no page opened", async ({
  start,
  onTestFinished,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-policy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "hookswitch.xpi");
  writeFileSync(file, await packed(DIST_FIREFOX));
  const { customerId, appId, userId, token } = DEMO_ENTRIES;
  onTestFinished(
    setFirefoxPolicies({
      ExtensionSettings: {
        [FIREFOX_ID]: {
          installation_mode: "force_installed",
          install_url: pathToFileURL(file).href,
          default_area: "navbar",
        },
      },
      "3rdparty": {
        Extensions: {
          [FIREFOX_ID]: {
            Api: "integrations-core",
            CustomerId: customerId,
            AppId: appId,
            UserId: userId,
            AppToken: token,
          },
        },
      },
    }),
  );
  const firefox = await start();
  const keeper = await openKeeper(firefox);
  await eventually(() => badge(keeper)).toMatch(/^SIP: .*your phone and your softphone/);
  expect(await keeper.run("return (await browser.action.getUserSettings()).isOnToolbar")).toBe(true);
  expect(await keeper.run("return (await browser.tabs.query({})).length")).toBe(2);
});
