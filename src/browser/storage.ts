import { AREAS, asItems, ITEMS, type ItemKey, type Items, keysOf, readItem } from "../store/items.ts";
import { browser } from "./extension.ts";

/** Where the disk's items are, in memory, while the disk is written anew. */
const COPY_KEY = "disk.copy";

/** Reads every item, in one round trip to each storage area. */
export async function loadItems(): Promise<Items> {
  const [local, { [COPY_KEY]: copy, ...session }] = await Promise.all([
    browser.storage.local.get(keysOf("local")),
    browser.storage.session.get([...keysOf("session"), COPY_KEY]),
  ]);
  return asItems({ ...(copy as object | undefined), ...local, ...session });
}

/** Writes items; rejects when the browser could not store them. For the background only. */
export async function saveItems(changes: Partial<Items>): Promise<void> {
  await Promise.all(
    AREAS.map((area) => {
      const entries = Object.entries(changes).filter(([key]) => ITEMS[key as ItemKey].area === area);
      return entries.length === 0 ? undefined : browser.storage[area].set(Object.fromEntries(entries));
    }),
  );
}

/**
 * Stores the items of the disk anew, and removes what else is there. The browser keeps a value that is merely removed
 * in its database's files for a long time; only an emptied database loses them.
 */
export async function rewriteDisk(items: Items): Promise<void> {
  const kept = Object.fromEntries(keysOf("local").map((key) => [key, items[key]]));
  // Should the disk be full, or the worker end in between, nothing is lost but by the browser's end in that moment.
  await browser.storage.session.set({ [COPY_KEY]: kept });
  await Promise.all([browser.storage.local.clear(), browser.storage.local.set(kept)]);
  await browser.storage.session.remove(COPY_KEY);
}

/** Removes everything that was ever stored, the vault's items included. */
export async function clearItems(): Promise<void> {
  await Promise.all(AREAS.map((area) => browser.storage[area].clear()));
}

/** Calls back with the items that changed, whoever changed them. Returns how to stop it. */
export function watchItems(changed: (changes: Partial<Items>) => void): () => void {
  const listener = (all: Record<string, { newValue?: unknown }>, area: string): void => {
    const keys = (Object.keys(all) as ItemKey[]).filter((key) => ITEMS[key]?.area === area);
    if (keys.length === 0) return;
    changed(
      Object.fromEntries(keys.map((key) => [key, readItem(key, all[key]?.newValue)])) as Partial<Items>,
    );
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}

/** Keeps both storage areas from content scripts, where the browser can (Firefox: session only). */
export async function restrictToOwnPages(): Promise<void> {
  await Promise.all(
    AREAS.map(async (area) => {
      const storage = browser.storage[area] as typeof browser.storage.local & {
        setAccessLevel?: (level: { accessLevel: "TRUSTED_CONTEXTS" }) => Promise<void>;
      };
      await storage.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
    }),
  );
}
