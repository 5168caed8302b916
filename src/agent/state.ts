import { sameAccount } from "../core/account.ts";
import { remember } from "../core/devices/last-on.ts";
import { learn } from "../core/devices/last-seen-rhythm.ts";
import { changed as changedStatus, INITIAL_STATUS, type Status } from "../core/devices/status.ts";
import { elsewhereBy, type ServerWaits, waitsBy } from "../core/polling/server-waits.ts";
import { clearedByAccountChange, type ItemKey, type Items, type Stored } from "../store/items.ts";
import { load } from "../store/load.ts";
import type { Platform } from "./platform.ts";

/**
 * The background's state: read once when the worker starts, changed in memory and written through to storage. Nothing else
 * writes, so memory and storage agree.
 */
export interface State {
  /** Resolves when the items are loaded. Await it before anything else. */
  readonly loaded: Promise<void>;
  readonly items: Items;
  /** The server's waits, corrected for a clock that was set back. */
  waits(): ServerWaits;
  /**
   * Stores corrected waits if the clock was set back; otherwise they would last too long. Call it before any work that
   * depends on them.
   */
  adjustWaits(): Promise<void>;
  /**
   * A number that changes during and after each change of account. Never record the result of work that began in another
   * generation.
   */
  readonly generation: number;
  /** Calls back after every change, and once after the items are loaded. */
  watch(changed: (items: Items) => void): void;
  /** Calls back each time the browser cannot read its storage. Loading then retries. */
  watchUnreadable(callBack: () => void): void;
  /** Changes items. Resolves with whether the browser stored them. */
  set(changes: Partial<Items>): Promise<boolean>;
  setStatus(changes: Partial<Status>): Promise<boolean>;
  /** Begins a new generation with these items, for another account or other credentials. Resolves with whether the browser stored them. */
  startGeneration(changes: Partial<Items>): Promise<boolean>;
  /** Rewrites the disk so that no trace of removed data remains. */
  rewrite(): Promise<void>;
  /** Forgets everything, in memory and in storage, except these items. */
  forget(kept: Partial<Items>): Promise<void>;
}

/** How soon to retry after storage could not be read, ms. */
const RETRY_AFTER = 1_000;
/** How long a new worker's first painting waits for the event that started the worker, ms. The event comes after the items. */
const EVENT_FIRST = 50;

export function createState(platform: Platform): State {
  const watchers: ((items: Items) => void)[] = [];
  let unreadable = (): void => undefined;
  let items: Items | null = null;
  let generation = 0;
  /** Items that the browser could not store. The next change stores them too. */
  const unsaved = new Set<ItemKey>();

  function changed(now: Items): void {
    for (const watcher of watchers) watcher(now);
  }

  /** Adds what is remembered of a reading to changes that carry one, whatever its source. */
  function withMemory(changes: Partial<Items>): Partial<Items> {
    const reading = changes.status?.reading ?? null;
    if (reading === null) return changes;
    const before = { ...present(), ...changes };
    const lastOn = remember(before.lastOn, reading.devices);
    const lastSeenRhythm = learn(before.lastSeenRhythm, present().status.reading, reading);
    return {
      ...changes,
      ...(lastOn !== before.lastOn && { lastOn }),
      ...(lastSeenRhythm !== before.lastSeenRhythm && { lastSeenRhythm }),
    };
  }

  async function set(asked: Partial<Items>): Promise<boolean> {
    const changes = withMemory(asked);
    const current = { ...present(), ...changes };
    items = current;
    const keys = [...new Set([...unsaved, ...(Object.keys(changes) as ItemKey[])])];
    unsaved.clear();
    const saving = platform.saveItems(Object.fromEntries(keys.map((key) => [key, current[key]])));
    // The browser stores the items while we paint.
    changed(current);
    return saving.then(
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
      return new Promise<Stored>((resolve) => platform.after(RETRY_AFTER, () => resolve(read())));
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
      // The event that started the worker comes first: painting takes longer than anything else at this point.
      platform.after(EVENT_FIRST, () => changed(present()));
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
    async adjustWaits() {
      const { waits, status } = present();
      const now = platform.now();
      const after = waitsBy(waits, now);
      const elsewhere = elsewhereBy(status.elsewhere, now);
      if (after !== waits) await set({ waits: after });
      if (elsewhere !== status.elsewhere) await setStatus({ elsewhere });
    },
    setStatus,
    async startGeneration(changes) {
      generation += 1;
      // Wherever the worker dies, an account must not be stored with the status of another.
      if (!sameAccount(changes.account ?? null, present().account)) await set({ status: INITIAL_STATUS });
      // Work begun in between belongs to the old account, perhaps with the new account's credentials.
      generation += 1;
      return set(changes);
    },
    async rewrite() {
      const current = present();
      await platform.rewriteDisk(current).catch(() => {
        for (const key of Object.keys(current)) unsaved.add(key as ItemKey);
      });
    },
    async forget(kept) {
      generation += 1;
      unsaved.clear();
      // Clear memory first, so that nothing meanwhile uses or stores what is about to be removed.
      items = { ...present(), ...clearedByAccountChange(), ...kept };
      changed(items);
      await platform.clearItems(kept);
      items = load(await platform.loadItems(), platform.now()).items;
      changed(items);
    },
  };
}
