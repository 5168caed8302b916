import type { InferOutput } from "valibot";
import { NONE_WAS_ON } from "../core/devices/last-on.ts";
import { INITIAL_STATUS } from "../core/devices/status.ts";
import { INITIAL_PACE } from "../core/polling/pace.ts";
import { NO_WAITS } from "../core/polling/server-waits.ts";
import { DEFAULT_SETTINGS } from "../core/settings.ts";
import type { SCHEMAS } from "./schemas.ts";

/**
 * Everything that is stored. The background alone writes it; pages may read the items.
 *
 * The types are those of the schemas (`schemas.ts`), which pages do without: they trust what is of the present version.
 */
export type ItemKey = keyof typeof SCHEMAS;
export type Items = { readonly [K in ItemKey]: InferOutput<(typeof SCHEMAS)[K]> };

/** `session` outlives the worker and not the browser, and stays off the disk. */
export type Area = "local" | "session";
export const AREAS = ["local", "session"] as const satisfies Area[];

/** When an item goes back to its default at the latest: with another account, or with none. */
type Cleared = "account change" | "sign-out";

interface Declaration<T> {
  readonly area: Area;
  readonly default: T;
  readonly cleared: Cleared;
}

export const ITEMS: { readonly [K in ItemKey]: Declaration<Items[K]> } = {
  /** Whose devices are shown; kept so that a restart asks for nothing again. */
  account: { area: "local", default: null, cleared: "account change" },
  /** Whether the credentials are kept over a restart; the options page shows it. */
  keepSignedIn: { area: "local", default: false, cleared: "sign-out" },
  /** The agent's choices. The next agent at this machine has others. */
  settings: { area: "local", default: DEFAULT_SETTINGS, cleared: "sign-out" },
  /** The agent's share of the account's budget; the next day's shift begins with it. */
  pace: { area: "local", default: INITIAL_PACE, cleared: "sign-out" },
  /** The switch under way; it must survive the browser's death. */
  journal: { area: "local", default: null, cleared: "account change" },
  /** The account's devices to return to; a restart or an update must not lead elsewhere. */
  lastOn: { area: "local", default: NONE_WAS_ON, cleared: "account change" },
  /** The server's waits; they hold over a restart, and for whoever has the same budget. */
  waits: { area: "local", default: NO_WAITS, cleared: "sign-out" },
  /** What is known now. Old knowledge is worth nothing after a restart. */
  status: { area: "session", default: INITIAL_STATUS, cleared: "account change" },
  /** What the agent must be told, until it is dismissed or overtaken. */
  notice: { area: "session", default: null, cleared: "account change" },
};

/** What else is stored. Sign-out clears all of it. */
export const OTHER_KEYS = {
  /** local and session: the version of the shape of that area's items; there as soon as one of them is. */
  version: "version",
  /** session: the disk's items while the disk is written anew, in case the worker dies meanwhile. */
  copy: "disk.copy",
  /** local or session, in both only where one cannot be removed: the saved credentials. For the vault alone. */
  credentials: "vault.credentials",
  /** session: what was typed in a page, until the vault takes it. Never on the disk. */
  staged: "vault.staged",
} as const;

/** The version of the items' present shape. Another shape is another version, and has a migration to it. */
export const VERSION = 1;

/** What an area's `get` answered. */
export type StoredArea = Readonly<Record<string, unknown>>;
/** What is stored, as it is: of any version, and perhaps damaged. */
export type Stored = Readonly<Record<Area, StoredArea>>;

const KEYS = Object.keys(ITEMS) as ItemKey[];

/** The keys of one storage area's items. */
export function keysOf(area: Area): ItemKey[] {
  return KEYS.filter((key) => ITEMS[key].area === area);
}

/** Whether an area's items are of the present version; one without items is. */
export function isPresent(area: Area, stored: StoredArea): boolean {
  return stored[OTHER_KEYS.version] === VERSION || keysOf(area).every((key) => stored[key] === undefined);
}

/** All items of the present version, with the default for what is not there. */
export function asItems(stored: StoredArea): Items {
  return Object.fromEntries(KEYS.map((key) => [key, stored[key] ?? ITEMS[key].default])) as unknown as Items;
}

/** The defaults of the items that do not outlive this. */
export function clearedBy(event: Cleared): Partial<Items> {
  const keys = KEYS.filter((key) => ITEMS[key].cleared === event);
  return Object.fromEntries(keys.map((key) => [key, ITEMS[key].default]));
}

/** What to write to an area, so that it holds these items; `null` where none of them is stored there. */
export function toStore(area: Area, items: Partial<Items>): StoredArea | null {
  const entries = Object.entries(items).filter(([key]) => ITEMS[key as ItemKey].area === area);
  return entries.length === 0 ? null : { ...Object.fromEntries(entries), [OTHER_KEYS.version]: VERSION };
}
