import type { AlertsMemory } from "../alerts/alerts-memory.ts";
import { lastSeenExpiresAt } from "../devices/last-seen.ts";
import type { LastSeenRhythm } from "../devices/last-seen-rhythm.ts";
import type { Status } from "../devices/status.ts";
import { evidenceExpiresAt } from "../devices/verdict.ts";
import type { RulesMemory } from "../rules/rules-memory.ts";
import type { Settings } from "../settings.ts";
import { nextSignInAt, type SignInInput } from "../sign-in/sign-in.ts";
import { type Journal, retryAt } from "../switching/journal.ts";
import { RETRY_CAP, SHORTEST_ALARM } from "./schedule.ts";
import { type ServerWaits, waitForAny } from "./server-waits.ts";

export interface WakeUpInput extends SignInInput {
  readonly status: Status;
  readonly journal: Journal | null;
  readonly settings: Settings;
  readonly lastSeenRhythm: LastSeenRhythm;
  readonly rules: RulesMemory | null;
  /** When the agent's pause of rules and alerts ends; `null` if there is none. */
  readonly pausedUntil: number | null;
  readonly alerts: Pick<AlertsMemory, "nextAt">;
  readonly waits: ServerWaits;
}

/**
 * When the worker must be awake next, by this machine's clock (ms); `null` if there is nothing to do. This covers every reason
 * to be awake: one alarm is set for the earliest moment.
 */
export function nextWakeUp(input: WakeUpInput): number | null {
  const { rules, pausedUntil, alerts, now } = input;
  const signIn = decided(nextSignInAt(input), now);
  if (input.account === null) return signIn;
  const moments = [
    nextRead(input),
    ...expiries(input),
    nextTry(input),
    decided(rules?.nextAt ?? null, now),
    pausedUntil,
    decided(alerts.nextAt, now),
    signIn,
  ].filter((at) => at !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The next read. Without credentials there is none. */
function nextRead({ status, now }: WakeUpInput): number | null {
  if (status.credentials === "missing") return null;
  // No read is planned during a change of account, and the worker may die there.
  return status.nextReadAt ?? now + SHORTEST_ALARM;
}

/** When the evidence for the verdict becomes too old. */
function expiries(input: WakeUpInput): (number | null)[] {
  const { now } = input;
  const all = [evidenceExpiresAt(input.status), lastSeenExpiresAt(input, now)];
  // Never a moment in the past, nor one at which nothing has expired yet: the worker would wake itself without end.
  return all.map((at) => (at !== null && at >= now ? at + 1 : null));
}

/** The next try of a switch. */
function nextTry({ status, journal, waits, now }: WakeUpInput): number | null {
  if (status.credentials !== "present" || journal === null) return null;
  const at = retryAt(journal) ?? now + SHORTEST_ALARM;
  // A moment beyond the longest delay dates from before the clock was set back: the try is due.
  return Math.max(at > now + RETRY_CAP ? now : at, waitForAny(waits));
}

/** When a rule may change the devices, or the agent may have to be told something. */
function decided(nextAt: number | null, now: number): number | null {
  // A moment that has passed was not decided on, as when the browser could not store the decision.
  return nextAt === null || nextAt > now ? nextAt : now + SHORTEST_ALARM;
}
