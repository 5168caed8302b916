import { isAccessBlocked } from "../core/failure.ts";
import { tryOnReturn } from "../core/polling/schedule.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Adapts the reads to the agent's leaving and coming back. */
export interface AgentPresence {
  /**
   * Someone is back at the machine. Reads now, or one period after the last good read or last failure, whichever is later.
   * With refused credentials, reads only after a long absence and not soon after the last try.
   */
  returned(): Promise<void>;
  /** Everyone has left the machine. */
  left(): Promise<void>;
}

export function createPresence(
  { now }: Platform,
  state: State,
  pacer: Pacer,
  reader: Reader,
  wakeUps: WakeUps,
): AgentPresence {
  async function returned(): Promise<void> {
    pacer.markActive();
    if (state.items.status.credentials === "refused") return returnedWhileRefused();
    const { reading, failure, nextReadAt, changedAt } = state.items.status;
    const period = pacer.period();
    // Every pause ends with a return, and each return would send a failing server another request. An unreachable server
    // receives nothing, so that failure does not count: the machine may just be waking.
    const isSpared = failure !== null && failure.kind !== "unreachable" && !isAccessBlocked(failure);
    const due = (isSpared ? (changedAt ?? 0) : (reading?.takenAt ?? 0)) + period;
    const mayWait = isSpared || (failure === null && reading !== null);
    // A clock that was set back makes old readings look young.
    if (reader.isDue() || !mayWait || due <= now()) return reader.now();
    // During the server's wait, keep the planned time, which differs between agents.
    const mustWait = (state.waits().readUntil ?? 0) > now();
    if (!mustWait) await state.setStatus({ period, nextReadAt: Math.min(due, nextReadAt ?? due) });
    await wakeUps.arm();
  }

  async function returnedWhileRefused(): Promise<void> {
    const { refusal, nextReadAt } = state.items.status;
    if (reader.isDue() || !refusal) return reader.now();
    const at = tryOnReturn(refusal.at, refusal.awaySince, now());
    const isNow = at !== null && at <= now();
    // This read replaces the planned one, which would come too soon after it.
    const planned = isNow ? now() : nextReadAt && Math.min(nextReadAt, at ?? nextReadAt);
    await state.setStatus({ refusal: { ...refusal, awaySince: null }, nextReadAt: planned });
    await (isNow ? reader.now() : wakeUps.arm());
  }

  return {
    returned,
    async left() {
      const { refusal, credentials } = state.items.status;
      if (credentials !== "refused" || !refusal || refusal.awaySince !== null) return;
      await state.setStatus({ refusal: { ...refusal, awaySince: now() } });
    },
  };
}
