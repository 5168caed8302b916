import type { Items } from "../browser/items.ts";
import { INITIAL_STATUS, type Status } from "../core/status.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * The background's state: read once when the worker starts, changed in memory, and written
 * through. As nothing else writes, memory and storage agree.
 */
export interface State {
  /** Resolves when the items are there; everything else waits for it first. */
  readonly loaded: Promise<void>;
  readonly items: Items;
  /**
   * Counts the agent's changes of account. What was begun for another generation must not be
   * recorded in this one.
   */
  readonly generation: number;
  /** Changes items; tells whether the browser could store them. */
  set(changes: Partial<Items>): Promise<boolean>;
  setStatus(changes: Partial<Status>): Promise<boolean>;
  /** Begins a new generation with these items, for another account. */
  begin(changes: Partial<Items>): Promise<boolean>;
  /** Forgets everything, in storage too. */
  forget(): Promise<void>;
}

/** @param changed called after every change, and once when the items have been loaded */
export function createState(surroundings: Surroundings, changed: (items: Items) => void): State {
  let items: Items | null = null;
  let generation = 0;

  async function set(changes: Partial<Items>): Promise<boolean> {
    items = { ...present(), ...changes };
    changed(items);
    return surroundings.saveItems(changes).then(
      () => true,
      () => false,
    );
  }

  function present(): Items {
    if (items === null) throw new Error("the state is used before it is loaded");
    return items;
  }

  let loading: Promise<void> | null = null;
  function load(): Promise<void> {
    loading ??= surroundings.loadItems().then(
      (loaded) => {
        items = loaded;
        changed(loaded);
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  }

  return {
    get loaded() {
      return load();
    },
    get items() {
      return present();
    },
    get generation() {
      return generation;
    },
    set,
    setStatus: (changes) => set({ status: { ...present().status, ...changes } }),
    begin(changes) {
      generation += 1;
      return set(changes);
    },
    async forget() {
      generation += 1;
      // First, so that nothing that comes meanwhile works with, or stores, what is about to go.
      items = { ...present(), account: null, journal: null, notice: null, status: INITIAL_STATUS };
      await surroundings.clearItems();
      items = await surroundings.loadItems();
      changed(items);
    },
  };
}
