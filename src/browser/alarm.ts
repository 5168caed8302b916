import { SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { browser } from "./extension.ts";

/** The one alarm there is. */
const NAME = "wake";

/** How often it rings again until it is set anew, in minutes: a worker that dies before it has done so is woken. */
const AGAIN = 1;

/** Sets the alarm, not closer than Chrome allows a packed extension (30 s). */
export async function setAlarm(at: number): Promise<void> {
  await browser.alarms.create(NAME, {
    when: Math.max(at, Date.now() + SHORTEST_ALARM),
    periodInMinutes: AGAIN,
  });
}

/** Sets the alarm only where none is set. */
export async function ensureAlarm(at: number): Promise<void> {
  if ((await browser.alarms.get(NAME)) === undefined) await setAlarm(at);
}

export async function clearAlarm(): Promise<void> {
  await browser.alarms.clear(NAME);
}
