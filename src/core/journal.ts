import type { Assignment, Rule } from "./device.ts";

/** Who asked for a switch: a key press that fails has only the toolbar to say so. */
export type Origin = "key" | "popup";

/**
 * A switch under way, written down before its first request and removed after the read that
 * confirms it, so that neither the worker's death nor the browser's loses it.
 */
export interface Journal extends Wish {
  readonly rule: Rule;
  /** What each device was when the switch began. */
  readonly before: Assignment;
  /** The newest press made meanwhile; it begins when this switch has ended. */
  readonly waiting: Wish | null;
}

/** A press, as what each device shall be. */
export interface Wish {
  readonly origin: Origin;
  readonly target: Assignment;
  /** By this machine's clock (ms). */
  readonly askedAt: number;
}

/** What each device will be when everything that is asked for has been done. */
export function intended(journal: Journal | null): Assignment | null {
  return journal === null ? null : (journal.waiting?.target ?? journal.target);
}
