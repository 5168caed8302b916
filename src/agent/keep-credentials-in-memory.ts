import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";

/** How often to call the browser, ms. It stops a worker that has been idle for 30 s. */
const INTERVAL = 20_000;

/**
 * Keeps the worker alive while credentials are in memory only. An update clears that memory. The browser installs an update
 * as soon as no worker is alive, whether or not anything listens for it. While one is alive, the update waits for the
 * browser's next start, when the memory is empty anyway.
 *
 * @returns a function to call after every change of the items
 */
export function keepCredentialsInMemory(platform: Platform): (items: Items) => void {
  let latest: Items | null = null;
  let isKept = false;

  function keep(): void {
    if (isKept || latest === null || !wouldBeLost(latest)) return;
    isKept = true;
    platform.after(INTERVAL, () => {
      isKept = false;
      if (latest !== null && wouldBeLost(latest)) platform.stayAwake();
      keep();
    });
  }

  return (items) => {
    latest = items;
    keep();
  };
}

function wouldBeLost({ account, keepSignedIn, status }: Items): boolean {
  return account !== null && !keepSignedIn && status.credentials !== "missing";
}
