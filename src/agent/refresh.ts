import { waitForAny } from "../core/polling/server-waits.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** The one path to fresh knowledge, which every trigger takes: an alarm, the popup, the agent's return, the network's. */
export interface Refresh {
  /** Reads, unless a switch is under way: it ends with a read of its own. */
  now(): Promise<void>;
  /** The same for somebody who is there to see it: a switch that was put off is taken up at once. */
  forAgent(): Promise<void>;
  /** Does what is due, if anything is; tells whether something was. */
  whatIsDue(): Promise<boolean>;
}

export function createRefresh(platform: Platform, state: State, reader: Reader, switches: Switch): Refresh {
  async function now(): Promise<void> {
    const ending = switches.underWay();
    if (ending !== null) return ending;
    await reader.now();
    // What was read may say that a switch which was put off is over.
    if (switches.isDue()) await switches.resume();
  }

  return {
    now,
    forAgent() {
      const mayAsk = waitForAny(state.waits()) <= platform.now();
      return state.items.journal !== null && mayAsk ? switches.resume() : now();
    },
    async whatIsDue() {
      if (switches.isDue()) await switches.resume();
      else if (reader.isDue()) await now();
      else return false;
      return true;
    },
  };
}
