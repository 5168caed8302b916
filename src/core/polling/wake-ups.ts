import type { Account } from "../account.ts";
import type { Status } from "../devices/status.ts";
import { evidenceExpiresAt, lastSeenExpiresAt } from "../devices/verdict.ts";
import type { Settings } from "../settings.ts";
import { type Journal, retryAt } from "../switching/journal.ts";
import { RETRY_CAP, SHORTEST_ALARM } from "./schedule.ts";
import { type ServerWaits, waitForAny } from "./server-waits.ts";

export interface WakeUpInput {
  readonly account: Account | null;
  readonly status: Status;
  readonly journal: Journal | null;
  readonly settings: Settings;
  readonly waits: ServerWaits;
  /** This machine's clock, ms. */
  readonly now: number;
}

/**
 * When the worker must be awake next, by this machine's clock (ms); `null` while nothing is to be done. These are all the
 * moments there are: one alarm is set for the first of them.
 */
export function nextWakeUp(input: WakeUpInput): number | null {
  if (input.account === null) return null;
  const moments = [nextRead(input), ...expiries(input), nextTry(input)].filter((at) => at !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The next read. Without credentials nothing can be asked. */
function nextRead({ status, now }: WakeUpInput): number | null {
  if (status.credentials === "missing") return null;
  // Nothing is planned in the middle of a change of account: the worker may die there.
  return status.nextReadAt ?? now + SHORTEST_ALARM;
}

/** What is shown becomes too old. */
function expiries({ status, settings, now }: WakeUpInput): (number | null)[] {
  const all = [evidenceExpiresAt(status), lastSeenExpiresAt(status, settings, now)];
  // Never a moment at which nothing is due yet: the worker would wake itself without end.
  return all.map((at) => (at !== null && at >= now ? at + 1 : null));
}

/** A switch goes on. */
function nextTry({ status, journal, waits, now }: WakeUpInput): number | null {
  if (status.credentials !== "present" || journal === null) return null;
  const at = retryAt(journal) ?? now + SHORTEST_ALARM;
  // Further ahead than it is ever put off, it was set before the clock was set back: it is due.
  return Math.max(at > now + RETRY_CAP ? now : at, waitForAny(waits));
}
