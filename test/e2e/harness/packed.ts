import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureBrowser } from "../../../scripts/browser.ts";
import { type Crx, packCrx } from "./crx.ts";
import { idOfUnpacked } from "./extension-id.ts";
import { DIST, type Hookswitch, type LaunchOptions, launchWith } from "./launch.ts";
import { isAlive } from "./processes.ts";
import { until } from "./wait.ts";

/** A packed extension that policy installs into one profile, which outlives its browsers. */
export interface Packed {
  readonly extensionId: string;
  readonly profileDir: string;
  /**
   * Starts a browser on the profile: the first time the extension is installed into it, later it is there from the
   * start. End one browser (`close` or `kill`) before the next.
   */
  launch(options?: Omit<LaunchOptions, "extension" | "profile">): Promise<Hookswitch>;
  /** Ends what browser still runs, and removes policy, profile and server. */
  remove(): Promise<void>;
}

/** Where each brand reads an administrator's policies on Linux, by the name that `--version` prints. */
const POLICY_ROOTS: readonly (readonly [name: string, directory: string])[] = [
  ["Google Chrome for Testing", "/etc/opt/chrome_for_testing"],
  ["Google Chrome", "/etc/opt/chrome"],
  ["Microsoft Edge", "/etc/opt/edge"],
  ["Chromium", "/etc/chromium"],
];

/** Why a packed extension cannot be installed by policy here, or undefined when it can. */
export async function installProblem(): Promise<string | undefined> {
  if (process.platform !== "linux") return "policies are files on Linux only";
  const directory = policyDirectory(await ensureBrowser());
  let existing = directory;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return undefined;
  } catch {
    return `no right to write to ${directory}: run as root, or make that folder this user's`;
  }
}

/**
 * Packs the extension with a fresh key, serves it on loopback and has policy install it. Unlike an unpacked extension
 * it keeps its alarms over a restart and gets `onInstalled` once. The policy is machine-wide for as long as this lasts:
 * call `remove` in `finally`. What a run that was ended before left behind is removed by the next one. No two at a time: only one
 * list of extensions holds.
 *
 * @throws Error that says why not, where `installProblem` does
 */
