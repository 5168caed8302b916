import { browser } from "./extension.ts";

/** Opens the options page, or brings it to the front if it is already open. */
export async function openOptions(): Promise<void> {
  await browser.runtime.openOptionsPage();
}
