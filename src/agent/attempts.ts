import { type Account, budgetOf, type CcmOffice, shareBudget } from "../core/account.ts";
import {
  NO_WAITS,
  type ServerWaits,
  type WaitsElsewhere,
  waitsBy,
  withElsewhere,
  withWait,
} from "../core/polling/server-waits.ts";
import type { Budget } from "../exotel/request.ts";
import type { Pacer } from "./pacer.ts";
import type { State } from "./state.ts";

/**
 * What the agent's own attempts, to find somebody or to connect, have to do with the budget that they use up: the saved
 * account's, or another's, which may not be saved at all.
 */
export interface Attempts {
  /** What an attempt goes by, and tells. */
  budget(owner: Account | CcmOffice): Budget;
  /** What the server has asked of those who use this budget. */
  waits(owner: Account | CcmOffice): ServerWaits;
  /** Keeps the wait that an attempt was told; this machine's clock, ms. */
  keepWait(owner: Account | CcmOffice, readUntil: number): Promise<void>;
  /** What the server has asked of all others than this account, the saved one among them. */
  waitsBut(account: Account): WaitsElsewhere;
}

export function createAttempts(now: () => number, state: State, pacer: Pacer): Attempts {
  const isSaved = (owner: Account | CcmOffice): boolean => shareBudget(owner, state.items.account);

  function waits(owner: Account | CcmOffice): ServerWaits {
    if (isSaved(owner)) return state.waits();
    return waitsBy(state.items.status.elsewhere[budgetOf(owner)] ?? NO_WAITS, now());
  }

  async function keep(owner: Account | CcmOffice, told: ServerWaits): Promise<void> {
    if (isSaved(owner)) await state.set({ waits: told });
    else await state.setStatus({ elsewhere: elsewhereWith(owner, told) });
  }

  function elsewhereWith(owner: Account | CcmOffice, told: ServerWaits): WaitsElsewhere {
    return withElsewhere(state.items.status.elsewhere, budgetOf(owner), told, now());
  }

  return {
    budget: (owner) => ({
      observe: (observation) => pacer.observe(owner, observation),
      waitUntil: () => waits(owner).readUntil ?? 0,
    }),
    waits,
    keepWait: (owner, readUntil) => keep(owner, withWait(waits(owner), { readUntil }, now())),
    waitsBut(account) {
      const { account: saved, status } = state.items;
      const all = saved === null ? status.elsewhere : elsewhereWith(saved, state.waits());
      const { [budgetOf(account)]: _its, ...others } = all;
      return others;
    },
  };
}
