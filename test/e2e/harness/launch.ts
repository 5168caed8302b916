import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BrowserContext, type CDPSession, chromium, type Page } from "playwright-core";
import type { Browser } from "webextension-polyfill";
import { ensureBrowser } from "../../../scripts/browser.ts";
import { idOfUnpacked, readManifest } from "./extension-id.ts";
import { isAlive, killTree } from "./processes.ts";
import { sendToTarget } from "./target.ts";
import { PATIENCE_MS, until } from "./wait.ts";

declare const chrome: Browser | undefined;

/** Where `npm run build` writes the extension. */
export const DIST = resolve(import.meta.dirname, "../../../dist");

/** The width of the popup in CSS pixels, and the greatest size that Chromium gives a popup. */
export const POPUP = { width: 360, maxWidth: 800, maxHeight: 600 } as const;

/** What the browser has to know of an emulator: how to reach it under the API's real host names. */
export interface Reachable {
  /** The value of Chromium's `--host-resolver-rules`. */
  resolverRules: string;
}

/** How long a browser may take to start, in milliseconds; the many at once on a busy machine take their time. */
const START_MS = 120_000;

/** Keeps the warning about command-line flags off a headed window, where it would cover the page. */
const NO_INFO_BARS = "--test-type";

/**
 * A session bus that is not there: Chromium draws its notifications itself, and none comes up on the desktop of whoever runs the
 * tests.
 */
export const NO_BUS = "disabled:";

export interface LaunchOptions {
  /** The unpacked extension; the production build when absent. */
  extension?: string | undefined;
  /** Where the API's host names lead. Without it every host name but localhost is unknown to the browser. */
  emulator?: Reachable | undefined;
  /** The SPKI hash of the only certificate to be taken beside those of real authorities. Without it any is taken. */
  trustOnly?: string | undefined;
  /** Default true. Headless Chromium ignores the extension's keyboard shortcuts. */
  headless?: boolean | undefined;
  /** Whether a new profile has the extension's button on the toolbar, as an agent is advised to. Default true. */
  pinned?: boolean | undefined;
  /** The X display of a headed browser, such as ":99". */
  display?: string | undefined;
  /** A profile to use and to keep. Without it an empty one is made, and removed when the browser ends. */
  profile?: string | undefined;
  extraArgs?: string[] | undefined;
  /** What the browser's environment has besides this process's, such as a clock (`clock.ts`) or the time zone `TZ`. */
  env?: Readonly<Record<string, string>> | undefined;
}

/** A running Chromium with one extension in it. */
export interface Hookswitch {
  readonly context: BrowserContext;
  readonly extensionId: string;
  readonly profileDir: string;
  /**
   * A page of the extension's origin that runs no script: its manifest.json, shown as text. The extension's APIs work
   * in it, it has no listeners, and reading through it does not wake the worker.
   */
  readonly keeper: Page;
  /** A debugger session with the keeper page, which belongs to the same origin as the worker. */
  readonly keeperCdp: CDPSession;
  /** A debugger session with the browser itself. */
  readonly browserCdp: CDPSession;
  /** The process id of the browser. */
  readonly pid: number;
  /** The address of a file of the extension. */
  url(path: string): string;
  /** Opens the popup's page in a tab with the size of a popup, and waits until it has loaded. */
  openPopup(): Promise<Page>;
  /** Whether the real popup is open, as the toolbar button or its key opens it. Playwright gives no page for it. */
  popupIsOpen(): Promise<boolean>;
  /** Evaluates an expression in the real popup, and resolves with its value, as JSON can hold it. */
  inPopup<T>(expression: string): Promise<T>;
  /** Closes the real popup, if it is open. */
  closePopup(): Promise<void>;
  /** Opens the options page in a tab, and waits until it has loaded. */
  openOptions(): Promise<Page>;
  /**
   * The same browser, seen anew after its extension was reloaded or updated: that takes the extension's pages away,
   * the keeper too. Waits until the extension is there again.
   */
  afterReload(): Promise<Hookswitch>;
  /** Ends the browser as a person would, so that it writes its profile. A second call does nothing. */
  close(): Promise<void>;
  /** Ends every process of the browser with SIGKILL, as a crash or a power cut would. Keeps a profile that was given. */
  kill(): Promise<void>;
}

/**
 * The arguments that every test browser gets: no calls home, an answer for the API's hosts only, any certificate unless
 * one is named.
 *
 * @param updates whether the browser may ask an update server, without which policy installs nothing
 */
export function browserArgs(
  options: Pick<LaunchOptions, "emulator" | "trustOnly" | "extraArgs">,
  updates = false,
): string[] {
  const rules = [
    options.emulator?.resolverRules,
    "MAP * ~NOTFOUND",
    "EXCLUDE localhost",
    "EXCLUDE 127.0.0.1",
  ];
  return [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ...(updates ? [] : ["--disable-background-networking"]),
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    `--host-resolver-rules=${rules.filter((rule) => rule !== undefined).join(", ")}`,
    options.trustOnly === undefined
      ? "--ignore-certificate-errors"
      : `--ignore-certificate-errors-spki-list=${options.trustOnly}`,
    ...(options.extraArgs ?? []),
  ];
}

