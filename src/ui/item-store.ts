import { loadItems, watchItems } from "../browser/storage.ts";
import type { Items } from "../store/items.ts";
import { showUnreadableNote } from "./unreadable-note.tsx";

/** What is stored, as a page last heard of it. */
export interface ItemStore {
  items(): Items;
  /** Calls back after each change. */
  watch(changed: () => void): void;
  /** Reads everything again, for when a reply came before the change that it speaks of. */
  reload(): Promise<Items>;
}

/** How soon storage that could not be read is tried again, ms. */
const AGAIN = 1_000;

/** Reads everything that is stored, and keeps up with its changes. Waits until the browser can read it. */
export async function openItems(): Promise<ItemStore> {
  let changed = (): void => undefined;
  // Watched before it is read, so that a change in between is not missed.
  let early: Partial<Items> = {};
  let take = (changes: Partial<Items>): void => {
    early = { ...early, ...changes };
  };
  watchItems((changes) => take(changes));
  let items: Items = { ...(await read()), ...early };
  take = (changes) => {
    early = { ...early, ...changes };
    items = { ...items, ...changes };
    changed();
  };
  return {
    items: () => items,
    watch(callback) {
      changed = callback;
    },
    async reload() {
      early = {};
      const loaded = await loadItems();
      // A change that was heard of meanwhile is newer than what was read.
      items = { ...loaded, ...early };
      changed();
      return items;
    },
  };
}

function read(): Promise<Items> {
  return loadItems().catch(() => {
    showUnreadableNote();
    return new Promise((resolve) => setTimeout(() => resolve(read()), AGAIN));
  });
}
