import type { Assignment, Rule } from "../devices/device.ts";
import type { Trouble } from "../notice.ts";

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
  /**
   * A write of this switch has turned the last device off, and none is known to be on since: no call
   * reaches the agent (CCM, where what is on must be off before another is turned on).
   */
  readonly stranded: boolean;
  /** What is to be told once the device that was on before is on again; `null` while going forward. */
  readonly undoing: Trouble | null;
  /**
   * Every write was answered well, and only the read that confirms them is missing: what is known of the
   * devices is no less sure than those answers. A switch written down by version 0.1.0 may lack it.
   */
  readonly answered?: boolean;
  /**
   * The devices that this switch is known to have turned off, by their IDs: one of them that is on all the same was
   * turned on by somebody else, unless the switch is on its way back (CCM). A switch written down by version 0.1.0 may
   * lack it.
   */
  readonly turnedOff?: readonly string[];
  /** How often in a row no device could be turned on. */
  readonly failures: number;
  /** How often the way back was refused, so that another device is tried. */
  readonly refusals: number;
  /** When to try again, by this machine's clock (ms); `null` while it is being carried out. */
  readonly retryAt: number | null;
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

/** A switch that is about to begin. */
export function begun(wish: Wish, rule: Rule, before: Assignment): Journal {
  return {
    ...wish,
    rule,
    before,
    stranded: false,
    undoing: null,
    failures: 0,
    refusals: 0,
    retryAt: null,
    waiting: null,
  };
}

/** What each device will be when everything that is asked for has been done. */
export function intended(journal: Journal | null): Assignment | null {
  if (journal === null) return null;
  if (journal.waiting !== null) return journal.waiting.target;
  return journal.undoing === null ? journal.target : journal.before;
}
