import { send } from "../browser/commands.ts";
import { loadItems, watchItems } from "../browser/storage.ts";
import { AREAS, asItems, type Items, isPresent } from "../store/items.ts";
import { showUnreadableNote } from "./unreadable-note.tsx";

/** A page's copy of the stored items. */
export interface ItemStore {
  items(): Items;
  /** Calls back after each change. */
  watch(changed: () => void): void;
  /** Reads everything again: a reply can come before the change it reports. */
  reload(): Promise<Items>;
}

/** How soon to retry after storage could not be read, ms. */
const RETRY_AFTER = 1_000;

/** Reads the stored items and follows their changes. Waits until the browser can read them. */
export async function openItems(): Promise<ItemStore> {
  let changed = (): void => undefined;
  // Watch before reading, so that no change in between is missed.
  let early: Partial<Items> = {};
  let take = (changes: Partial<Items>): void => {
    early = { ...early, ...changes };
  };
  watchItems((changes) => take(changes));
  let items: Items = { ...(await readWhenReady()), ...early };
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
      // A change reported meanwhile is newer than the items read.
      items = { ...asItems({ ...local, ...session }), ...early };
      changed();
      return items;
    },
  };
}

/** Paints for the first time. If damaged items make it fail, has the background repair them: it does so before it replies. */
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
 * Waits until the storage is readable and holds items of this version. The background migrates items of another version when
 * it starts, before it replies.
 */
async function readWhenReady(isAsked = false): Promise<Items> {
  const found = await read().catch(() => "unreadable" as const);
  if (typeof found === "object") return found;
  if (found === "of another version" && !isAsked) {
    await send({ type: "refresh" });
    return readWhenReady(true);
  }
  showUnreadableNote();
  await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
  return readWhenReady(isAsked);
}
