import { browser } from "./extension.ts";

/** Resets the worker's idle timer. Any call of the extension API does; this one is the cheapest. */
export function stayAwake(): void {
  browser.runtime.getPlatformInfo().catch(() => undefined);
}
