import { CLOCK_TOLERANCE } from "../core/devices/status.ts";
import { isShort, SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { nextWakeUp } from "../core/polling/wake-ups.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/**
 * Wakes the worker for the next thing to do: with the one alarm, and with timers for whatever is due sooner than an alarm can
 * fire or for which there is no event. Nothing keeps it awake for a switch: a new worker finishes that.
 */
export interface WakeUps {
  /** Sets the alarm for the next thing to do, or clears it if there is none. */
  arm(): Promise<void>;
  /** Sets the alarm unless an earlier worker already has. */
  ensureArmed(): Promise<void>;
  /**
   * Sets who is called.
   *
   * @param due called when a timer fires in place of the alarm
   * @param networkBack called when the network is back
   */
  watch(due: () => unknown, networkBack: () => unknown): void;
}

/** How long after setting the alarm to check for a clock that was set back, ms. The worker still lives then. */
const CLOCK_CHECK = 20_000;
/** How often to check whether the network is back, ms. */
const NETWORK_CHECK = 1_000;

export function createWakeUps(platform: Platform, state: State, pacer: Pacer): WakeUps {
  const { now } = platform;
  let due: () => unknown;
  let networkBack: () => unknown;
  let clockIsWatched = false;
  let networkIsWatched = false;

  function next(): number | null {
    return nextWakeUp({ ...state.items, waits: state.waits(), now: now() });
  }

  async function arm(): Promise<void> {
    watchNetwork();
    const at = next();
    if (at === null) return platform.clearAlarm();
    // No alarm fires this soon, and the worker lives this long after the event it is serving.
    if (at - now() < SHORTEST_ALARM) platform.after(Math.max(0, at - now()), due);
    watchClock();
    await platform.setAlarm(at);
  }

  async function ensureArmed(): Promise<void> {
    watchNetwork();
    const at = next();
    if (at !== null) await platform.ensureAlarm(at);
  }

  /** Alarms follow the clock: setting it back delays them by as much and leaves the badge out of date. */
  function watchClock(): void {
    if (clockIsWatched) return;
    clockIsWatched = true;
    const expected = now() + CLOCK_CHECK;
    platform.after(CLOCK_CHECK, () => {
      clockIsWatched = false;
      if (now() < expected - CLOCK_TOLERANCE) due();
    });
  }

  /** No event tells a worker that the network is back, so it polls while it lives. */
  function watchNetwork(): void {
    if (networkIsWatched || !state.items.status.offline) return;
    networkIsWatched = true;
    platform.after(NETWORK_CHECK, () => {
      networkIsWatched = false;
      if (!state.items.status.offline) return;
      if (!platform.online()) return watchNetwork();
      // Spread the reads: a whole office may be back at the same time.
      const period = pacer.period();
      const spread = isShort(period, pacer.bounds().fastest) ? period : NETWORK_CHECK;
      platform.after(platform.random() * spread, () => {
        const { offline, credentials } = state.items.status;
        if (offline && credentials === "present") networkBack();
      });
    });
  }

  return {
    arm,
    ensureArmed,
    watch(whenDue, whenBack) {
      due = whenDue;
      networkBack = whenBack;
    },
  };
}
