import type { PageProbe } from "../agent/platform.ts";
import { PROBE_CHANGED, PROBE_QUESTION } from "../core/softphone-tab/probe-messages.ts";
import { browser } from "./extension.ts";
import { hasSitePermission, removeSitePermission } from "./site-permission.ts";
import { restrictToOwnPages } from "./storage.ts";

/** Where `scripts/build.ts` puts the script. */
const SCRIPT = "src/probe/probe.js";

/** The probe of the softphone's page: a script that is brought into a watched tab when its page does not answer yet. */
export const pageProbe: PageProbe = {
  isAllowed: hasSitePermission,
  forget: removeSitePermission,
  async ask(tab) {
    // There is no script after the page was loaded, nor after the extension was updated.
    return question(tab).catch(() =>
      bringScript(tab)
        .then(() => question(tab))
        .catch(() => null),
    );
  },
};

function question(tab: number): Promise<unknown> {
  return browser.tabs.sendMessage(tab, PROBE_QUESTION, { frameId: 0 });
}

async function bringScript(tab: number): Promise<void> {
  // Whoever breaks out of the page's own scripts into ours must not find our storage open.
  await restrictToOwnPages();
  await browser.scripting.executeScript({
    target: { tabId: tab, frameIds: [0] },
    files: [SCRIPT],
    injectImmediately: true,
  });
}

/** A tab whose page says that the microphone's permission or the audio devices have changed. */
export interface ChangedPage {
  readonly tab: number;
  readonly address: string;
}

/**
 * Reads the only message that the script in a page may send. The worker decides if the tab is a watched one.
 *
 * @returns `null` for any other message, and for one from anybody else
 */
export function asChangedPage(
  message: unknown,
  { id, url, frameId, tab }: { id?: string; url?: string; frameId?: number; tab?: { id?: number } },
): ChangedPage | null {
  const isChange = (message as { type?: unknown } | null | undefined)?.type === PROBE_CHANGED.type;
  const isFromPage = id === browser.runtime.id && frameId === 0;
  if (!isChange || !isFromPage || tab?.id === undefined || url === undefined) return null;
  return { tab: tab.id, address: url };
}
