import type { InferOutput } from "valibot";
import { INITIAL_ALERTS, NOTHING_TOLD } from "../core/alerts/alerts-memory.ts";
import { INITIAL_LAST_ON } from "../core/devices/last-on.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../core/devices/status.ts";
import { NOTHING_ANSWERED } from "../core/policy/belief.ts";
import { INITIAL_PACE } from "../core/polling/pace.ts";
import { NO_WAITS } from "../core/polling/server-waits.ts";
import { NOTHING_SEEN } from "../core/set-up/seen.ts";
import { DEFAULT_SETTINGS } from "../core/settings.ts";
import { NOT_TRIED } from "../core/sign-in/sign-in.ts";
import type { SCHEMAS } from "./schemas.ts";

/**
 * Everything that is stored. Only the background writes it; pages may read the items.
 *
 * The types come from the schemas (`schemas.ts`). Pages do not load the schemas: they trust items of the present version.
 */
export type ItemKey = keyof typeof SCHEMAS;
export type Items = { readonly [K in ItemKey]: InferOutput<(typeof SCHEMAS)[K]> };

/** `session` survives the worker's death but not the browser's, and stays off the disk. */
export type Area = "local" | "session";
export const AREAS = ["local", "session"] as const satisfies Area[];

/** The event that resets an item to its default at the latest. Sign-out resets each, but for what `agent/account.ts` keeps of a policy. */
type Cleared = "account change" | "sign-out";

interface Declaration<T> {
  readonly area: Area;
  readonly default: T;
  readonly cleared: Cleared;
}

export const ITEMS: { readonly [K in ItemKey]: Declaration<Items[K]> } = {
  /** The account whose devices are shown. It is kept, so that the agent need not enter it again after a restart. */
  account: { area: "local", default: null, cleared: "account change" },
  /** Whether the credentials survive a restart of the browser; the options page shows it. */
  keepSignedIn: { area: "local", default: false, cleared: "sign-out" },
  /** Where the account's credentials come from. What came from a policy goes with it. */
  accountFrom: { area: "local", default: "page", cleared: "account change" },
  /** Whether the agent has signed out: then only they themselves sign in again with the organisation. A restart must not do so. */
  signedOut: { area: "local", default: false, cleared: "account change" },
  /** The settings that hold: the agent's, and the policy's. The next agent at this machine has others. */
  settings: { area: "local", default: DEFAULT_SETTINGS, cleared: "sign-out" },
  /** What the agent chose of them; `null` as long as no policy has been mixed with it. It holds again when the policy goes. */
  chosenSettings: { area: "local", default: null, cleared: "sign-out" },
  /** The administrator's policy as it was last known, without credentials; `null` if there is none. */
  policy: { area: "local", default: null, cleared: "sign-out" },
  /** The agent's share of the account's budget. The next day's shift begins with it. */
  pace: { area: "local", default: INITIAL_PACE, cleared: "sign-out" },
  /** The switch under way. It must survive the browser's death. */
  journal: { area: "local", default: null, cleared: "account change" },
  /** The devices that a switch returns to. A restart or an update must not change them. */
  lastOn: { area: "local", default: INITIAL_LAST_ON, cleared: "account change" },
  /** How the softphone's `last_seen` moves. It takes half an hour to learn, which a restart must not cost. */
  lastSeenRhythm: { area: "local", default: INITIAL_LAST_SEEN_RHYTHM, cleared: "account change" },
  /** When the account's token ends; `null` if that is not known, or it does not end. A restart must not begin its life anew. */
  tokenEnd: { area: "local", default: null, cleared: "account change" },
  /** What the rules have changed, and what they restore; `null` at first. A restart must not make that stay. */
  rules: { area: "local", default: null, cleared: "account change" },
  /** When the agent's pause of rules and alerts ends. It lasts as long as was said, whatever restarts meanwhile. */
  pausedUntil: { area: "local", default: null, cleared: "account change" },
  /** Of what the agent was told last. A restart must not tell them again. */
  alertsTold: { area: "local", default: NOTHING_TOLD, cleared: "account change" },
  /** Whether the key for the next device has reached Hookswitch: the last step of set-up on this computer. */
  keyWorks: { area: "local", default: false, cleared: "sign-out" },
  /** When what set-up needs was seen to work on this computer. */
  setUpSeen: { area: "local", default: NOTHING_SEEN, cleared: "sign-out" },
  /** The server's waits. They hold after a restart, and for everybody on the same budget. */
  waits: { area: "local", default: NO_WAITS, cleared: "sign-out" },
  /** What is known now. After a restart, it is too old to count. */
  status: { area: "session", default: INITIAL_STATUS, cleared: "account change" },
  /** What the browser has said of the policy since its start. */
  policySeen: { area: "session", default: NOTHING_ANSWERED, cleared: "sign-out" },
  /** What came of signing in with the organisation. A new start of the browser tries again at once. */
  signInTries: { area: "session", default: NOT_TRIED, cleared: "account change" },
  /** The tabs that are watched. The browser numbers them anew when it starts. */
  softphoneTabs: { area: "session", default: [], cleared: "sign-out" },
  /** Which notifications are shown, and what they wait for. The browser takes them away when it ends. */
  alerts: { area: "session", default: INITIAL_ALERTS, cleared: "account change" },
  /** The agent's day in short, for the popup; `null` while there is none, or the agent keeps no history. */
  today: { area: "session", default: null, cleared: "account change" },
  /** What was decided lately, for the diagnostics. They are of no use after a restart. */
  decisions: { area: "session", default: [], cleared: "sign-out" },
  /** What the agent must be told, until they dismiss it or something newer replaces it. */
  notice: { area: "session", default: null, cleared: "account change" },
};

