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
 * The request budgets that connecting and searching use up: the saved account's, or that of another account, which need
 * not be saved.
 */
export interface Budgets {
  /** The budget that a request reads and updates. */
  of(owner: Account | CcmOffice): Budget;
  /** The server's waits for everyone who shares this budget. */
  waits(owner: Account | CcmOffice): ServerWaits;
  /** Stores a wait that the server asked for; `readUntil` by this machine's clock, ms. */
  storeWait(owner: Account | CcmOffice, readUntil: number): Promise<void>;
  /** The server's waits for every account but this one, including the saved account. */
  waitsOfOthers(account: Account): WaitsElsewhere;
}

export function createBudgets(now: () => number, state: State, pacer: Pacer): Budgets {
  const isSaved = (owner: Account | CcmOffice): boolean => shareBudget(owner, state.items.account);

  function waits(owner: Account | CcmOffice): ServerWaits {
    if (isSaved(owner)) return state.waits();
    return waitsBy(state.items.status.elsewhere[budgetOf(owner)] ?? NO_WAITS, now());
  }

  async function store(owner: Account | CcmOffice, told: ServerWaits): Promise<void> {
    if (isSaved(owner)) await state.set({ waits: told });
    else await state.setStatus({ elsewhere: elsewhereWith(owner, told) });
  }

  function elsewhereWith(owner: Account | CcmOffice, told: ServerWaits): WaitsElsewhere {
    return withElsewhere(state.items.status.elsewhere, budgetOf(owner), told, now());
  }

  return {
    of: (owner) => ({
      observe: (observation) => pacer.record(owner, observation),
      waitUntil: () => waits(owner).readUntil ?? 0,
    }),
    waits,
    storeWait: (owner, readUntil) => store(owner, withWait(waits(owner), { readUntil }, now())),
    waitsOfOthers(account) {
      const { account: saved, status } = state.items;
      const all = saved === null ? status.elsewhere : elsewhereWith(saved, state.waits());
      const { [budgetOf(account)]: _its, ...others } = all;
      return others;
    },
  };
}
