import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Command } from "../../src/browser/commands.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { DEMO } from "../emulator/emulator.ts";
import { eventually } from "./agent-view.ts";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { type Crx, newPackingKey, packCrx } from "./harness/crx.ts";
import { test as base } from "./harness/fixtures.ts";
import { DIST } from "./harness/launch.ts";
import { installProblem, updateServer } from "./harness/packed.ts";
import { launchUnattached, type Unattached } from "./harness/unattached.ts";

const NEXT_VERSION = "99.0.0";

/** How long a busy machine may take to see a policy, to look for updates and to put them in place: many times the usual. */
const UPDATE_MS = 240_000;
/** More than the 30 s after which an idle worker dies. */
const IDLE_DEATH_MS = 60_000;

/** A worker that does nothing, and that each new version starts. */
const STARTED_BY_UPDATES = "chrome.runtime.onInstalled.addListener(() => {});";

/** The product and an extension that does nothing, in two versions each, and one that is there in one only. */
const test = base.extend("server", async ({ skip }, { onCleanup }) => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const bare = writeBareExtension({ worker: STARTED_BY_UPDATES });
  let offered: readonly Crx[] = [];
  const server = await updateServer(() => offered);
  onCleanup(() => server.remove());
  const versions = async (directory: string) => {
    const [key, update_url] = [newPackingKey(), server.url];
    const now = await packCrx(directory, { key, manifest: { update_url } });
    return [now, await packCrx(directory, { key, manifest: { update_url, version: NEXT_VERSION } })] as const;
  };
  const [product, idle] = [await versions(DIST), await versions(bare.directory)];
  const other = await packCrx(bare.directory);
  bare.remove();
  offered = [product[0], idle[0], other];
  const ids = [product[0].id, idle[0].id];
  server.install(ids);
  return {
    id: product[0].id,
    idleId: idle[0].id,
    offerNext() {
      offered = [product[1], idle[1], other];
      // What is new in the list has the browser look for all that is newer.
      server.install([...ids, other.id]);
    },
  };
});

/** Signs in for the memory only, and has the status read so seldom that no alarm keeps the worker alive. */
async function signIn(browser: Unattached): Promise<void> {
  const { customerId, appId, userId, token } = DEMO.integrations;
  const send = (command: Command) =>
    browser.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
  await browser.evaluate(
    `chrome.storage.session.set({ "vault.staged": ${JSON.stringify({ api: "integrations-core", appToken: token })} })`,
  );
  const account = { api: "integrations-core", customerId, appId, userId } as const;
  expect(await send({ type: "connect", account, keepSignedIn: false })).toMatchObject({ ok: true });
  const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 600, slowestMinutes: 60 };
  expect(await send({ type: "change-settings", settings })).toMatchObject({ ok: true });
}

test("an update waits for the browser's next start where it would sign the agent out", {
  timeout: 900_000,
}, async ({ server, emulator }) => {
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
  const launch = () => launchUnattached({ emulator, profile: directory, installedId: server.id });
  const version = (browser: Unattached) => browser.evaluate("chrome.runtime.getManifest().version");
  const badge = (browser: Unattached) => browser.evaluate("chrome.action.getBadgeText({})");
  let browser = await launch();
  try {
    const first = await version(browser);
    expect(first).not.toBe(NEXT_VERSION);
    await signIn(browser);
    await eventually(() => badge(browser)).toBe("SIP");
    await browser.closePages();
    // An extension that does nothing shows what the browser does meanwhile: it ends the workers that are idle, …
    const idleRuns = () => browser.workerIsRunning(server.idleId);
    await eventually(idleRuns, IDLE_DEATH_MS).toBe(false);
    server.offerNext();
    // … puts the new version in place, whose worker runs for a while, and ends that.
    await eventually(idleRuns, UPDATE_MS).toBe(true);
    await eventually(idleRuns, IDLE_DEATH_MS).toBe(false);
    expect(await version(browser)).toBe(first);
    expect(await badge(browser)).toBe("SIP");
    await browser.end();

    browser = await launch();
    await eventually(() => version(browser).catch(String), UPDATE_MS).toBe(NEXT_VERSION);
    await eventually(() => badge(browser)).toBe("KEY");
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
});