/** The keys of everything else that is stored. Sign-out clears all of it. */
export const OTHER_KEYS = {
  /** local and session: the version of the area's items, written together with them. */
  version: "version",
  /** session: a copy of the disk's items while the disk is rewritten, in case the worker dies meanwhile. */
  copy: "disk.copy",
  /** local or session: the saved credentials, for the vault alone. They are in both only if one cannot be removed. */
  credentials: "vault.credentials",
  /** session: credentials typed in a page, until the vault takes them. They are never on the disk. */
  staged: "vault.staged",
} as const;

/** The version of the items' present shape. A new shape needs a new version and a migration to it. */
export const VERSION = 1;

/** The result of an area's `get`. */
export type StoredArea = Readonly<Record<string, unknown>>;
/** What is stored, unchecked: of any version, and perhaps damaged. */
export type Stored = Readonly<Record<Area, StoredArea>>;

const KEYS = Object.keys(ITEMS) as ItemKey[];

/** The keys of one storage area's items. */
export function keysOf(area: Area): ItemKey[] {
  return KEYS.filter((key) => ITEMS[key].area === area);
}

/** Whether an area's items are of the present version. An area without items counts as such. */
export function isPresent(area: Area, stored: StoredArea): boolean {
  return stored[OTHER_KEYS.version] === VERSION || keysOf(area).every((key) => stored[key] === undefined);
}

/** All items, from areas of the present version, with the default for each that is missing. */
export function asItems(stored: StoredArea): Items {
  return Object.fromEntries(KEYS.map((key) => [key, stored[key] ?? ITEMS[key].default])) as unknown as Items;
}

/** The defaults of the items that another account resets. */
export function clearedByAccountChange(): Partial<Items> {
  const keys = KEYS.filter((key) => ITEMS[key].cleared === "account change");
  return Object.fromEntries(keys.map((key) => [key, ITEMS[key].default]));
}

/** What to write to an area to store these items; `null` if none of them belongs there. */
export function toStore(area: Area, items: Partial<Items>): StoredArea | null {
  const entries = Object.entries(items).filter(([key]) => ITEMS[key as ItemKey].area === area);
  return entries.length === 0 ? null : { ...Object.fromEntries(entries), [OTHER_KEYS.version]: VERSION };
}
