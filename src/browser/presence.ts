import type { Presence } from "../core/polling/pace.ts";
import { browser } from "./extension.ts";

/** After how long without a key or a mouse nobody is taken to be there: longer than most calls are. */
const IDLE_AFTER_SECONDS = 600;

/** Whether somebody is at the machine. */
export async function presence(): Promise<Presence> {
  try {
    return await browser.idle.queryState(IDLE_AFTER_SECONDS);
  } catch {
    return "active";
  }
}

/** The shortest that Chrome takes, seconds. */
const NOTICED_AFTER_SECONDS = 15;

/** Has the browser tell of every pause: each is a chance to take up what an alarm is late for. */
export async function noticePauses(): Promise<void> {
  browser.idle.setDetectionInterval(NOTICED_AFTER_SECONDS);
}
