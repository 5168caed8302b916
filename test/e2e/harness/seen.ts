import type { Hookswitch } from "./launch.ts";
import { until } from "./wait.ts";

/** A worker that writes down what happens to it. */
export const SEEING_WORKER = `
let last = Promise.resolve();
const see = (what) => {
  last = last.then(async () => {
    const { seen = [] } = await chrome.storage.local.get("seen");
    await chrome.storage.local.set({ seen: [...seen, what] });
  });
};
see("start");
chrome.runtime.onInstalled.addListener(({ reason }) => see(reason));
chrome.runtime.onStartup.addListener(() => see("startup"));
chrome.alarms.onAlarm.addListener(({ name }) => see("alarm " + name));
`;

/** What such a worker has seen, in the order of arrival. */
export async function seen(handle: Hookswitch): Promise<string[]> {
  return await handle.keeper.evaluate("chrome.storage.local.get({ seen: [] }).then(({ seen }) => seen)");
}

/** Waits until it has seen `what`, and resolves with all that it has seen. */
export async function untilSeen(handle: Hookswitch, what: string): Promise<string[]> {
  return await until(`the worker to see ${what}`, async () => {
    const all = await seen(handle);
    return all.includes(what) ? all : undefined;
  });
}
