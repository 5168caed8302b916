import { CLOCK_TOLERANCE } from "../core/devices/status.ts";
import { isShort, SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { nextWakeUp } from "../core/polling/wake-ups.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/**
 * Sees to it that the worker is awake when something is to be done: by the one alarm, and by timers for what comes sooner than
 * an alarm can, or what no event tells of.
 */
export interface WakeUps {
  /** Sets the alarm for the next thing to do, or clears it where there is none. */
  arm(): Promise<void>;
  /** The same where an earlier life of the worker may have seen to it already. */
  ensureArmed(): Promise<void>;
}

/** When a clock that was set back is noticed, ms after the alarm was set: while the worker still lives. */
const CLOCK_CHECK = 20_000;
/** How often to look whether the network is back, ms. */
const NETWORK_CHECK = 1_000;

/**
 * @param due called when a timer, rather than the alarm, has come to its time
 * @param networkBack called when the network is there again
 */
export function createWakeUps(
  platform: Platform,
  state: State,
  pacer: Pacer,
  due: () => void,
  networkBack: () => void,
): WakeUps {
  const { now } = platform;
  let clockIsWatched = false;
  let networkIsWatched = false;

  function next(): number | null {
    return nextWakeUp({ ...state.items, waits: state.waits(), now: now() });
  }

  async function arm(): Promise<void> {
    watchNetwork();
    const at = next();
    if (at === null) return platform.clearAlarm();
    // No alarm comes this soon, and the worker lives this long after the event that it is serving.
    if (at - now() < SHORTEST_ALARM) platform.after(Math.max(0, at - now()), due);
    watchClock();
    await platform.setAlarm(at);
  }

  async function ensureArmed(): Promise<void> {
    watchNetwork();
    const at = next();
    if (at !== null) await platform.ensureAlarm(at);
  }

  /** Alarms go by the clock: one that is set back puts them off for as long, with what is shown left as it is. */
  function watchClock(): void {
    if (clockIsWatched) return;
    clockIsWatched = true;
    const expected = now() + CLOCK_CHECK;
    platform.after(CLOCK_CHECK, () => {
      clockIsWatched = false;
      if (now() < expected - CLOCK_TOLERANCE) due();
    });
  }

  /** No event tells a worker that the network is back: it looks, as long as it lives for its next read. */
  function watchNetwork(): void {
    if (networkIsWatched || !state.items.status.offline) return;
    networkIsWatched = true;
    platform.after(NETWORK_CHECK, () => {
      networkIsWatched = false;
      if (!state.items.status.offline) return;
      if (!platform.online()) return watchNetwork();
      // A whole office may be back at the same time.
      const period = pacer.period();
      const spread = isShort(period, pacer.bounds().fastest) ? period : NETWORK_CHECK;
      platform.after(platform.random() * spread, () => {
        const { offline, credentials } = state.items.status;
        if (offline && credentials === "present") networkBack();
      });
    });
  }

  return { arm, ensureArmed };
}
