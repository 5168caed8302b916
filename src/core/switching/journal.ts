import type { Api } from "../api-rules.ts";
import type { Assignment } from "../devices/device.ts";
import type { Failure } from "../failure.ts";

/** Who asked for a switch: a key press that fails has only the toolbar to say so. */
export type Origin = "key" | "popup";

/**
 * What a switch is at.
 *
 * - `ready`: it waits for its turn. Unless it is `sure` of the devices, it reads them first.
 * - `recovering`: the devices are being read, since nothing else tells how far it came.
 * - `writing`: a change towards the target is on its way.
 * - `compensating`: the target cannot be reached, and a change that turns a device on again is on its way (CCM).
 * - `checking`: that change has failed, and the devices are being read to see what has come of it.
 * - `confirming`: every change was answered well, and the devices are being read to see whether they are so.
 * - `waiting-to-retry`: it is tried again at `retryAt`, by this machine's clock (ms).
 */
export type Phase =
  | { readonly name: "ready"; readonly sure: boolean }
  | { readonly name: "recovering" }
  | { readonly name: "writing" | "compensating"; readonly change: Assignment }
  | { readonly name: "checking"; readonly change: Assignment; readonly failure: Failure }
  | { readonly name: "confirming"; readonly as: Goal }
  | { readonly name: "waiting-to-retry"; readonly retryAt: number };

/** What the read that confirms a switch is expected to show. */
export type Goal = "reached" | "compensated" | "changed-elsewhere";

/**
 * A switch under way, written down before its first request and removed after the read that
 * confirms it, so that neither the worker's death nor the browser's loses it.
 */
export interface Journal extends Wish {
  readonly api: Api;
  readonly phase: Phase;
  /** What each device was when the switch began. */
  readonly before: Assignment;
  /**
   * A write of this switch has turned the last device off, and none is known to be on since: no call
   * reaches the agent (CCM, where what is on must be off before another is turned on).
   */
  readonly noDeviceOn: boolean;
  /** Why the device that was on before is to be on again; `null` while going forward. */
  readonly compensatesFor: Failure | "interrupted" | null;
  /**
   * Every write was answered well, and only the read that confirms them is missing: what is known of the
   * devices is no less sure than those answers.
   */
  readonly answered: boolean;
  /**
   * The devices that this switch is known to have turned off, by their IDs: one of them that is on all the same was
   * turned on by somebody else, unless the switch is on its way back (CCM).
   */
  readonly turnedOff: readonly string[];
  /** What has been sent since the switch was begun, or was last taken up. */
  readonly attempt: Attempt;
  /** How often in a row no device could be turned on. */
  readonly failures: number;
  /** How often the way back was refused, so that another device is tried. */
  readonly refusals: number;
  /** The newest press made meanwhile; it begins when this switch has ended. */
  readonly waiting: Wish | null;
}

export interface Attempt {
  readonly writes: number;
  /** A write of which nothing was heard was sent once more. */
  readonly repeated: boolean;
}

/** A press, as what each device shall be. */
export interface Wish {
  readonly origin: Origin;
  readonly target: Assignment;
  /** By this machine's clock (ms). */
  readonly askedAt: number;
}

export const NOTHING_SENT: Attempt = { writes: 0, repeated: false };

/** A switch that is about to begin. */
export function begun({ origin, target, askedAt }: Wish, api: Api, before: Assignment): Journal {
  return {
    origin,
    target,
    askedAt,
    api,
    phase: { name: "ready", sure: true },
    before,
    noDeviceOn: false,
    compensatesFor: null,
    answered: false,
    turnedOff: [],
    attempt: NOTHING_SENT,
    failures: 0,
    refusals: 0,
    waiting: null,
  };
}

/** What each device will be when everything that is asked for has been done. */
export function intended(journal: Journal | null): Assignment | null {
  if (journal === null) return null;
  if (journal.waiting !== null) return journal.waiting.target;
  return journal.compensatesFor === null ? journal.target : journal.before;
}

/** When the switch is tried again (ms); `null` while it is being carried out, or is about to be. */
export function retryAt({ phase }: Journal): number | null {
  return phase.name === "waiting-to-retry" ? phase.retryAt : null;
}
