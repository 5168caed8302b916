import type { Environment } from "../core/diagnostics.ts";
import { browser } from "./extension.ts";
import { isPinned } from "./pinned.ts";
import { boundShortcuts } from "./shortcuts.ts";
import { mayNotify } from "./test-notification.ts";

/** What the browser says of itself and of Hookswitch now, for the diagnostics. Never rejects. */
export async function environment(): Promise<Environment> {
  const [pinned, shortcuts, allowed, granted] = await Promise.all([
    isPinned(),
    boundShortcuts(),
    mayNotify(),
    browser.permissions.getAll().catch(() => ({})),
  ]);
  const { permissions = [], origins = [] } = granted as { permissions?: string[]; origins?: string[] };
  return {
    version: browser.runtime.getManifest().version,
    userAgent: navigator.userAgent,
    language: browser.i18n.getUILanguage(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    isOnline: navigator.onLine,
    isPinned: pinned,
    mayNotify: allowed,
    keys: shortcuts.filter(({ key }) => key !== "").map(({ command, key }) => `${command} ${key}`),
    permissions,
    origins,
  };
}
