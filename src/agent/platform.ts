import type { Account, CcmOffice } from "../core/account.ts";
import type { CcmCredentials, Credentials } from "../core/credentials.ts";
import type { Badge } from "../core/devices/badge.ts";
import type { Sentences } from "../core/message.ts";
import type { Presence } from "../core/polling/pace.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import type { Budget } from "../exotel/request.ts";
import type { Items, Stored } from "../store/items.ts";

/**
 * Everything outside that the agent's service touches: the browser in the product, and fakes with
 * a clock that can be set in tests.
 */
export interface Platform {
  /** This machine's clock, ms. */
  now(): number;
  /** A clock that nobody sets, ms since some moment in this life of the worker. */
  elapsed(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Whether the machine has a network, as far as the browser knows. */
  online(): boolean;
  /** Whether somebody is at the machine; `active` where the browser cannot tell. Never rejects. */
  presence(): Promise<Presence>;
  /** Whether the agent lets the account's host be asked. What a policy forbids, a request alone tells. Never rejects. */
  hasAccess(account: Account): Promise<boolean>;
  /**
   * `null` where the credentials are another API's.
   *
   * @param budget what each request goes by, and tells before it ends
   */
  connect(account: Account, credentials: Credentials, budget: Budget): DeviceApi | null;
  find(office: CcmOffice, credentials: CcmCredentials, lookup: Lookup, budget: Budget): Promise<Found>;

  /** What is stored, as it is: of any version, and perhaps damaged. */
  loadItems(): Promise<Stored>;
  /** Rejects when the browser could not store them. */
  saveItems(changes: Partial<Items>): Promise<void>;
  /**
   * Leaves these items on the disk and no trace of anything else. Where it fails or the worker dies in the middle,
   * `loadItems` still finds them. Rejects like `saveItems`.
   */
  rewriteDisk(items: Items): Promise<void>;
  /** Removes everything that was ever stored. */
  clearItems(): Promise<void>;
  readonly vault: VaultStorage;
  /** Whether the administrator lets credentials be kept on the disk. Never rejects. */
  mayKeepSignedIn(): Promise<boolean>;

  /**
   * Sets the one alarm; a moment closer than the browser's shortest is put off to that. It rings again
   * every minute after until it is set anew or cleared.
   */
  setAlarm(at: number): Promise<void>;
  /** Sets the alarm only where none is set: an earlier life of the worker may have set it. */
  ensureAlarm(at: number): Promise<void>;
  clearAlarm(): Promise<void>;
  /** Calls back after some ms, if the worker is still alive then. */
  after(ms: number, callBack: () => void): void;

  /** Keeps the browser from ending the worker for another 30 s. */
  stayAwake(): void;

  paint(badge: Badge, title: Sentences): void;
}

/** The storage that only the vault uses. */
export interface VaultStorage {
  /** Takes what a page has deposited, and removes it. */
  takeStagedCredentials(): Promise<Credentials | null>;
  read(): Promise<Credentials | null>;
  /**
   * @param onDisk whether they are to outlive the browser's process
   * @returns whether some were on the disk, and are there no longer
   */
  write(credentials: Credentials, onDisk: boolean): Promise<boolean>;
  /** Copies what is on the disk to the memory; tells whether there was something. */
  copyToMemory(): Promise<boolean>;
  remove(): Promise<void>;
}
