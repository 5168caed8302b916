import { SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { browser } from "./extension.ts";

/** The extension has only this alarm. */
const NAME = "wake";

/** How often the alarm repeats until it is set again, min. It wakes a worker that died before setting it. */
const REPEAT_MINUTES = 1;

/** Sets the alarm, no sooner than Chrome allows for a packed extension (30 s). */
export async function setAlarm(at: number): Promise<void> {
  await browser.alarms.create(NAME, {
    when: Math.max(at, Date.now() + SHORTEST_ALARM),
    periodInMinutes: REPEAT_MINUTES,
  });
}

/** Sets the alarm unless one is set. */
export async function ensureAlarm(at: number): Promise<void> {
  if ((await browser.alarms.get(NAME)) === undefined) await setAlarm(at);
}

/** Clears the alarm, if one is set. */
export async function clearAlarm(): Promise<void> {
  await browser.alarms.clear(NAME);
}
