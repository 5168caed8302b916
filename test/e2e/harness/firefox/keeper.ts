import { OTHER_KEYS } from "../../../../src/store/items.ts";
import { DEMO_ENTRIES } from "../options-page.ts";
import type { Firefox } from "./launch.ts";
import { type FirefoxPage, openPage } from "./page.ts";

/** A page of the extension that runs no script: what happens in the background can be seen there without waking it. */
export async function openKeeper(firefox: Firefox): Promise<FirefoxPage> {
  return await openPage(firefox, "manifest.json");
}

/** Connects the demo agent with the options page's own command, where set-up itself is not what is tested. */
export async function connect(keeper: FirefoxPage, keepSignedIn = true): Promise<void> {
  const { token, keepSignedIn: _, ...ids } = DEMO_ENTRIES;
  const reply = await keeper.run<{ ok: boolean } | undefined>(
    "await browser.storage.session.set(args[0]); return browser.runtime.sendMessage(args[1]);",
    { [OTHER_KEYS.staged]: { api: "integrations-core", appToken: token } },
    { type: "connect", account: { api: "integrations-core", ...ids }, keepSignedIn },
  );
  if (reply?.ok !== true) throw new Error(`It is not connected: ${JSON.stringify(reply)}`);
}

/** The badge's text, and the tooltip. */
export async function badge(keeper: FirefoxPage): Promise<string> {
  const [text, title] = await keeper.run<string[]>(
    "return Promise.all([browser.action.getBadgeText({}), browser.action.getTitle({})])",
  );
  return `${text}: ${title}`;
}
