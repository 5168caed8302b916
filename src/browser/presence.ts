import type { Presence } from "../core/pace.ts";
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
