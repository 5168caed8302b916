import type { Browser } from "webextension-polyfill";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { type Hookswitch, launchHookswitch, untilStarted } from "./launch.ts";
import { reset } from "./reset.ts";
import { hasAllowedSite } from "./site-access.ts";
import { startWorker } from "./worker.ts";

declare const chrome: Browser;

/*
 * What the files of a worker share, if they take the production build and the environment as they are. It is started when a file
 * first asks for it. A fixture of Vitest's for the worker would be there once for each `test` that is made of another.
 */
let emulator: Emulator | undefined;
let browser: Hookswitch | undefined;

export async function sharedEmulator(): Promise<Emulator> {
  emulator ??= await startEmulator();
  return emulator;
}

/** Another one is started where a file has left one that cannot be made as new, so that no other file fails for that. */
export async function sharedBrowser(): Promise<Hookswitch> {
  if (browser !== undefined) {
    const isAsNew = await renew(browser).catch(() => false);
    if (isAsNew) return browser;
    await browser.close();
  }
  browser = await launchHookswitch({ emulator: await sharedEmulator() });
  await untilStarted(browser);
  await reset(browser);
  return browser;
}

/**
 * Undoes what a file has left besides what is reset after each test: what it has evaluated in the keeper, and what sites were to
 * answer, have stored and were permitted. Resolves with whether the browser is as new.
 */
async function renew(handle: Hookswitch): Promise<boolean> {
  if (hasAllowedSite(handle)) return false;
  const { context, keeper, keeperCdp } = handle;
  // The worker is told, too, and waited for.
  await startWorker(handle);
  await context.unrouteAll();
  await context.clearPermissions();
  const storageTypes = "cookies,local_storage";
  await keeperCdp.send("Storage.clearDataForOrigin", { origin: "*", storageTypes });
  await keeper.reload();
  await reset(handle);
  return await keeper.evaluate(() =>
    chrome.permissions.contains({ origins: chrome.runtime.getManifest().host_permissions ?? [] }),
  );
}

/** Ends what the worker has started. A second call does nothing. */
export async function endShared(): Promise<void> {
  const ending = [browser, emulator];
  browser = undefined;
  emulator = undefined;
  for (const each of ending) await each?.close();
}
