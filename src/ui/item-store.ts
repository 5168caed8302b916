import { send } from "../browser/commands.ts";
import { loadItems, watchItems } from "../browser/storage.ts";
import { AREAS, asItems, type Items, isPresent } from "../store/items.ts";
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
  let items: Items = { ...(await readWhole()), ...early };
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
      const { local, session } = await loadItems();
      // A change that was heard of meanwhile is newer than what was read.
      items = { ...asItems({ ...local, ...session }), ...early };
      changed();
      return items;
    },
  };
}

/** Paints for the first time. Damaged items can fail it: the background mends them when it starts, before it replies. */
export async function paintFirst(paint: () => void, { reload }: ItemStore): Promise<void> {
  try {
    paint();
  } catch {
    await send({ type: "refresh" });
    await reload();
    paint();
  }
}

async function read(): Promise<Items | "of another version"> {
  const stored = await loadItems();
  if (!AREAS.every((area) => isPresent(area, stored[area]))) return "of another version";
  return asItems({ ...stored.local, ...stored.session });
}

/**
 * Waits until the storage can be read, and holds items of this version: the background brings those of another into shape
 * when it starts, before it replies.
 */
async function readWhole(isAsked = false): Promise<Items> {
  const found = await read().catch(() => "unreadable" as const);
  if (typeof found === "object") return found;
  if (found === "of another version" && !isAsked) {
    await send({ type: "refresh" });
    return readWhole(true);
  }
  showUnreadableNote();
  await new Promise((resolve) => setTimeout(resolve, AGAIN));
  return readWhole(isAsked);
}
