import { browser } from "./extension.ts";

/** A command from the manifest with the key actually bound to it. */
export interface Shortcut {
  readonly command: string;
  /** As the browser writes it, such as `Alt+Shift+S`; empty if no key is set. */
  readonly key: string;
}

/** The keys as the browser has bound them. It leaves a suggested key that was taken unbound. Empty if it cannot tell. */
export async function boundShortcuts(): Promise<readonly Shortcut[]> {
  const commands = await browser.commands.getAll().catch(() => []);
  return commands.flatMap(({ name, shortcut }) => (name ? [{ command: name, key: shortcut ?? "" }] : []));
}

type Commands = typeof browser.commands & {
  /** Firefox's way to its page for shortcuts. */
  readonly openShortcutSettings?: () => Promise<void>;
};

/** Whether a key can be made to work while another program is in front: on Chromium's page for shortcuts it can. */
export function offersGlobalKeys(): boolean {
  return (browser.commands as Commands).openShortcutSettings === undefined;
}

/** Opens the browser's own page for changing shortcuts; an extension cannot change them itself. */
export async function openShortcutSettings(): Promise<void> {
  const commands = browser.commands as Commands;
  if (commands.openShortcutSettings) await commands.openShortcutSettings();
  else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
}
