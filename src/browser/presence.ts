import type { Presence } from "../core/polling/pace.ts";
import { browser } from "./extension.ts";

/** How long without keyboard or mouse input counts as absence, s. Longer than most calls. */
const IDLE_AFTER_SECONDS = 600;

/** Whether someone is at the machine; `active` if the browser cannot tell. Never rejects. */
export async function presence(): Promise<Presence> {
  try {
    return await browser.idle.queryState(IDLE_AFTER_SECONDS);
  } catch {
    return "active";
  }
}

/** Whether the browser says when the screen is locked. Firefox does not. */
export function tellsOfLocks(): boolean {
  const { IdleState } = browser.idle as { readonly IdleState?: object };
  return IdleState === undefined || "LOCKED" in IdleState;
}

/** The shortest detection interval that Chrome accepts, s. */
const DETECTION_INTERVAL_SECONDS = 15;

/** Has the browser report every pause. Each is a chance to do work for which the alarm is late. */
export async function reportPauses(): Promise<void> {
  browser.idle.setDetectionInterval(DETECTION_INTERVAL_SECONDS);
}
