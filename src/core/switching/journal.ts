import type { Api } from "../api-rules.ts";
import type { Assignment } from "../devices/device.ts";
import type { Failure } from "../failure.ts";
import type { RuleName } from "../rules/precedence.ts";

/** Where a switch was asked for, or the rule that makes it. `menu`: the toolbar icon's context menu. */
export type Origin = "key" | "menu" | "popup" | "notification" | RuleName;

/** Whether a press was made where only the toolbar can show its failure. */
export function isUnseen(origin: Origin): boolean {
  return origin === "key" || origin === "menu";
}

/**
 * The phase of a switch.
 *
 * - `ready`: it is about to begin or go on. Unless it is `sure` of the devices, it reads them first.
 * - `recovering`: it reads the devices, because only they tell how far it came.
 * - `writing`: it sends a change towards the target.
 * - `compensating`: the target cannot be reached, and it sends a change that turns a device on again (CCM), or turns off again
 *   what it has turned on (the older contract of Integrations Core).
 * - `checking`: such a change has failed, and it reads the devices to see the result.
 * - `confirming`: every change was answered well, and it reads the devices to see whether they agree.
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
 * A switch under way. It is stored before its first request and removed after the read that confirms it, so it survives the
 * death of the worker and of the browser.
 */
export interface Journal extends SwitchIntent {
  readonly api: Api;
  readonly phase: Phase;
  /** The state of each device when the switch began. */
  readonly before: Assignment;
  /**
   * This switch has turned the last device off, and none is known to have come on since: no call reaches the agent. It happens
   * on CCM, where one device must be off before another can be turned on.
   */
  readonly noDeviceOn: boolean;
  /** Why the device from before must be turned on again; `null` while the switch goes forward. */
  readonly compensatesFor: Failure | "interrupted" | null;
  /**
   * Every write was answered well, and only the read that confirms them is missing. The state of the devices is as certain as
   * those answers.
   */
  readonly answered: boolean;
  /**
   * The IDs of the devices that this switch is known to have turned off. If one of them is on, somebody else has turned it on,
   * unless the switch is compensating (CCM).
   */
  readonly turnedOff: readonly string[];
  /** What was sent since the switch began, or was last resumed. */
  readonly attempt: Attempt;
  /** How many tries in a row have ended with another one planned. */
  readonly failures: number;
  /** How many compensating writes were refused. The next one tries another device. */
  readonly refusals: number;
  /** The newest press during this switch. It begins when the switch has ended. */
  readonly waiting: SwitchIntent | null;
}

export interface Attempt {
  readonly writes: number;
  /** Whether a write without a usable answer was sent once more. */
  readonly repeated: boolean;
}

/** A press, as the state that each device is to have. */
export interface SwitchIntent {
  readonly origin: Origin;
  readonly target: Assignment;
  /** When it was made, by this machine's clock (ms). */
  readonly askedAt: number;
}

export const NOTHING_SENT: Attempt = { writes: 0, repeated: false };

/** The journal of a switch that is about to begin. */
export function newJournal({ origin, target, askedAt }: SwitchIntent, api: Api, before: Assignment): Journal {
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

/** Whether a switch may have changed a device already. */
export function hasBegun({ attempt, failures, noDeviceOn, compensatesFor, turnedOff }: Journal): boolean {
  return attempt.writes > 0 || failures > 0 || noDeviceOn || compensatesFor !== null || turnedOff.length > 0;
}

/** The state of each device after the switch under way and the press that waits; `null` without a switch. */
export function intended(journal: Journal | null): Assignment | null {
  if (journal === null) return null;
  if (journal.waiting !== null) return journal.waiting.target;
  return journal.compensatesFor === null ? journal.target : journal.before;
}

/** When the switch is tried again, by this machine's clock (ms); `null` if it does not wait to be. */
export function retryAt({ phase }: Journal): number | null {
  return phase.name === "waiting-to-retry" ? phase.retryAt : null;
}