/**
 * Starts Chromium with the unpacked extension and resolves when the extension is there.
 *
 * Playwright attaches to the worker, so it never dies of idleness here: stop it with `stopWorker`, or see a real idle
 * death with `launchUnattached`. An unpacked extension gets `onInstalled` at every start and loses its alarms: restarts
 * are tested with `installByPolicy`.
 *
 * @throws Error when there is no browser, no extension, or the browser refuses the extension
 */
export async function launchHookswitch(options: LaunchOptions = {}): Promise<Hookswitch> {
  const extension = resolve(options.extension ?? DIST);
  const extensionId = idOfUnpacked(extension);
  const load = [`--load-extension=${extension}`, `--disable-extensions-except=${extension}`];
  return await launchWith(extensionId, extension, {
    ...options,
    extraArgs: [...load, ...(options.extraArgs ?? [])],
  });
}

/**
 * Starts Chromium and resolves when the extension `extensionId` is there, however it comes in.
 *
 * @param files the unpacked folder, from which the pages' names are read
 * @param updates whether it comes from an update server
 * @throws Error when the extension does not appear
 */
export async function launchWith(
  extensionId: string,
  files: string,
  options: Omit<LaunchOptions, "extension">,
  updates = false,
): Promise<Hookswitch> {
  const profileDir = options.profile ?? mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const headless = options.headless ?? true;
  if (readdirSync(profileDir).length === 0) leaveOutOmniboxPages(profileDir);
  if (options.pinned !== false && options.profile === undefined) pinToToolbar(profileDir, extensionId);
  const removeProfile = () => {
    if (options.profile === undefined) rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 });
  };
  let context: BrowserContext;
  try {
    context = await chromium.launchPersistentContext(profileDir, {
      executablePath: await ensureBrowser(),
      headless,
      timeout: START_MS,
      ignoreDefaultArgs: ["--disable-extensions", ...(updates ? ["--disable-background-networking"] : [])],
      // Playwright's own headless switch may be the old mode, which has no extensions.
      args: [...browserArgs(options, updates), headless ? "--headless=new" : NO_INFO_BARS],
      env: {
        ...process.env,
        DBUS_SESSION_BUS_ADDRESS: NO_BUS,
        ...(options.display === undefined ? {} : { DISPLAY: options.display }),
        ...options.env,
      },
    });
  } catch (error) {
    removeProfile();
    throw error;
  }
  try {
    return await handleOf(context, extensionId, files, profileDir, removeProfile);
  } catch (error) {
    await context.close();
    removeProfile();
    throw error;
  }
}

/**
 * Makes a browser with a new profile draw the list under its address bar itself. Else each window loads two web pages for it, and
 * nobody types an address here. The profile says so, because a second `--disable-features` would undo the first, which is
 * Playwright's.
 */
function leaveOutOmniboxPages(profileDir: string): void {
  // The second choice for each on chrome://flags after the default: off.
  const flags = ["webui-omnibox-popup@2", "webui-omnibox-aim-popup@2"];
  const state = { browser: { enabled_labs_experiments: flags } };
  writeFileSync(join(profileDir, "Local State"), JSON.stringify(state));
}

/**
 * Waits until the browser's start is over, as far as the extension sees: until then, it gets no answer about policies, for which it
 * waits ten seconds each time. The browser goes by a page that is seen, has loaded and rests, and takes minutes where tests close
 * every page before that.
 */
export async function untilStarted({ keeper }: Hookswitch): Promise<void> {
  await keeper.evaluate("chrome.runtime.getManifest().storage && chrome.storage.managed.get()");
}

/** Makes a new profile show the extension's button on the toolbar, and not in a menu. */
function pinToToolbar(profileDir: string, extensionId: string): void {
  mkdirSync(join(profileDir, "Default"), { recursive: true });
  const preferences = { extensions: { pinned_extensions: [extensionId] } };
  writeFileSync(join(profileDir, "Default/Preferences"), JSON.stringify(preferences));
}