export async function installByPolicy(extension = DIST): Promise<Packed> {
  const problem = await installProblem();
  if (problem !== undefined) throw new Error(`Cannot install by policy: ${problem}`);
  const files = resolve(extension);
  const packed = await packCrx(files);
  const { id } = packed;
  const { install, remove } = await updateServer(() => [packed]);
  install([id]);

  const profileDir = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const running: Hookswitch[] = [];
  return {
    extensionId: id,
    profileDir,
    async launch(options = {}) {
      const handle = await launchWith(id, files, { ...options, profile: profileDir }, true);
      running.push(handle);
      return {
        ...handle,
        async kill() {
          // Chromium writes its list of extensions some ten seconds after an installation. A browser that is killed
          // before would install it anew at the next start, which is not the restart that a test means.
          await until("the profile to name the extension", () => profileNames(profileDir, id));
          await handle.kill();
        },
      };
    },
    async remove() {
      for (const handle of running) await handle.close();
      await remove();
      rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A server of extensions, and the policy that has them installed. */
export interface UpdateServer {
  /** For a manifest's `update_url`, without which the browser asks a store for newer versions. */
  readonly url: string;
  /** Has the browser install these, and look for what is newer of all that it has. */
  install(ids: readonly string[]): void;
  /** Removes policy and server. */
  remove(): Promise<void>;
}

/**
 * Serves extensions on loopback. What goes for `installByPolicy` goes for this.
 *
 * @param offered what there is to be had at present
 */
export async function updateServer(offered: () => readonly Crx[]): Promise<UpdateServer> {
  const server = await serve(offered);
  const { port } = server.address() as AddressInfo;
  const directory = policyDirectory(await ensureBrowser());
  const url = `http://127.0.0.1:${port}/update.xml`;
  const policy = join(directory, `hookswitch-test-${process.pid}-${port}.json`);
  const removePolicy = () => rmSync(policy, { force: true });
  mkdirSync(directory, { recursive: true });
  removeLeftovers(directory);
  process.once("exit", removePolicy);
  return {
    url,
    install(ids) {
      const policies = {
        ExtensionInstallForcelist: ids.map((id) => `${id};${url}`),
        // By default no debugger may attach to what policy installs, and Playwright loses each of its pages.
        DeveloperToolsAvailability: 1,
      };
      writeFileSync(`${policy}.new`, JSON.stringify(policies));
      renameSync(`${policy}.new`, policy);
    },
    async remove() {
      removePolicy();
      process.off("exit", removePolicy);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What an administrator sets for an extension (storage.managed). */
export interface Policy {
  /**
   * Sets it for every browser on this machine, those that run included: these see it within some seconds.
   *
   * @param pins whether the extension's button is pinned to the toolbar, too
   */
  set(values: Record<string, unknown>, pins?: boolean): void;
  /** Keeps it from hosts (`runtime_blocked_hosts`; patterns), and sets nothing else. */
  blockHosts(hosts: readonly string[]): void;
  /** Removes it. */
  remove(): void;
}

/** Readies a machine-wide policy for an unpacked extension whose manifest has a `key`. What goes for `policyFor` goes for this. */
export function extensionPolicy(extension = DIST): Promise<Policy> {
  return policyFor(idOfUnpacked(resolve(extension)));
}

/** Readies a machine-wide policy for an extension. Call `remove` in `finally`, and have no two at a time. */
export async function policyFor(id: string): Promise<Policy> {
  const directory = policyDirectory(await ensureBrowser());
  const file = join(directory, `hookswitch-test-${process.pid}-managed.json`);
  const remove = () => {
    rmSync(file, { force: true });
    process.off("exit", remove);
  };
  mkdirSync(directory, { recursive: true });
  removeLeftovers(directory);
  process.once("exit", remove);
  const put = (policies: object) => {
    // Put in place as a whole: the browser may look at any moment.
    writeFileSync(`${file}.new`, JSON.stringify(policies));
    renameSync(`${file}.new`, file);
  };
  return {
    set: (values, pins = false) =>
      put({
        "3rdparty": { extensions: { [id]: values } },
        ...(pins && { ExtensionSettings: { [id]: { toolbar_pin: "force_pinned" } } }),
      }),
    blockHosts: (hosts) => put({ ExtensionSettings: { [id]: { runtime_blocked_hosts: hosts } } }),
    remove,
  };
}

function removeLeftovers(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = /^hookswitch-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(directory, name), { force: true });
  }
}

/** The folder in which a browser looks for an administrator's policies. */
export function policyDirectory(browser: string): string {
  const { stdout } = spawnSync(browser, ["--version"], { encoding: "utf8" });
  const root = POLICY_ROOTS.find(([name]) => stdout.startsWith(name))?.[1] ?? "/etc/chromium";
  return join(root, "policies/managed");
}

/** @param offered what there is to be had at present */
async function serve(offered: () => readonly Crx[]): Promise<Server> {
  const server = createServer((request, response) => {
    const wanted = offered().find(({ id }) => request.url?.startsWith(`/${id}.crx`));
    if (wanted !== undefined) {
      response.setHeader("content-type", "application/x-chrome-extension").end(wanted.crx);
      return;
    }
    const apps = offered().map(({ id, version }) => {
      const codebase = `http://${request.headers.host}/${id}.crx`;
      return `<app appid="${id}"><updatecheck codebase="${codebase}" version="${version}"/></app>`;
    });
    response.setHeader("content-type", "text/xml").end(`<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">${apps.join("")}</gupdate>`);
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  return server;
}

function profileNames(profile: string, id: string): boolean {
  return ["Secure Preferences", "Preferences"].some((name) => {
    try {
      const preferences = JSON.parse(readFileSync(join(profile, "Default", name), "utf8")) as {
        extensions?: { settings?: Record<string, unknown> };
      };
      return preferences.extensions?.settings?.[id] !== undefined;
    } catch {
      return false;
    }
  });
}
