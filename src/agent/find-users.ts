import type { Reply } from "../browser/commands.ts";
import type { CcmOffice } from "../core/account.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Budgets } from "./budgets.ts";
import { failedInRegion } from "./other-region.ts";
import type { Pacer } from "./pacer.ts";
import { NO_CREDENTIALS } from "./refused-replies.ts";
import type { Vault } from "./vault.ts";

/** Searches an account's users for the agent, with the staged or the saved credentials. */
export type FindUsers = (office: CcmOffice, lookup: Lookup) => Promise<Reply>;

export function createUserSearch(vault: Vault, pacer: Pacer, budgets: Budgets): FindUsers {
  return async (office, lookup) => {
    const search = await vault.searcher();
    if (search === null) return NO_CREDENTIALS;
    const searchIn = async (where: CcmOffice): Promise<Found> => {
      const found = await search(where, lookup);
      if (found.waitUntil) await budgets.storeWait(where, found.waitUntil);
      return found;
    };
    try {
      const found = await searchIn(office);
      await pacer.save();
      return { ok: true, found };
    } catch (error) {
      return failedInRegion(office, asFailure(error), pacer, budgets, searchIn, "searchThatRegion");
    }
  };
}
