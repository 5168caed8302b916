import type { VaultStorage } from "../agent/platform.ts";
import type { Credentials } from "../core/credentials.ts";
import { CREDENTIAL_KEYS } from "../core/policy/policy.ts";
import { OTHER_KEYS } from "../store/items.ts";
import { browser } from "./extension.ts";
import { readManaged } from "./managed-storage.ts";

const { credentials: SAVED_KEY, staged: STAGED_KEY } = OTHER_KEYS;

/** The vault's storage. For the vault only. */
export const vaultStorage: VaultStorage = {
  async takeStagedCredentials() {
    const { [STAGED_KEY]: staged } = await browser.storage.session.get(STAGED_KEY);
    if (staged === undefined) return null;
    await browser.storage.session.remove(STAGED_KEY);
    return staged as Credentials;
  },
  async readPolicy(kind) {
    const keys = Object.entries(CREDENTIAL_KEYS[kind]);
    const told = await readManaged(keys.map(([, key]) => key));
    return { api: kind, ...Object.fromEntries(keys.map(([field, key]) => [field, told[key]])) };
  },
  async read() {
    const [inMemory, onDisk] = await Promise.all([
      browser.storage.session.get(SAVED_KEY),
      browser.storage.local.get(SAVED_KEY),
    ]);
    return ((inMemory[SAVED_KEY] ?? onDisk[SAVED_KEY]) as Credentials | undefined) ?? null;
  },
  async write(credentials, onDisk) {
    const [to, from] = onDisk
      ? [browser.storage.local, browser.storage.session]
      : [browser.storage.session, browser.storage.local];
    const wasThere = SAVED_KEY in (await from.get(SAVED_KEY));
    await to.set({ [SAVED_KEY]: credentials });
    if (!wasThere) return false;
    try {
      await from.remove(SAVED_KEY);
    } catch (error) {
      // With credentials in both places, nothing tells which belong to the account: keep the old ones.
      await to.remove(SAVED_KEY);
      throw error;
    }
    return !onDisk;
  },
  async copyToMemory() {
    const { session, local } = browser.storage;
    const [inMemory, onDisk] = await Promise.all([session.get(SAVED_KEY), local.get(SAVED_KEY)]);
    // Credentials in memory are newer: a worker wrote them and died before it could clear the disk.
    await session.set({ ...onDisk, ...inMemory });
    return SAVED_KEY in onDisk;
  },
  async remove() {
    await Promise.all([browser.storage.session.remove(SAVED_KEY), browser.storage.local.remove(SAVED_KEY)]);
  },
};