async function handleOf(
  context: BrowserContext,
  extensionId: string,
  files: string,
  profileDir: string,
  removeProfile: () => void,
): Promise<Hookswitch> {
  const manifest = readManifest(files);
  // What Playwright waits for by itself: an element, an address.
  context.setDefaultTimeout(PATIENCE_MS);
  const browser = context.browser();
  if (browser === null) throw new Error("Playwright gives no browser to this context");
  const browserCdp = await browser.newBrowserCDPSession();
  const { processInfo } = await browserCdp.send("SystemInfo.getProcessInfo");
  const pid = processInfo.find((info) => info.type === "browser")?.id;
  if (pid === undefined) throw new Error("The browser does not say its process id");

  const url = (path: string) => `chrome-extension://${extensionId}/${path.replace(/^\//, "")}`;
  const keeper = await openKeeper(context, browserCdp, url("manifest.json"), extensionId, manifest.name);
  if (manifest.background !== undefined) await untilRegistered(keeper);
  const keeperCdp = await context.newCDPSession(keeper);

  const addressOf = (path: string | undefined, kind: string) => {
    if (path === undefined) throw new Error(`The manifest of ${manifest.name} names no ${kind}`);
    return url(path);
  };
  const realPopup = async () => {
    const { targetInfos } = await browserCdp.send("Target.getTargets", { filter: [{}] });
    const address = url(manifest.action?.default_popup ?? "");
    // Playwright attaches to each page it opens, and not to the popup.
    return targetInfos.find(({ type, attached, url }) => type === "page" && !attached && url === address);
  };
  let ended = false;
  return {
    context,
    extensionId,
    profileDir,
    keeper,
    keeperCdp,
    browserCdp,
    pid,
    url,
    async openPopup() {
      const address = addressOf(manifest.action?.default_popup, "popup");
      const page = await context.newPage();
      await page.setViewportSize({ width: POPUP.width, height: POPUP.maxHeight });
      await page.goto(address);
      return page;
    },
    popupIsOpen: async () => (await realPopup()) !== undefined,
    async inPopup<T>(expression: string) {
      const targetId = (await realPopup())?.targetId;
      if (targetId === undefined) throw new Error("The popup is not open");
      const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
      const evaluated = await sendToTarget<{ result: { value: T }; exceptionDetails?: object }>(
        browserCdp,
        targetId,
        [["Runtime.evaluate", params]],
      );
      if (evaluated.exceptionDetails !== undefined) throw new Error(JSON.stringify(evaluated));
      return evaluated.result.value;
    },
    async closePopup() {
      const target = await realPopup();
      if (target === undefined) return;
      await browserCdp.send("Target.closeTarget", { targetId: target.targetId });
      await until("the popup to close", async () => (await realPopup()) === undefined);
    },
    async openOptions() {
      const address = addressOf(manifest.options_ui?.page, "options page");
      const page = await context.newPage();
      await page.goto(address).catch((error: unknown) => {
        // The page that an installation opens by itself may take this very tab, as it takes any that is still empty.
        const taken = [`interrupted by another navigation to "${address}"`, `net::ERR_ABORTED at ${address}`];
        if (!taken.some((what) => String(error).includes(what))) throw error;
      });
      await page.waitForURL(address);
      return page;
    },
    afterReload: () => handleOf(context, extensionId, files, profileDir, removeProfile),
    async close() {
      if (ended) return;
      ended = true;
      await context.close();
      await until(`the browser (process ${pid}) to end`, () => !isAlive(pid));
      removeProfile();
    },
    async kill() {
      if (ended) return;
      ended = true;
      const closed = new Promise<void>((done) => {
        context.once("close", () => done());
      });
      await killTree(pid);
      await closed;
      removeProfile();
    },
  };
}

/**
 * Waits until the browser has registered the extension's worker, which it does in the worker's first start. A worker that is
 * stopped before has no registration, and no event starts it any more until the extension is loaded again.
 */
async function untilRegistered(keeper: Page): Promise<void> {
  await until("the worker to be registered", () =>
    keeper.evaluate(async () => {
      const registrations = await navigator.serviceWorker.getRegistrations();
      return registrations.some(({ active }) => active?.state === "activated");
    }),
  );
}

/**
 * Opens the keeper page and proves by it that the extension is the expected one. The extension may still be loading, or
 * on its way from an update server, so an address that is not there yet is tried again.
 *
 * The browser's first tab is left alone: the page that an installation opens by itself takes a tab that is empty and in
 * front, and would be lost if another page were loaded there at the same time.
 */
async function openKeeper(
  context: BrowserContext,
  browserCdp: CDPSession,
  address: string,
  extensionId: string,
  name: string,
): Promise<Page> {
  const { targetId } = await browserCdp.send("Target.createTarget", { url: address, background: true });
  const page = await until("the keeper page", async () => {
    for (const each of context.pages()) if ((await targetOf(context, each)) === targetId) return each;
    return undefined;
  });
  let last = "";
  await until(
    () => `the extension ${name} (${extensionId}) to load: ${last}`,
    async () => {
      try {
        await page.goto(address);
      } catch (error) {
        last = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
        return false;
      }
      last = await page.evaluate(() => chrome?.runtime?.id ?? "the page has no extension API");
      return last === extensionId;
    },
  );
  return page;
}

/** The browser's own name for a page's tab; `undefined` where the tab is gone meanwhile. */
async function targetOf(context: BrowserContext, page: Page): Promise<string | undefined> {
  try {
    const cdp = await context.newCDPSession(page);
    const { targetInfo } = await cdp.send("Target.getTargetInfo");
    await cdp.detach();
    return targetInfo.targetId;
  } catch {
    return undefined;
  }
}
