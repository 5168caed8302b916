import type { Hookswitch } from "./launch.ts";

/**
 * Takes the network away from every page and from the worker, a worker that starts later included, and turns
 * `navigator.onLine` to false in all of them. Their requests fail at once; loopback is no exception.
 */
export async function goOffline(handle: Hookswitch): Promise<void> {
  await handle.context.setOffline(true);
}

/** Gives the network back. */
export async function goOnline(handle: Hookswitch): Promise<void> {
  await handle.context.setOffline(false);
}
