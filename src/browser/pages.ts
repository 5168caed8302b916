import { browser } from "./extension.ts";

/** Opens the options page, or comes back to it where it is open already. */
export async function openOptions(): Promise<void> {
  await browser.runtime.openOptionsPage();
}
