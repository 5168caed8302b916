import type { Account, CcmOffice } from "../core/account.ts";
import type { Alert, AlertKind } from "../core/alerts/alert.ts";
import type { CcmCredentials, Credentials } from "../core/credentials.ts";
import type { Badge } from "../core/devices/badge.ts";
import type { Observation } from "../core/history/next-record.ts";
import type { History, HistoryRecord, Mark } from "../core/history/record.ts";
import type { MenuItem } from "../core/menu.ts";
import type { Sentences } from "../core/message.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { Presence } from "../core/polling/pace.ts";
import type { SignInFailure } from "../core/sign-in/sign-in.ts";
import type { TabFacts } from "../core/softphone-tab/softphone-tab.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import type { Budget } from "../exotel/request.ts";
import type { Items, Stored } from "../store/items.ts";

/** The service's interface to the outside: the browser in the product, fakes with a settable clock in tests. */
export interface Platform {
  /** This machine's clock, ms. */
  now(): number;
  /** A monotonic clock, ms since some moment in this worker's life. */
  elapsed(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Whether the machine has a network, as far as the browser knows. */
  online(): boolean;
  /** Whether someone is at the machine; `active` if the browser cannot tell. Never rejects. */
  presence(): Promise<Presence>;
  /** Whether the agent allows requests to the account's host. Only a request shows what a policy forbids. Never rejects. */
  hasAccess(account: Account): Promise<boolean>;
  /**
   * @param budget the budget that each request reads first and updates before it ends
   * @returns `null` if the credentials belong to another API
   */
  connect(account: Account, credentials: Credentials, budget: Budget): DeviceApi | null;
  find(office: CcmOffice, credentials: CcmCredentials, lookup: Lookup, budget: Budget): Promise<Found>;

  /** The stored data as it is: of any version, and perhaps damaged. */
  loadItems(): Promise<Stored>;
  /** Stores items. Rejects when the browser cannot. */
  saveItems(changes: Partial<Items>): Promise<void>;
  /**
   * Leaves these items on the disk and no trace of anything else. If it fails or the worker dies midway, `loadItems` still
   * finds them. Rejects like `saveItems`.
   */
  rewriteDisk(items: Items): Promise<void>;
  /** Removes everything that was ever stored, except these items. If the worker dies midway, they are there. */
  clearItems(kept: Partial<Items>): Promise<void>;
  readonly vault: VaultStorage;
  /**
   * What the browser tells of the administrator's policy: nothing where there is none, and in the seconds after its start. Never
   * rejects.
   */
  readPolicy(): Promise<Policy>;
  /** The email address of the browser's profile; `null` if there is none, or the agent does not show it. Never rejects. */
  profileEmail(): Promise<string | null>;
  readonly signInPage: SignInPage;

  /**
   * Sets the one alarm, delayed to the browser's minimum if `at` is sooner. It then fires every minute until it is set
   * again or cleared.
   */
  setAlarm(at: number): Promise<void>;
  /** Sets the alarm unless one is set, perhaps by an earlier worker. */
  ensureAlarm(at: number): Promise<void>;
  clearAlarm(): Promise<void>;
  /** Calls back after `ms`, if the worker is still alive then. */
  after(ms: number, callBack: () => void): void;

  /** Keeps the browser from stopping the worker for another 30 s. */
  stayAwake(): void;

  paint(badge: Badge, title: Sentences): void;
  /** Shows these items of the toolbar icon's context menu as they are now. The others stay. */
  showMenu(items: readonly MenuItem[]): void;

  readonly tabs: BrowserTabs;
  readonly pageProbe: PageProbe;
  readonly history: HistoryDatabase;
  readonly notifications: NotificationCentre;
  /** Plays the sound that comes with a notification, where the browser can. Never rejects. */
  playSound(): Promise<void>;
  /** Opens the popup. Resolves with whether the browser has. Never rejects. */
  openPopup(): Promise<boolean>;
  /** Opens the options page. Never rejects. */
  openOptions(): Promise<void>;
}

/** The browser's notifications, one of each kind at most. Everything rejects when the browser cannot. */
export interface NotificationCentre {
  /** Shows a notification in place of the one of its kind, if there is one. */
  show(kind: AlertKind, alert: Alert): Promise<void>;
  /** Changes a notification that is shown. Resolves with whether it still is. */
  update(kind: AlertKind, alert: Alert): Promise<boolean>;
  withdraw(kind: AlertKind): Promise<void>;
  /** The kinds of those that are shown. */
  shown(): Promise<readonly AlertKind[]>;
}

/** The stored history (`store/history-database.ts`). Everything rejects when the browser cannot. */
export interface HistoryDatabase {
  /** The last observation of an account; `null` if there is none. */
  last(owner: Account): Promise<Observation | null>;
  read(owner: Account): Promise<History>;
  /** Adds a record, if there is one, and marks until when the newest facts hold. */
  write(owner: Account, record: HistoryRecord | null, mark: Mark): Promise<void>;
  forget(): Promise<void>;
}

/** What the browser tells of any tab. Only the watched ones matter, and those with the softphone's page. */
export type TabEvent =
  | { readonly kind: "removed"; readonly id: number }
  | { readonly kind: "replaced"; readonly id: number; readonly by: number }
  /** `isLoading`: it has begun to load. `address`: `null` where the browser does not show it. */
  | {
      readonly kind: "updated";
      readonly id: number;
      readonly isLoading: boolean;
      readonly address: string | null;
    };

/** The browser's tabs. Only `open` rejects. */
export interface BrowserTabs {
  /** `null` if there is no such tab. */
  get(id: number): Promise<TabFacts | null>;
  /** The tabs of a site (a match pattern) whose addresses the browser shows. */
  find(site: string): Promise<readonly TabFacts[]>;
  /** Keeps the browser from discarding a tab to save memory, or lets it do so again. */
  keep(id: number, isKept: boolean): Promise<void>;
  /** Brings a tab to the front, and loads it anew if asked. */
  show(id: number, reloads: boolean): Promise<void>;
  /** Opens a page in a new tab, and returns the tab's number. */
  open(page: string): Promise<number>;
  unmute(id: number): Promise<void>;
  /** Whether the worker is to be told, and started, for what happens to tabs. */
  listen(isNeeded: boolean): void;
}

/** The script in the softphone's page. Nothing here rejects. */
export interface PageProbe {
  /** Whether the agent lets Hookswitch run a script on the page's site. */
  isAllowed(page: string): Promise<boolean>;
  /** Gives the permission for the page's site back. */
  forget(page: string): Promise<unknown>;
  /**
   * Asks the page in a tab, into which it first brings the script if need be. Resolves with the answer, unchecked, or with `null`
   * if the browser lets no script run there. It does not resolve while the page hangs.
   */
  ask(tab: number): Promise<unknown>;
}

/** The organisation's sign-in page. For the vault only: the address at which a sign-in ends holds credentials. */
export interface SignInPage {
  /** The address that the browser keeps for this extension. */
  redirectUri(): string;
  /**
   * Opens the page, and resolves with the address at which the sign-in has ended. `cancelled`: the agent has closed the window.
   * Never rejects.
   *
   * @param isSilent whether it must not be shown. It then ends soon, one way or the other.
   */
  open(
    address: string,
    isSilent: boolean,
  ): Promise<
    | { readonly ok: true; readonly address: string }
    | { readonly ok: false; readonly why: SignInFailure | "cancelled" }
  >;
}

/** The storage that only the vault uses. */
export interface VaultStorage {
  /** Returns the credentials that a page has staged, and removes them. */
  takeStagedCredentials(): Promise<Credentials | null>;
  /** Returns the credentials of this kind in the administrator's policy, unchecked: what is missing there is missing here. */
  readPolicy(kind: Credentials["api"]): Promise<unknown>;
  read(): Promise<Credentials | null>;
  /**
   * @param onDisk whether they must outlive the browser's process
   * @returns whether credentials were on the disk and no longer are
   */
  write(credentials: Credentials, onDisk: boolean): Promise<boolean>;
  /** Copies credentials from disk to memory. Resolves with whether there were any on the disk. */
  copyToMemory(): Promise<boolean>;
  remove(): Promise<void>;
}
