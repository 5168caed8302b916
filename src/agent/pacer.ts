import { type Account, type CcmOffice, shareBudget } from "../core/account.ts";
import {
  type Bounds,
  type Observation,
  type Pace,
  type Presence,
  periodOf,
  updatePace,
  withFastest,
} from "../core/polling/pace.ts";
import { paceBounds, type Settings } from "../core/settings.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/** Keeps the agent's share of the account's budget, from every answer there is. */
export interface Pacer {
  /**
   * Takes note of an answer to a request that was made for this account or office, whenever it comes; `save` writes it
   * down. It says nothing of the saved account where their budgets are not the same.
   */
  observe(owner: Account | CcmOffice, observation: Observation): void;
  pace(): Pace;
  /** The pace as it goes on with other settings, with which it is about to be written down. */
  paceBy(settings: Settings): Pace;
  bounds(): Bounds;
  /** The period in effect, ms. */
  period(): number;
  /** Whether somebody is at the machine, as far as is known. */
  presence(): Presence;
  /** Looks whether somebody is at the machine. */
  look(): Promise<void>;
  /** Somebody is at the machine. */
  markActive(): void;
  /** Keeps what was heard over the worker's death. */
  save(): Promise<void>;
}

export function createPacer(platform: Platform, state: State): Pacer {
  let presence: Presence = "active";
  /** What was heard since it was last written down, and of which account. */
  let news: { readonly pace: Pace; readonly generation: number } | null = null;

  function pace(): Pace {
    return news?.generation === state.generation ? news.pace : state.items.pace;
  }

  function bounds(): Bounds {
    return paceBounds(state.items.settings);
  }

  return {
    observe(owner, observation) {
      if (!shareBudget(owner, state.items.account)) return;
      news = { pace: updatePace(pace(), observation, bounds()), generation: state.generation };
    },
    pace,
    paceBy(settings) {
      const by = withFastest(pace(), bounds().fastest, paceBounds(settings).fastest);
      news = null;
      return by;
    },
    bounds,
    period: () => periodOf(pace(), bounds(), presence),
    presence: () => presence,
    async look() {
      presence = await platform.presence();
    },
    markActive() {
      presence = "active";
    },
    async save() {
      const written = news;
      // First: what is heard while it is being written down is news again.
      news = null;
      if (written?.generation === state.generation) await state.set({ pace: written.pace });
    },
  };
}
