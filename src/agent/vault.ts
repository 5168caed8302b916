import type { Account } from "../core/account.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import type { Surroundings } from "./surroundings.ts";

/** An API opened with credentials that are not saved yet. */
export interface Candidate {
  readonly api: DeviceApi;
  /** Saves the credentials that it was opened with. */
  keep(onDisk: boolean): Promise<void>;
}

/** Alone reads credentials, and hands out nothing but an API that holds them inside. */
export interface Vault {
  /** The account's API with the saved credentials; `null` where none are saved. */
  open(account: Account): Promise<DeviceApi | null>;
  /** The same with the deposited credentials, or else the saved ones; `null` where there are neither. */
  candidate(account: Account): Promise<Candidate | null>;
  /** Forgets the saved credentials and any deposit. */
  clear(): Promise<void>;
}

export function createVault({ vault: storage, connect }: Pick<Surroundings, "vault" | "connect">): Vault {
  return {
    async open(account) {
      const saved = await storage.read();
      return saved?.api === account.api ? connect(account, saved) : null;
    },
    async candidate(account) {
      const credentials = (await storage.takeDeposit()) ?? (await storage.read());
      if (credentials?.api !== account.api) return null;
      return {
        api: connect(account, credentials),
        keep: (onDisk) => storage.write(credentials, onDisk),
      };
    },
    async clear() {
      await storage.takeDeposit();
      await storage.remove();
    },
  };
}
