import type { FrontTab } from "../core/softphone-tab/softphone-line.ts";
import { browser } from "./extension.ts";

/**
 * The tab in front of the popup's window, if it shows a web page; otherwise `null`. The browser shows the address because the
 * agent has opened the popup over this tab (`activeTab`). Never rejects.
 */
export async function frontTab(): Promise<FrontTab | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true }).catch(() => []);
  const { id, url } = tab ?? {};
  return id === undefined || url === undefined || !/^https?:/.test(url) ? null : { id, address: url };
}
