import type { Account, CcmOffice } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { areSound } from "../store/credentials-schema.ts";
import type { Attempts } from "./attempts.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";

/** An API opened with credentials that are not saved yet. */
export interface Candidate {
  readonly api: DeviceApi;
  /** Saves the credentials that it was opened with. */
  keep(onDisk: boolean): Promise<Kept>;
}

/** What came of saving credentials. */
export interface Kept {
  /** Others, or the same, are no longer on the disk. */
  readonly leftDisk: boolean;
  /**
   * Puts back what was saved before, on the disk or not; in memory only, or not at all, where the browser cannot store it:
   * they must not be taken for those of the account before. Tells whether the new ones are no longer on the disk, and none are instead.
   */
  undo(wasOnDisk: boolean): Promise<{ readonly leftDisk: boolean }>;
}

/** Alone reads credentials, and hands out nothing but an API that holds them inside. */
export interface Vault {
  /** The account's API with the saved credentials; `null` where none are saved. */
  open(account: Account): Promise<DeviceApi | null>;
  /** The same with the deposited credentials, or else the saved ones; `null` where there are neither. */
  candidate(account: Account): Promise<Candidate | null>;
  /** Finds users of a CCM account, with the same credentials; `null` where there are none. */
  find(office: CcmOffice, lookup: Lookup): Promise<Found | null>;
  /** Sees to it that what is saved on the disk is in memory too; tells whether there is something. */
  copyToMemory(): Promise<boolean>;
  /** Forgets the saved credentials and any deposit. */
  clear(): Promise<void>;
}

export function createVault(
  { vault: storage, connect, find }: Pick<Platform, "vault" | "connect" | "find">,
  pacer: Pacer,
  attempts: Attempts,
): Vault {
  /** Read once in a worker's life: a key press should not wait for storage a second time. */
  let reading: Promise<Credentials | null> | null = null;

  function read(): Promise<Credentials | null> {
    reading ??= storage.read().then(
      (saved) => (areSound(saved) ? saved : null),
      (error: unknown) => {
        reading = null;
        throw error;
      },
    );
    return reading;
  }

  async function typedOrSaved(): Promise<Credentials | null> {
    return (await storage.takeStagedCredentials()) ?? (await read());
  }

  return {
    async open(account) {
      const saved = await read();
      return saved === null
        ? null
        : connect(account, saved, { observe: (observation) => pacer.observe(account, observation) });
    },
    async candidate(account) {
      const credentials = await typedOrSaved();
      const api = credentials === null ? null : connect(account, credentials, attempts.budget(account));
      if (credentials === null || api === null) return null;
      return {
        api,
        async keep(onDisk) {
          // What cannot be read cannot be put back, either.
          const before = await read().catch(() => null);
          const putBack = async (toDisk: boolean): Promise<unknown> =>
            before === null ? storage.remove() : storage.write(before, toDisk);
          async function undo(wasOnDisk: boolean): Promise<{ leftDisk: boolean }> {
            reading = Promise.resolve(null);
            await putBack(wasOnDisk)
              .catch(() => putBack(false))
              .catch(() => storage.remove())
              .catch(() => undefined);
            reading = Promise.resolve(before);
            return { leftDisk: onDisk && (before === null || !wasOnDisk) };
          }
          const leftDisk = await storage.write(credentials, onDisk);
          reading = Promise.resolve(credentials);
          return { leftDisk, undo };
        },
      };
    },
    async find(office, lookup) {
      const credentials = await typedOrSaved();
      return credentials?.api === "ccm" ? find(office, credentials, lookup, attempts.budget(office)) : null;
    },
    copyToMemory: () => storage.copyToMemory(),
    async clear() {
      // First, so that nothing that asks meanwhile is given what is about to be forgotten.
      reading = Promise.resolve(null);
      await storage.takeStagedCredentials();
      await storage.remove();
    },
  };
}
