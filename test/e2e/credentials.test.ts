import { describe, expect } from "vitest";
import {
  alarms,
  alertText,
  eventually,
  expectSilence,
  setUp,
  shown,
  softphoneSwitch,
  stored,
  untilPainted,
} from "./agent-view.ts";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { test } from "./harness/fixtures.ts";
import { DIST } from "./harness/launch.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

/** For how long the server is watched for a request that must not come. */
const WATCHED_MS = 2_500;

describe("a token that is refused", () => {
  test("is hardly tried any more until it is replaced", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    emulator.faults.expireToken();
    const popup = await hookswitch.openPopup();
    await waitForBadge(hookswitch, "KEY");
    await popup.close();
    const silence = expectSilence(emulator, WATCHED_MS);
    await stopWorker(hookswitch);
    await startWorker(hookswitch);
    await hookswitch.keeper.evaluate("chrome.alarms.create('wake', { when: Date.now() })");
    await silence;
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "KEY" });
    const options = await hookswitch.openOptions();
    await options.getByText("The saved one is refused.").waitFor();
    expect(await options.getByLabel("App token").getAttribute("aria-invalid")).toBe("false");
    // From the popup, one press leads to the field, with the reason beside it; also where the page is open already.
    for (const _time of ["first", "second"]) {
      await options.getByLabel("Customer ID").focus();
      const again = await hookswitch.openPopup();
      await again.getByRole("button", { name: "Enter the new token" }).click();
      await again.close();
      await options.waitForURL(/#app-token$/);
      await eventually(() => options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(
        "appToken",
      );
      await options.getByText("Exotel refused your token or key. It is wrong or has ended.").waitFor();
      expect(await options.getByLabel("App token").getAttribute("aria-invalid")).toBe("true");
    }
    await options.close();

    emulator.store.app().tokens.set("replacement", { expiresAt: null, revoked: false });
    await setUp(hookswitch, { token: "replacement" });
    await waitForBadge(hookswitch, "SIP");
    expect(await alarms(hookswitch)).toEqual(["wake"]);
    const again = await hookswitch.openPopup();
    await eventually(() => shown(again)).toEqual({ phone: "on", softphone: "on" });
    expect(await alertText(again)).toBe("");
  });
});

describe("signing out", () => {
  test("leaves nothing stored, no alarm and no request", async ({ hookswitch, emulator }) => {
    for (const keepSignedIn of [true, false]) {
      await setUp(hookswitch, { keepSignedIn });
      await waitForBadge(hookswitch, "SIP");
      const options = await hookswitch.openOptions();
      await options.getByRole("button", { name: "Sign out" }).click();
      await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
      expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
      expect(await alarms(hookswitch)).toEqual([]);
      await untilPainted(hookswitch, "", "not set up");
      for (const label of ["Customer ID", "App ID", "User ID", "App token"]) {
        expect(await options.getByLabel(label).inputValue()).toBe("");
      }
      await options.close();
    }
    const silence = expectSilence(emulator, WATCHED_MS);
    await stopWorker(hookswitch);
    await startWorker(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "Set up" }).waitFor();
    await silence;
    expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
    expect(await alarms(hookswitch)).toEqual([]);
  });

  test("while a switch is under way leaves nothing behind either", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    const popup = await hookswitch.openPopup();
    await emulator.waitForRequest({ method: "GET" }, { from: 1, phase: "answered" });
    const options = await hookswitch.openOptions();
    const hold = emulator.faults.hold("before", { method: "PUT" });
    await softphoneSwitch(popup).click();
    await hold.held;
    await options.getByRole("button", { name: "Sign out" }).click();
    await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
    const silence = expectSilence(emulator, 1_500);
    hold.release();
    await silence;
    await stopWorker(hookswitch);
    await startWorker(hookswitch);
    await popup.getByRole("button", { name: "Set up" }).waitFor();
    expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
    expect(await alarms(hookswitch)).toEqual([]);
  });
});

describe("others", () => {
  test("reach Hookswitch neither from another extension nor from a web page", async ({
    launch,
    emulator,
  }) => {
    const other = writeBareExtension();
    try {
      const both = [DIST, other.directory].join(",");
      const handle = await launch({
        extraArgs: [`--load-extension=${both}`, `--disable-extensions-except=${both}`],
      });
      await setUp(handle);
      await waitForBadge(handle, "SIP");
      // The day and the decisions are written down a little later.
      await eventually(async () => (await stored(handle)).session).toMatchObject({
        today: { is: "reached" },
        decisions: [{ is: "both" }],
      });
      const before = await stored(handle);
      const silence = expectSilence(emulator, 1_000);
      const id = JSON.stringify(handle.extensionId);
      const commands = JSON.stringify([
        { type: "sign-out" },
        { type: "refresh" },
        { type: "switch", press: { ring: "phone" } },
        { type: "change-settings", settings: { includeBoth: true } },
      ]);
      const strangers = await handle.context.newPage();
      await strangers.goto(`chrome-extension://${other.id}/popup.html`);
      const answers = await strangers.evaluate<unknown[]>(`Promise.all([
        ...${commands}.map((command) => chrome.runtime.sendMessage(${id}, command).catch((error) => String(error))),
        new Promise((resolve) => {
          const port = chrome.runtime.connect(${id});
          port.onDisconnect.addListener(() => resolve(String(chrome.runtime.lastError?.message)));
        }),
        fetch("chrome-extension://" + ${id} + "/src/popup/popup.html").then(() => "read", () => "accessBlock"),
      ])`);
      expect(answers).toEqual([
        ...Array<unknown>(4).fill(expect.stringContaining("Could not establish connection")),
        expect.stringContaining("Could not establish connection"),
        "accessBlock",
      ]);
      const site = await handle.context.newPage();
      await site.goto(emulator.controlUrl);
      expect(
        await site.evaluate<string[]>(`Promise.all([
          typeof chrome?.runtime?.sendMessage,
          fetch("chrome-extension://" + ${id} + "/src/popup/popup.html").then(() => "read", () => "accessBlock"),
        ])`),
      ).toEqual(["undefined", "accessBlock"]);
      await silence;
      expect(await stored(handle)).toEqual(before);
      expect(await badge(handle.keeper)).toMatchObject({ text: "SIP" });
    } finally {
      other.remove();
    }
  });
});
