import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";

/** How often the browser is shown that the worker is at work, ms: it ends one that has been idle for 30 s. */
const EVERY = 20_000;

/**
 * Keeps the worker alive while credentials are in the memory only. An update empties the memory, and the browser puts it
 * in place as soon as no worker lives, whether or not somebody listens for it; while one lives, it waits for the browser's
 * next start, when the memory is empty anyway. The returned function is to be called after every change of the items.
 */
export function createKeepAlive(platform: Platform): (items: Items) => void {
  let latest: Items | null = null;
  let isKept = false;

  function keep(): void {
    if (isKept || latest === null || !wouldBeLost(latest)) return;
    isKept = true;
    platform.after(EVERY, () => {
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
