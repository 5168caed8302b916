import { clockIsBack, type Status } from "../devices/status.ts";
import { type Failure, isAccessBlocked } from "../failure.ts";
import type { Presence } from "./pace.ts";
import { nextTurn, type TurnInput } from "./turns.ts";

/** Chrome's shortest alarm, ms. Chrome does not enforce it for unpacked extensions. */
export const SHORTEST_ALARM = 30_000;
const BACKOFF_BASE = 30_000;
/** The longest backoff, ms. An agent at the machine sees the truth again within two minutes: a read adds up to 10 s. */
const BACKOFF_CAP: Readonly<Record<Presence, number>> = { active: 90_000, idle: 600_000, locked: 600_000 };
/** When to check whether the softphone has registered, ms after the switch to it. */
const SETTLING_READS = [2_000, 4_000, 8_000] as const;

export interface ScheduleInput extends TurnInput {
  readonly failure: Failure | null;
  readonly failuresInARow: number;
  /** How many automatic tries of the credentials in a row were refused; 0 while they are accepted. */
  readonly refusals: number;
  readonly presence: Presence;
  /** Without a network, a request costs nothing, and the agent waits for the network's return. */
  readonly offline: boolean;
  /** The end of the server's wait for reads, which is always obeyed. */
  readonly readUntil: number | null;
  /** The end of a switch to a softphone that is not known to be registered yet. */
  readonly settlingSince: number | null;
}

/** An alarm may fire this early by the schedule's clock, ms. */
const DUE_TOLERANCE = 500;

/** Whether the next read is due. Without credentials none is, until the agent acts. */
export function isReadDue(status: Status, now: number): boolean {
  if (status.credentials === "missing") return false;
  // The worker died before it could plan the next read.
  if (status.nextReadAt === null) return true;
  // A clock that was set back has also postponed the next read.
  return clockIsBack(status, now) || status.nextReadAt <= now + DUE_TOLERANCE;
}

/** When to read next, by this machine's clock (ms). */
export function nextReadAt(input: ScheduleInput): number {
  const { failure, refusals } = input;
  const wait = Math.max(input.readUntil ?? 0, failure?.waitUntil ?? 0);
  const planned =
    refusals > 0 ? afterRefusal(input) : failure === null ? afterSuccess(input) : afterFailure(input);
  // All agents may have been given the same wait: each comes back at another part of its period.
  return planned > wait ? planned : Math.round(wait + input.random * input.period);
}

function afterSuccess(input: ScheduleInput): number {
  const { now, period, settlingSince } = input;
  if (settlingSince !== null) {
    const next = SETTLING_READS.map((after) => settlingSince + after).find((at) => at > now);
    // A clock that was set back puts this moment in the far future.
    if (next !== undefined) return Math.min(next, now + period);
  }
  return nextTurn(input);
}

/** Whether the account's budget makes its agents read less often than their settings allow. Both periods in ms. */
export function isShort(period: number, fastest: number): boolean {
  return period > fastest * 1.1;
}

/** The account's budget counts here too: all agents may have failed, and may come back at once. */
function afterFailure(input: ScheduleInput): number {
  const { now, offline, failure, failuresInARow, presence, random, period, fastest } = input;
  // Agents that share a network come back together. If their budget is short, each waits for its own turn.
  if (offline || isAccessBlocked(failure))
    return isShort(period, fastest) ? nextTurn(input) : now + SHORTEST_ALARM;
  return Math.max(now + backoff(failuresInARow, presence, random), nextTurn(input));
}

/**
 * Exponential backoff with full jitter, in ms: uniform between the base and a ceiling. The ceiling doubles with each failure in
 * a row, up to 90 s while somebody is at the machine and 10 min while nobody is.
 */
export function backoff(failuresInARow: number, presence: Presence, random: number): number {
  const ceiling = Math.min(BACKOFF_CAP[presence], BACKOFF_BASE * 2 ** Math.min(failuresInARow, 10));
  return Math.round(BACKOFF_BASE + random * (ceiling - BACKOFF_BASE));
}

/** The shortest time to the next automatic try of the credentials, ms, after one, two, three, and four or more refusals. */
const AFTER_REFUSALS = [60_000, 300_000, 900_000, 3_600_000] as const;
/**
 * How long somebody must have been away, and how long ago the last try must be, before their return triggers a try of refused
 * credentials; ms. It is longer than most calls: an agent on a call has not left.
 */
const ABSENCE = 600_000;

/** Seldom, because refusals may lock an account. With jitter, because a gateway may have refused all agents at once. */
function afterRefusal(input: ScheduleInput): number {
  const { now, refusals, random } = input;
  const least = AFTER_REFUSALS[Math.min(refusals, AFTER_REFUSALS.length) - 1] ?? 0;
  return Math.max(now + Math.round(least * (1 + random / 4)), nextTurn(input));
}

/**
 * When to try refused credentials because somebody has come back to the machine, by this machine's clock (ms); `null` after a
 * short absence.
 *
 * @param awaySince when they left; `null` if that was before the last refusal, or if they have not left
 */
export function tryOnReturn(refusedAt: number, awaySince: number | null, now: number): number | null {
  return now - (awaySince ?? refusedAt) < ABSENCE ? null : refusedAt + ABSENCE;
}

const RETRY_BASE = 2_000;
/** The longest delay before a switch is tried again, ms. */
export const RETRY_CAP = 60_000;

/**
 * The delay before another try to turn a device on, ms. It is short at first, because no call reaches the agent meanwhile: from
 * 2 s up to a minute, with jitter over the upper half.
 */
export function retryDelay(failuresInARow: number, random: number): number {
  const ceiling = Math.min(RETRY_CAP, RETRY_BASE * 2 ** Math.min(failuresInARow, 10));
  return Math.round((ceiling * (1 + random)) / 2);
}
