import type { MenuId, MenuItem } from "../core/menu.ts";
import { browser } from "./extension.ts";
import { inPlainWords } from "./i18n.ts";

/** Calls back with each choice in the toolbar icon's context menu, but opens the history page itself. */
export function watchMenu(chosen: (id: MenuId) => void): void {
  browser.contextMenus.onClicked.addListener(({ menuItemId }) => {
    const id = menuItemId as MenuId;
    if (id === "history")
      void browser.tabs.create({ url: browser.runtime.getURL("src/history/history.html") });
    else chosen(id);
  });
}

let shown: Promise<unknown> = Promise.resolve();

/**
 * Shows items of the menu as they are now. The browser keeps them when the worker stops and when it restarts, and forgets them at an
 * update: what is not there is created, in order. Never rejects.
 */
export function showMenu(items: readonly MenuItem[]): void {
  shown = shown.then(() => show(items)).catch(() => undefined);
}

async function show(items: readonly MenuItem[]): Promise<void> {
  const missing = await Promise.all(
    items.map((item) =>
      update(item).then(
        () => null,
        () => item,
      ),
    ),
  );
  for (const item of missing) if (item !== null) await create(item);
}

function update({ id, title, visible, checked }: MenuItem): Promise<void> {
  return browser.contextMenus.update(id, {
    title: inPlainWords(title),
    visible,
    ...(checked !== undefined && { checked }),
  });
}

function create({ id, parentId, title, visible, checked }: MenuItem): Promise<void> {
  const properties = {
    id,
    title: inPlainWords(title),
    visible,
    contexts: ["action" as const],
    ...(parentId !== undefined && { parentId }),
    ...(checked !== undefined && { type: "checkbox" as const, checked }),
  };
  return new Promise((resolve) => {
    browser.contextMenus.create(properties, () => {
      // Reading it tells the browser that a failure is no surprise. The worker's next start tries again.
      void browser.runtime.lastError;
      resolve();
    });
  });
}
