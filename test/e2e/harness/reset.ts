import type { Browser } from "webextension-polyfill";
import type { Hookswitch } from "./launch.ts";
import { goOnline } from "./network.ts";
import { stopWorker } from "./worker.ts";

declare const chrome: Browser;

/** How often what the worker wrote while it was being reset is cleared anew. */
const ROUNDS = 5;

/**
 * Makes a browser as good as new for the next test: pages closed, worker stopped, network back, and the extension's
 * storage, alarms, notifications, badge and tooltip as after an installation. `onInstalled` does not fire again.
 *
 * @throws Error when the extension keeps writing
 */
export async function reset(handle: Hookswitch): Promise<void> {
  await goOnline(handle);
  await handle.closePopup();
  for (const page of handle.context.pages()) if (page !== handle.keeper) await page.close();
  for (let round = 0; round < ROUNDS; round += 1) {
    await stopWorker(handle);
    await handle.keeper.evaluate(async () => {
      const areas = [chrome.storage.local, chrome.storage.session];
      await Promise.all(areas.map((area) => area.clear()));
      await new Promise((done) => {
        indexedDB.deleteDatabase("history").onsuccess = done;
      });
      await chrome.alarms.clearAll();
      // The harness's own extensions have no permission for them.
      for (const id of Object.keys((await chrome.notifications?.getAll()) ?? {})) {
        await chrome.notifications.clear(id);
      }
      await chrome.action.setBadgeText({ text: "" });
      await chrome.action.setTitle({ title: chrome.runtime.getManifest().action?.default_title ?? "" });
    });
    await stopWorker(handle);
    if (await isPristine(handle)) return;
  }
  throw new Error(`The extension kept writing over ${ROUNDS} resets`);
}

async function isPristine(handle: Hookswitch): Promise<boolean> {
  return await handle.keeper.evaluate(async () => {
    const [local, session, alarms] = await Promise.all([
      chrome.storage.local.get(),
      chrome.storage.session.get(),
      chrome.alarms.getAll(),
    ]);
    return Object.keys({ ...local, ...session }).length + alarms.length === 0;
  });
}
