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

/** Adapts the polling pace to the account's request budget, from every answer. */
export interface Pacer {
  /**
   * Records an answer to a request for this account or office, whenever it comes; `save` stores it. Ignores an answer
   * that used up another budget than the saved account's.
   */
  record(owner: Account | CcmOffice, observation: Observation): void;
  pace(): Pace;
  /** Fits the pace to new settings and drops the recorded answers, which it includes. The caller stores both together. */
  applySettings(settings: Settings): Pace;
  bounds(): Bounds;
  /** The period in effect, ms. */
  period(): number;
  /** Whether someone is at the machine, as last checked. */
  presence(): Presence;
  /** Asks the browser whether someone is at the machine. */
  updatePresence(): Promise<void>;
  /** Records that someone is at the machine. */
  markActive(): void;
  /** Stores the recorded answers, so that they outlive the worker. */
  save(): Promise<void>;
}

export function createPacer(platform: Platform, state: State): Pacer {
  let presence: Presence = "active";
  /** The pace after the answers not stored yet, and the generation they belong to. */
  let pending: { readonly pace: Pace; readonly generation: number } | null = null;

  function pace(): Pace {
    return pending?.generation === state.generation ? pending.pace : state.items.pace;
  }

  function bounds(): Bounds {
    return paceBounds(state.items.settings);
  }

  return {
    record(owner, observation) {
      if (!shareBudget(owner, state.items.account)) return;
      pending = { pace: updatePace(pace(), observation, bounds()), generation: state.generation };
    },
    pace,
    applySettings(settings) {
      const adapted = withFastest(pace(), bounds().fastest, paceBounds(settings).fastest);
      pending = null;
      return adapted;
    },
    bounds,
    period: () => periodOf(pace(), bounds(), presence),
    presence: () => presence,
    async updatePresence() {
      presence = await platform.presence();
    },
    markActive() {
      presence = "active";
    },
    async save() {
      const written = pending;
      // Reset first: an answer that comes during the write must be stored again.
      pending = null;
      if (written?.generation === state.generation) await state.set({ pace: written.pace });
    },
  };
}
