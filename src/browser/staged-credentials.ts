import type { Credentials } from "../core/credentials.ts";
import { OTHER_KEYS } from "../store/items.ts";
import { browser } from "./extension.ts";

const { staged: STAGED_KEY } = OTHER_KEYS;

/**
 * Leaves typed credentials for the vault, which takes them with the next `connect` command. A page
 * can put credentials in, and has no way to get saved ones out; no message ever carries one.
 */
export async function stageCredentials(credentials: Credentials): Promise<void> {
  await browser.storage.session.set({ [STAGED_KEY]: credentials });
}

/** Removes what was left and never taken, so that a later command does not take it for its own. */
export async function discardStagedCredentials(): Promise<void> {
  await browser.storage.session.remove(STAGED_KEY);
}
