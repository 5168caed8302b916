import type { Hookswitch } from "./launch.ts";
import { startWorker, workerIsRunning } from "./worker.ts";

const offline = new WeakSet<object>();

/**
 * Takes the network away from every page and from the worker, a worker that starts later included, and turns
 * `navigator.onLine` to false in all of them. Their requests fail at once; loopback is no exception.
 */
export async function goOffline(handle: Hookswitch): Promise<void> {
  offline.add(handle.context);
  // A stopped worker is told as well, and waited for until its alarm starts it. Signed out, it has none.
  const alarms: unknown[] = await handle.keeper.evaluate("chrome.alarms.getAll()");
  if (alarms.length === 0 && !(await workerIsRunning(handle))) await startWorker(handle);
  await handle.context.setOffline(true);
}

/**
 * Gives the network back. A worker that was stopped without it is started first: nobody else could tell it, and it
 * would stay without in all its lives.
 */
export async function goOnline(handle: Hookswitch): Promise<void> {
  if (!offline.delete(handle.context)) return;
  if (!(await workerIsRunning(handle))) await startWorker(handle);
  await handle.context.setOffline(false);
}
