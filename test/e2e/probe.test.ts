import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Command, Reply } from "../../src/browser/commands.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import type { ProbeAnswer, SoftphoneTab } from "../../src/core/softphone-tab/softphone-tab.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { eventually, setUp, stored, untilPainted } from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { DIST, type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { type PageServer, startPageServer } from "./harness/page-server.ts";
import { reset } from "./harness/reset.ts";
import { allowSite, withdrawSite } from "./harness/site-access.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

const HOST = "softphone.example.com";
const PAGE = `https://${HOST}/agent`;
const SITE = `https://${HOST}/*`;
const OTHER_SITE = "https://news.example.com/";

/** Stands wherever a page can hold something. */
const CANARY = "canary-of-the-page";
const HTML = `<!doctype html><title>${CANARY}</title><meta name="description" content="${CANARY}">
<p id="${CANARY}">${CANARY}</p><input value="${CANARY}">
<script>localStorage.setItem("${CANARY}", "${CANARY}"); document.cookie = "c=${CANARY}"; window.canary = "${CANARY}";</script>`;

/** What the probe promises of a page that is asked: 10 s go by without an answer. ms */
const HANG_SEEN_WITHIN = 15_000;
/** The agent sees a forbidden microphone while the call is still on its way. ms */
const AT_ONCE = 5_000;

const WELL: ProbeAnswer = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };

const FAKE_DEVICES = "--use-fake-device-for-media-stream";

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("server", { scope: "file" }, async ({}, { onCleanup }) => {
    const server = await startPageServer(HTML);
    onCleanup(() => server.close());
    return server;
  })
  .override("fileBrowser", { scope: "file" }, async ({ fileEmulator, server }, { onCleanup }) => {
    const handle = await launchProbing(fileEmulator, server, FAKE_DEVICES);
    onCleanup(() => handle.close());
    await reset(handle);
    return handle;
  })
  /** A browser with a fake microphone and loudspeaker, whose agent has the softphone alone on, and allows its site. */
  .extend("probing", async ({ hookswitch, emulator }) => {
    await begin(hookswitch, emulator);
    return hookswitch;
  });

async function launchProbing(
  emulator: Emulator,
  server: PageServer,
  ...extraArgs: string[]
): Promise<Hookswitch> {
  const hosts = server.resolverRules(HOST, new URL(OTHER_SITE).host);
  return await launchHookswitch({
    emulator: { resolverRules: `${emulator.resolverRules}, ${hosts}` },
    extraArgs,
  });
}

async function begin(handle: Hookswitch, emulator: Emulator): Promise<void> {
  emulator.store.setIntegrations({ phone: false });
  await setMicrophone(handle, "granted");
  await setUp(handle);
  await allowSite(handle, SITE);
}

async function setMicrophone(
  { browserCdp }: Hookswitch,
  setting: "granted" | "denied" | "prompt",
): Promise<void> {
  const origin = new URL(PAGE).origin;
  await browserCdp.send("Browser.setPermission", { permission: { name: "microphone" }, setting, origin });
}

async function command(handle: Hookswitch, sent: Command): Promise<void> {
  const send = `chrome.runtime.sendMessage(${JSON.stringify(sent)})`;
  expect(await handle.keeper.evaluate<Reply | undefined>(send)).toEqual({ ok: true });
}

/** Opens the softphone's page, with something in its address that nobody is to keep. */
async function openSoftphone(handle: Hookswitch): Promise<Page> {
  const page = await handle.context.newPage();
  await page.goto(`${PAGE}?token=${CANARY}#${CANARY}`);
  return page;
}

/** Turns the probe on, and waits for the page's first answer. */
async function turnOn(handle: Hookswitch, says: Partial<ProbeAnswer> = WELL): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS, softphonePage: PAGE, probesPage: true };
  await command(handle, { type: "change-settings", settings });
  await eventually(() => probes(handle)).toEqual([expect.objectContaining(says)]);
}

async function probes(handle: Hookswitch): Promise<SoftphoneTab["probe"][]> {
  const { session } = await stored(handle);
  return ((session.softphoneTabs ?? []) as SoftphoneTab[]).map(({ probe }) => probe);
}

/** Has the page asked before its turn in 20 s, as the browser tells of a change of its tab. */
async function askNow(handle: Hookswitch): Promise<void> {
  await handle.keeper.evaluate(`(async () => {
    const [{ id }] = await chrome.tabs.query({ url: ${JSON.stringify(SITE)} });
    for (const muted of [true, false]) await chrome.tabs.update(id, { muted });
  })()`);
}

/** The numbers of the worlds that our scripts have in a page. */
async function ourWorlds(handle: Hookswitch, page: Page): Promise<number[]> {
  const cdp = await handle.context.newCDPSession(page);
  const worlds: number[] = [];
  cdp.on("Runtime.executionContextCreated", ({ context: { id, origin } }) => {
    if (`${origin}/` === handle.url("")) worlds.push(id);
  });
  await cdp.send("Runtime.enable");
  // Its answer comes after the events.
  await cdp.send("Runtime.evaluate", { expression: "0" });
  await cdp.detach();
  return worlds;
}

