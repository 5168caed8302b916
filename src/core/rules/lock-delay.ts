import type { Presence } from "../polling/pace.ts";

/** How long the screen must be locked before the rule acts, ms: a screen that is locked by mistake is unlocked sooner. */
const ACTS_AFTER = 10_000;

/** Since when the screen is locked, now that the browser says whether somebody is at the machine. */
export function lockedSince(before: number | null, presence: Presence, now: number): number | null {
  if (presence !== "locked") return null;
  // A moment in the future dates from before the clock was set back.
  return before === null || before > now ? now : before;
}

/** When the rule begins to act, ms; `null` while the screen is not locked. */
export function lockActsAt(since: number | null): number | null {
  return since === null ? null : since + ACTS_AFTER;
}
