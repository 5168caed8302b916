import type { BrowserTabs, TabEvent } from "../agent/platform.ts";
import type { TabFacts } from "../core/softphone-tab/softphone-tab.ts";
import { browser } from "./extension.ts";

/** The parts of a tab that are used here. The polyfill's types lack `frozen`, which Firefox lacks too. */
type Tab = Awaited<ReturnType<typeof browser.tabs.get>> & { readonly frozen?: boolean };

/** @param listen begins to listen to what happens to tabs, or ends it */
export function browserTabs(listen: (isNeeded: boolean) => void): BrowserTabs {
  return {
    get: (id) => browser.tabs.get(id).then(factsOf, () => null),
    async find(site) {
      const found = await browser.tabs.query({ url: site }).catch(() => []);
      return found.filter(({ id }) => id !== undefined).map(factsOf);
    },
    async keep(id, isKept) {
      // Firefox has no such setting, and rejects.
      await browser.tabs.update(id, { autoDiscardable: !isKept } as object).catch(() => undefined);
    },
    async show(id, reloads) {
      try {
        const { windowId } = await browser.tabs.update(id, { active: true });
        if (reloads) await browser.tabs.reload(id);
        if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
      } catch {
        // The tab is gone, which the next look sees.
      }
    },
    async open(url) {
      const { id, windowId } = await browser.tabs.create({ url });
      if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
      return id ?? browser.tabs.TAB_ID_NONE;
    },
    async unmute(id) {
      await browser.tabs.update(id, { muted: false }).catch(() => undefined);
    },
    listen,
  };
}

/**
 * Calls back with what happens to any tab. The browser starts the worker for it, and cannot be asked about one tab only, so it is
 * ended where no tab is watched.
 *
 * @returns begins to listen, or ends it
 */
export function watchTabs(happened: (event: TabEvent) => void): (isNeeded: boolean) => void {
  const removed = (id: number): void => happened({ kind: "removed", id });
  const replaced = (by: number, id: number): void => happened({ kind: "replaced", id, by });
  const updated = (id: number, { status }: { status?: string }, { url }: Tab): void =>
    happened({ kind: "updated", id, isLoading: status === "loading", address: url ?? null });
  let isListening = false;

  function listen(isNeeded: boolean): void {
    if (isNeeded === isListening) return;
    isListening = isNeeded;
    const change = isNeeded ? "addListener" : "removeListener";
    browser.tabs.onRemoved[change](removed);
    browser.tabs.onReplaced?.[change](replaced);
    browser.tabs.onUpdated[change](updated);
  }
  listen(true);
  return listen;
}

function factsOf(tab: Tab): TabFacts {
  return {
    id: tab.id ?? browser.tabs.TAB_ID_NONE,
    // Without a permission, the browser leaves it out. A new tab has none yet.
    address: tab.url || null,
    load: tab.status === "loading" || tab.status === "unloaded" ? tab.status : "complete",
    isDiscarded: tab.discarded === true,
    isFrozen: tab.frozen === true,
    isMuted: tab.mutedInfo?.muted === true,
  };
}
