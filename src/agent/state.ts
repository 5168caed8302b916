import { remember } from "../core/devices/last-on.ts";
import { changed as changedStatus, INITIAL_STATUS, type Status } from "../core/devices/status.ts";
import { elsewhereBy, type ServerWaits, waitsBy } from "../core/polling/server-waits.ts";
import { clearedBy, type ItemKey, type Items, type Stored } from "../store/items.ts";
import { load } from "../store/load.ts";
import type { Platform } from "./platform.ts";

/**
 * The background's state: read once when the worker starts, changed in memory, and written
 * through. As nothing else writes, memory and storage agree.
 */
export interface State {
  /** Resolves when the items are there; everything else waits for it first. */
  readonly loaded: Promise<void>;
  readonly items: Items;
  /** The server's waits, by the clock as it is now. */
  waits(): ServerWaits;
  /**
   * Writes the server's waits down anew where the clock was set back, so that they end; at the beginning of whatever may
   * depend on them.
   */
  followClock(): Promise<void>;
  /**
   * Another number after each of the agent's changes of account, and in the middle of one. What was begun for another
   * generation must not be recorded in this one.
   */
  readonly generation: number;
  /** Calls back after every change, and once when the items have been loaded. */
  watch(changed: (items: Items) => void): void;
  /** Calls back when the browser could not read its storage; it is tried again. */
  watchUnreadable(callBack: () => void): void;
  /** Changes items; tells whether the browser could store them. */
  set(changes: Partial<Items>): Promise<boolean>;
  setStatus(changes: Partial<Status>): Promise<boolean>;
  /** Begins a new generation with these items, for another account. */
  begin(changes: Partial<Items>): Promise<boolean>;
  /** Stores everything anew on a disk that keeps no trace of what else was there. */
  rewrite(): Promise<void>;
  /** Forgets everything, in storage too. */
  forget(): Promise<void>;
}

/** How soon storage that could not be read is tried again, ms. */
const AGAIN = 1_000;

export function createState(platform: Platform): State {
  const watchers: ((items: Items) => void)[] = [];
  let unreadable = (): void => undefined;
  let items: Items | null = null;
  let generation = 0;
  /** What the browser could not store: it goes with the next change. */
  const unsaved = new Set<ItemKey>();

  function changed(now: Items): void {
    for (const watcher of watchers) watcher(now);
  }

  /** With what devices that are on leave to remember, wherever they were read. */
  function withLastOn(changes: Partial<Items>): Partial<Items> {
    const { lastOn: before } = { ...present(), ...changes };
    const lastOn = remember(before, changes.status?.reading?.devices ?? []);
    return lastOn === before ? changes : { ...changes, lastOn };
  }

  async function set(asked: Partial<Items>): Promise<boolean> {
    const changes = withLastOn(asked);
    const current = { ...present(), ...changes };
    items = current;
    changed(current);
    const keys = [...new Set([...unsaved, ...(Object.keys(changes) as ItemKey[])])];
    unsaved.clear();
    return platform.saveItems(Object.fromEntries(keys.map((key) => [key, current[key]]))).then(
      () => true,
      () => {
        for (const key of keys) unsaved.add(key);
        return false;
      },
    );
  }

  function setStatus(changes: Partial<Status>): Promise<boolean> {
    return set({ status: changedStatus(present().status, changes, platform.now()) });
  }

  function read(): Promise<Stored> {
    return platform.loadItems().catch(() => {
      unreadable();
      return new Promise<Stored>((resolve) => platform.after(AGAIN, () => resolve(read())));
    });
  }

  function present(): Items {
    if (items === null) throw new Error("the state is used before it is loaded");
    return items;
  }

  return {
    loaded: read().then(async (stored) => {
      const loaded = load(stored, platform.now());
      items = loaded.items;
      // What the worker was started for comes first: painting takes longer than all else that happens now.
      platform.after(0, () => changed(present()));
      if (Object.keys(loaded.changed).length > 0) await set(loaded.changed);
    }),
    get items() {
      return present();
    },
    watch: (callBack) => void watchers.push(callBack),
    watchUnreadable(callBack) {
      unreadable = callBack;
    },
    get generation() {
      return generation;
    },
    waits: () => waitsBy(present().waits, platform.now()),
    set,
    async followClock() {
      const { waits, status } = present();
      const now = platform.now();
      const after = waitsBy(waits, now);
      const elsewhere = elsewhereBy(status.elsewhere, now);
      if (after !== waits) await set({ waits: after });
      if (elsewhere !== status.elsewhere) await setStatus({ elsewhere });
    },
    setStatus,
    async begin(changes) {
      generation += 1;
      // An account must not be found with the status of another, wherever the worker dies.
      await set({ status: INITIAL_STATUS });
      // What was begun in between was for the account before, perhaps with the new one's credentials.
      generation += 1;
      return set(changes);
    },
    async rewrite() {
      const current = present();
      await platform.rewriteDisk(current).catch(() => {
        for (const key of Object.keys(current)) unsaved.add(key as ItemKey);
      });
    },
    async forget() {
      generation += 1;
      unsaved.clear();
      // First, so that nothing that comes meanwhile works with, or stores, what is about to go.
      items = { ...present(), ...clearedBy("account change") };
      changed(items);
      await platform.clearItems();
      items = load(await platform.loadItems(), platform.now()).items;
      changed(items);
    },
  };
}
