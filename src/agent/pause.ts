import type { Reply } from "../browser/commands.ts";
import { isPaused } from "../core/pause.ts";
import { lastsUntil } from "../core/rules/for-a-while.ts";
import { NOT_STORED } from "./refused-replies.ts";
import { NO_SUCH_END } from "./rules.ts";
import type { State } from "./state.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Begins and ends the pause of rules and alerts. */
export interface Pause {
  /** Pauses until a moment by this machine's clock, ms. */
  begin(until: number): Promise<Reply>;
  end(): Promise<Reply>;
  /** Forgets a pause that is over, and so lets the rules and the alerts know. */
  look(): Promise<void>;
}

export function createPause(now: () => number, state: State, wakeUps: WakeUps): Pause {
  async function change(pausedUntil: number | null): Promise<Reply> {
    const before = state.items.pausedUntil;
    if (pausedUntil === before) return { ok: true };
    if (await state.set({ pausedUntil })) {
      await wakeUps.arm();
      return { ok: true };
    }
    await state.set({ pausedUntil: before });
    return NOT_STORED;
  }

  return {
    begin: async (until) => (lastsUntil(until, now()) ? change(until) : NO_SUCH_END),
    end: () => change(null),
    async look() {
      const { pausedUntil } = state.items;
      if (pausedUntil !== null && !isPaused(pausedUntil, now())) await state.set({ pausedUntil: null });
    },
  };
}
