import {
  AREAS,
  ITEMS,
  type ItemKey,
  type Items,
  keysOf,
  OTHER_KEYS,
  type Stored,
  toStore,
} from "../store/items.ts";
import { browser } from "./extension.ts";

const { copy: COPY_KEY, version: VERSION_KEY } = OTHER_KEYS;

/** Reads every item as stored, in one round trip to each storage area. */
export async function loadItems(): Promise<Stored> {
  const [local, { [COPY_KEY]: copy, ...session }] = await Promise.all([
    browser.storage.local.get([...keysOf("local"), VERSION_KEY]),
    browser.storage.session.get([...keysOf("session"), VERSION_KEY, COPY_KEY]),
  ]);
  return { local: { ...(copy as object | undefined), ...local }, session };
}

/** Writes items. Rejects when the browser cannot store them. For the background only. */
export async function saveItems(changes: Partial<Items>): Promise<void> {
  await Promise.all(
    AREAS.map((area) => {
      const entries = toStore(area, changes);
      return entries === null ? undefined : browser.storage[area].set(entries);
    }),
  );
}

/**
 * Clears the disk and stores the items again. The browser keeps a removed value in its database files for a long time; only
 * clearing the database erases it.
 */
export async function rewriteDisk(items: Items): Promise<void> {
  const kept = toStore("local", items) ?? {};
  // If the disk is full or the worker dies midway, the copy survives. Only the end of the browser at that moment loses it.
  await browser.storage.session.set({ [COPY_KEY]: kept });
  await Promise.all([browser.storage.local.clear(), browser.storage.local.set(kept)]);
  await browser.storage.session.remove(COPY_KEY);
}

/** Removes everything stored, including the vault's items, but for these. All of it reaches the browser in one turn. */
export async function clearItems(kept: Partial<Items>): Promise<void> {
  await Promise.all(
    AREAS.flatMap((area) => {
      const entries = toStore(area, kept);
      const { [area]: storage } = browser.storage;
      return [storage.clear(), entries && storage.set(entries)];
    }),
  );
}

/** Calls back with changed items, whoever changed them. Returns a function that stops it. */
export function watchItems(changed: (changes: Partial<Items>) => void): () => void {
  const listener = (all: Record<string, { newValue?: unknown }>, area: string): void => {
    const keys = (Object.keys(all) as ItemKey[]).filter((key) => ITEMS[key]?.area === area);
    if (keys.length === 0) return;
    changed(
      Object.fromEntries(
        keys.map((key) => [key, all[key]?.newValue ?? ITEMS[key].default]),
      ) as Partial<Items>,
    );
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}

/**
 * Blocks content scripts from what is stored, and from the administrator's policy, where the browser can (Chrome up to 139, Firefox:
 * `session` only).
 */
export async function restrictToOwnPages(): Promise<void> {
  await Promise.all(
    [...AREAS, "managed" as const].map(async (area) => {
      const storage = browser.storage[area] as typeof browser.storage.local & {
        setAccessLevel?: (level: { accessLevel: "TRUSTED_CONTEXTS" }) => Promise<void>;
      };
      await storage.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
    }),
  );
}
