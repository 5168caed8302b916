import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FIREFOX_ID } from "../../../../scripts/build/firefox-manifest.ts";
import { ensureFirefox } from "../../../../scripts/firefox.ts";
import { packageZip } from "../../../../scripts/package.ts";
import type { Display } from "../display.ts";
import { readManifest } from "../extension-id.ts";
import { NO_BUS } from "../launch.ts";
import { isAlive, killTree } from "../processes.ts";
import { until } from "../wait.ts";
import type { ExotelProxy } from "./exotel-proxy.ts";
import { connectMarionette, type Marionette } from "./marionette.ts";

/** Where `npm run build:firefox` writes the extension. */
export const DIST_FIREFOX = resolve(import.meta.dirname, "../../../../dist-firefox");

/** Where Firefox writes the port that it has chosen for its remote control. */
const PORT_FILE = "MarionetteActivePort";

/** A running Firefox. */
export interface Firefox {
  readonly marionette: Marionette;
  readonly pid: number;
  /** The address of a file of the extension. */
  url(path: string): string;
  /** Runs the body of a function in the browser's own window, with its privileges, and resolves with what it returns. */
  inBrowser<T>(body: string): Promise<T>;
  /** Ends the browser as a person would, so that it writes its profile. */
  quit(): Promise<void>;
}

/** The profile's preferences: everything goes through the proxy, and nothing else comes up. */
function userPreferences(proxyPort: number, more: Readonly<Record<string, unknown>>): string {
  const all = {
    "marionette.port": 0,
    // Only Firefox ESR and the developers' editions let an extension in that Mozilla has not signed.
    "xpinstall.signatures.required": false,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": proxyPort,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": proxyPort,
    "network.proxy.allow_bypass": false,
    "network.proxy.failover_direct": false,
    "network.dns.disablePrefetch": true,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": false,
    "termsofuse.bypassNotification": true,
    ...more,
  };
  const lines = Object.entries(all).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  return `${lines.join("\n")}\n`;
}

/** A profile, in which Firefox can be started again and again. */
export interface FirefoxProfile {
  /** Starts Firefox, and resolves when the extension is there. The first start installs it, unless a policy does. */
  start(): Promise<Firefox>;
  /** Ends Firefox, if it runs, and removes the profile. */
  remove(): Promise<void>;
}

interface FirefoxOptions {
  /** The screen. */
  readonly display: Display;
  /** Through which it asks Exotel. */
  readonly proxy: ExotelProxy;
  /** What the profile has besides. */
  readonly preferences?: Readonly<Record<string, unknown>>;
  /** What its environment has besides this process's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes an empty profile. */
export function newFirefoxProfile({
  display,
  proxy,
  preferences = {},
  env = {},
}: FirefoxOptions): FirefoxProfile {
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-firefox-"));
  writeFileSync(join(profile, "user.js"), userPreferences(proxy.port, preferences));
  let child: ChildProcess | null = null;

  return {
    async start() {
      rmSync(join(profile, PORT_FILE), { force: true });
      child = spawn(
        ensureFirefox(),
        ["--marionette", "--remote-allow-system-access", "--new-instance", "--profile", profile],
        {
          env: { ...process.env, DISPLAY: display.name, DBUS_SESSION_BUS_ADDRESS: NO_BUS, ...env },
          stdio: "ignore",
          detached: true,
        },
      );
      const { pid } = child;
      if (pid === undefined) throw new Error("Firefox did not start");
      const marionette = await connectMarionette(await portOf(profile, pid));
      await marionette.send("WebDriver:NewSession", { acceptInsecureCerts: true });
      return await firefoxOf(marionette, pid, profile);
    },
    async remove() {
      if (child?.pid !== undefined && isAlive(child.pid)) await killTree(child.pid);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An unpacked extension as the package that Firefox installs. */
export async function packed(extension: string): Promise<Uint8Array> {
  return await packageZip(extension, readManifest(extension));
}

async function portOf(profile: string, pid: number): Promise<number> {
  const file = join(profile, PORT_FILE);
  return await until("Firefox's remote control", () => {
    if (!isAlive(pid)) throw new Error("Firefox ended as soon as it was started");
    return existsSync(file) && (Number(readFileSync(file, "utf8")) || null);
  });
}

async function firefoxOf(marionette: Marionette, pid: number, profile: string): Promise<Firefox> {
  async function inBrowser<T>(body: string): Promise<T> {
    await marionette.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await marionette.send<T>("WebDriver:ExecuteScript", { script: body, args: [] });
    } finally {
      await marionette.send("Marionette:SetContext", { value: "content" });
    }
  }
  const host = (): Promise<string | null> =>
    inBrowser(`return WebExtensionPolicy.getByID("${FIREFOX_ID}")?.mozExtensionHostname ?? null`);

  const isByPolicy = await inBrowser<boolean>(
    `return "${FIREFOX_ID}" in (Services.policies.getActivePolicies()?.ExtensionSettings ?? {})`,
  );
  if (!isByPolicy && (await host()) === null) {
    const file = join(profile, "hookswitch.xpi");
    writeFileSync(file, await packed(DIST_FIREFOX));
    await marionette.send("Addon:Install", { path: file, temporary: false });
  }
  const found = await until("the extension", host);
  return {
    marionette,
    pid,
    url: (path) => `moz-extension://${found}/${path}`,
    inBrowser,
    async quit() {
      await marionette.send("Marionette:Quit", { flags: ["eAttemptQuit"] });
      await until("Firefox to end", () => !isAlive(pid));
    },
  };
}
