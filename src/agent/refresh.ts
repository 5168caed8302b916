import { waitForAny } from "../core/polling/server-waits.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** Refreshes the status. Every trigger uses it: alarm, popup, the agent's return, the network's return. */
export interface Refresh {
  /** Reads, or waits for the switch under way, which ends with a read of its own. */
  now(): Promise<void>;
  /** Like `now`, but resumes a postponed switch at once. For when the agent is present. */
  readOrResume(): Promise<void>;
  /** Does whatever is due. Resolves with whether anything was. */
  runDue(): Promise<boolean>;
}

export function createRefresh(platform: Platform, state: State, reader: Reader, switches: Switch): Refresh {
  async function now(): Promise<void> {
    const ending = switches.underWay();
    if (ending !== null) return ending;
    await reader.now();
    // The reading may show that a postponed switch is over.
    if (switches.isDue()) await switches.resume();
  }

  return {
    now,
    readOrResume() {
      const mayAsk = waitForAny(state.waits()) <= platform.now();
      return state.items.journal !== null && mayAsk ? switches.resume() : now();
    },
    async runDue() {
      if (switches.isDue()) await switches.resume();
      else if (reader.isDue()) await now();
      else return false;
      return true;
    },
  };
}
