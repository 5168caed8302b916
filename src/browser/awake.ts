import { browser } from "./extension.ts";

/** Any call of the extension API shows the browser that the worker is at work; this one is the cheapest. */
export function stayAwake(): void {
  browser.runtime.getPlatformInfo().catch(() => undefined);
}
