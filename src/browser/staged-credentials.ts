import type { Credentials } from "../core/credentials.ts";
import { OTHER_KEYS } from "../store/items.ts";
import { browser } from "./extension.ts";

const { staged: STAGED_KEY } = OTHER_KEYS;

/**
 * Stages typed credentials for the vault, which takes them at the next `connect` or `find` command. A page can put
 * credentials in but cannot get saved ones out. No message ever carries a credential.
 */
export async function stageCredentials(credentials: Credentials): Promise<void> {
  await browser.storage.session.set({ [STAGED_KEY]: credentials });
}

/** Removes staged credentials that were never taken, so that no later command uses them. */
export async function discardStagedCredentials(): Promise<void> {
  await browser.storage.session.remove(STAGED_KEY);
}