describe("the probe of the softphone's page", () => {
  test("runs in that page alone, and tells and keeps nothing of what is in it", async ({ probing }) => {
    const softphone = await openSoftphone(probing);
    const other = await probing.context.newPage();
    await other.goto(OTHER_SITE);
    expect(await ourWorlds(probing, softphone)).toEqual([]);
    // Every page of ours hears what the worker is told.
    await probing.keeper.evaluate(
      `globalThis.heard = []; chrome.runtime.onMessage.addListener((message) => void heard.push(message));`,
    );
    await turnOn(probing);
    expect(await ourWorlds(probing, softphone)).toHaveLength(1);
    expect(await ourWorlds(probing, other)).toEqual([]);

    await setMicrophone(probing, "denied");
    await eventually(() => probes(probing)).toEqual([{ ...WELL, microphone: "denied" }]);
    const told = await probing.keeper.evaluate("heard");
    expect(told).toEqual([{ type: "probe-changed" }]);
    const ask = (type: string) =>
      probing.keeper.evaluate(`(async () => {
        const [{ id }] = await chrome.tabs.query({ url: ${JSON.stringify(SITE)} });
        return await chrome.tabs.sendMessage(id, { type: ${JSON.stringify(type)} }) ?? null;
      })()`);
    const said = [await ask("probe"), told, await stored(probing)];
    expect(said[0]).toEqual({ ...WELL, microphone: "denied" });
    expect(JSON.stringify(said)).not.toContain(CANARY);
    expect((await stored(probing)).local.settings).toMatchObject({ softphonePage: PAGE });
  });

  test("cannot read what Hookswitch stores", async ({ probing }) => {
    const softphone = await openSoftphone(probing);
    await turnOn(probing);
    const [contextId = 0] = await ourWorlds(probing, softphone);
    const cdp = await probing.context.newCDPSession(softphone);
    await cdp.send("Runtime.enable");
    for (const area of ["local", "session", "managed"]) {
      const { result } = await cdp.send("Runtime.evaluate", {
        expression: `chrome.storage.${area}.get().then(JSON.stringify, String)`,
        contextId,
        awaitPromise: true,
      });
      expect([area, result.value]).toEqual([area, expect.stringContaining("not allowed from this context")]);
    }
  });

  test("shows a page that hangs, and that it is well again", async ({ probing, server }) => {
    const softphone = await openSoftphone(probing);
    await turnOn(probing);
    await waitForBadge(probing, "SIP");
    const hanging = softphone.evaluate(() => {
      const request = new XMLHttpRequest();
      request.open("GET", "/held", false);
      request.send();
    });
    await until("the page to hang", () => server.holding() > 0);
    await askNow(probing);
    await waitForBadge(probing, "!!", HANG_SEEN_WITHIN);
    await untilPainted(probing, "!!", "softphone's page does not respond");
    server.release();
    await hanging;
    await waitForBadge(probing, "SIP", AT_ONCE);
  });

  test("shows within seconds that the microphone is forbidden, and allowed again, and forgets it with its permission", async ({
    probing,
  }) => {
    await openSoftphone(probing);
    await turnOn(probing);
    await waitForBadge(probing, "SIP");
    await setMicrophone(probing, "denied");
    await waitForBadge(probing, "!!", AT_ONCE);
    await untilPainted(probing, "!!", "softphone's page may not use the microphone");
    await setMicrophone(probing, "granted");
    await waitForBadge(probing, "SIP", AT_ONCE);
    await setMicrophone(probing, "denied");
    await waitForBadge(probing, "!!", AT_ONCE);
    await withdrawSite(probing, SITE);
    await waitForBadge(probing, "SIP", AT_ONCE);
    expect(await probes(probing)).toEqual([null]);
  });

  test("shows that there is no microphone, goes on in a page that was loaded anew, and with an extension that was", async ({
    emulator,
    server,
    onTestFinished,
  }) => {
    // The browser then takes the command to load the extension anew.
    const debugging = "--enable-unsafe-extension-debugging";
    const handle = await launchProbing(emulator, server, "--disable-audio-input", debugging);
    onTestFinished(() => handle.close());
    await begin(handle, emulator);
    const softphone = await openSoftphone(handle);
    const says = { microphone: "granted", hasInput: false } as const;
    await turnOn(handle, says);
    await untilPainted(handle, "!!", "softphone's page finds no microphone");
    emulator.store.setIntegrations({ phone: true });
    await command(handle, { type: "refresh" });
    await untilPainted(handle, "!", "softphone's page finds no microphone");

    await softphone.reload();
    await eventually(async () => (await ourWorlds(handle, softphone)).length).toBe(1);
    await eventually(() => probes(handle)).toMatchObject([says]);
    // No part of the protocol as Playwright knows it.
    await handle.browserCdp.send("Extensions.loadUnpacked" as never, { path: DIST } as never);
    const after = await handle.afterReload();
    await eventually(() => probes(after)).toMatchObject([says]);
  });
});
