import type { Account } from "../core/account.ts";
import { type LastOn, NONE_WAS_ON } from "../core/devices/last-on.ts";
import { INITIAL_STATUS, type Status } from "../core/devices/status.ts";
import type { Notice } from "../core/notice.ts";
import { asPace, INITIAL_PACE, type Pace } from "../core/polling/pace.ts";
import { NO_WAITS, type ServerWaits } from "../core/polling/server-waits.ts";
import { asSettings, DEFAULT_SETTINGS, type Settings } from "../core/settings.ts";
import type { Journal } from "../core/switching/journal.ts";
import { migrateJournal } from "./migrate-journal.ts";

/**
 * Every item that pages may read. The background alone writes them.
 *
 * `session` outlives the worker and not the browser, and stays off the disk.
 */
export interface Items {
  /** local: whose devices are shown; kept so that a restart asks for nothing again. */
  account: Account | null;
  /** local: whether the credentials are kept over a restart; the options page shows it. */
  keepSignedIn: boolean;
  /** local: the agent's choices. Sign-out forgets them too: the next agent at this machine has others. */
  settings: Settings;
  /** local: the switch under way; it must survive the browser's death. */
  journal: Journal | null;
  /** local: the account's devices to return to; a restart or an update must not lead elsewhere. */
  lastOn: LastOn;
  /** local: the server's waits; they hold over a restart. */
  waits: ServerWaits;
  /** local: the agent's share of the account's budget; the next day's shift begins with it. */
  pace: Pace;
  /** session: what is known now. Old knowledge is worth nothing after a restart. */
  status: Status;
  /** session: what the agent must be told, until it is dismissed or overtaken. */
  notice: Notice | null;
}

export type ItemKey = keyof Items;

interface Declaration<T> {
  readonly area: "local" | "session";
  readonly fallback: T;
  /** Brings what an older version left, or a damaged value, into shape. */
  readonly read?: (stored: unknown) => T;
}

export const ITEMS: { readonly [K in ItemKey]: Declaration<Items[K]> } = {
  account: { area: "local", fallback: null },
  keepSignedIn: { area: "local", fallback: false },
  settings: { area: "local", fallback: DEFAULT_SETTINGS, read: asSettings },
  journal: { area: "local", fallback: null, read: (stored) => migrateJournal(stored) as Journal | null },
  lastOn: { area: "local", fallback: NONE_WAS_ON },
  waits: { area: "local", fallback: NO_WAITS },
  pace: { area: "local", fallback: INITIAL_PACE, read: asPace },
  status: { area: "session", fallback: INITIAL_STATUS },
  notice: { area: "session", fallback: null },
};

const KEYS = Object.keys(ITEMS) as ItemKey[];
export const AREAS = ["local", "session"] as const;

/** The keys of one storage area. */
export function keysOf(area: "local" | "session"): ItemKey[] {
  return KEYS.filter((key) => ITEMS[key].area === area);
}

/** All items from what an area's `get` answered, with the fallback for what is not there. */
export function asItems(stored: Readonly<Record<string, unknown>>): Items {
  return Object.fromEntries(KEYS.map((key) => [key, readItem(key, stored[key])])) as unknown as Items;
}

/** One stored value as its item; the fallback where nothing is stored. */
export function readItem<K extends ItemKey>(key: K, stored: unknown): Items[K] {
  const { fallback, read } = ITEMS[key];
  if (stored === undefined || stored === null) return fallback;
  return read === undefined ? (stored as Items[K]) : read(stored);
}
