import type { OptionsField } from "../core/field-to-mend.ts";
import { browser } from "./extension.ts";

/** Opens the page that checks the set-up, in a tab of its own. */
export async function openSetUpCheck(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL("src/set-up-check/set-up-check.html") });
}

/**
 * Opens the options page, or brings it to the front if it is already open. Works in a page, not in the background.
 *
 * @param field becomes the fragment of the page's address. An open page gets a `hashchange` event, even if it had this fragment.
 */
export async function openOptions(field?: OptionsField): Promise<void> {
  const address = browser.runtime.getURL("src/options/options.html");
  const open = browser.extension
    .getViews({ type: "tab" })
    .find(({ location }) => location.href.startsWith(address));
  if (field !== undefined && open === undefined) {
    await browser.tabs.create({ url: `${address}#${field}` });
    return;
  }
  if (field !== undefined && open !== undefined) {
    open.location.hash = "";
    open.location.hash = field;
  }
  await browser.runtime.openOptionsPage();
}
