import { clockIsBack, type Status } from "../devices/status.ts";
import { type Failure, isAccessBlocked } from "../failure.ts";
import type { Presence } from "./pace.ts";
import { nextTurn, type TurnInput } from "./turns.ts";

/** Chrome's shortest alarm, which it does not enforce for unpacked extensions. */
export const SHORTEST_ALARM = 30_000;
const BACKOFF_BASE = 30_000;
/** Who is at the machine sees the truth again within two minutes: a read takes up to 10 s more, and may just have been begun. */
const BACKOFF_CAP: Readonly<Record<Presence, number>> = { active: 90_000, idle: 600_000, locked: 600_000 };
/** After a switch towards the softphone: when to look whether it has registered, ms after it. */
const SETTLING_READS = [2_000, 4_000, 8_000] as const;

export interface ScheduleInput extends TurnInput {
  readonly failure: Failure | null;
  readonly failuresInARow: number;
  /** How often in a row the credentials were refused when they were tried by themselves; 0 while they are accepted. */
  readonly refusals: number;
  readonly presence: Presence;
  /** Without a network a request costs nobody anything, and the agent waits for its return. */
  readonly offline: boolean;
  /** The server's word; always obeyed. */
  readonly readUntil: number | null;
  /** When a switch towards a softphone ended that does not show registered yet. */
  readonly settlingSince: number | null;
}

/** An alarm may ring some ms early by the clock that the schedule uses. */
const DUE_TOLERANCE = 500;

/** Whether the next read is due; none is without credentials until the agent acts. */
export function isReadDue(status: Status, now: number): boolean {
  if (status.credentials === "missing") return false;
  // Nothing was planned: the worker died before it could.
  if (status.nextReadAt === null) return true;
  // A clock that was set back has put the next read off as well.
  return clockIsBack(status, now) || status.nextReadAt <= now + DUE_TOLERANCE;
}

/** When to read next, by this machine's clock (ms). */
export function nextReadAt(input: ScheduleInput): number {
  const { failure, refusals } = input;
  const wait = Math.max(input.readUntil ?? 0, failure?.waitUntil ?? 0);
  const wished =
    refusals > 0 ? afterRefusal(input) : failure === null ? afterSuccess(input) : afterFailure(input);
  // The same wait may have been given to all at once: each comes back at another part of its period.
  return wished > wait ? wished : Math.round(wait + input.random * input.period);
}

function afterSuccess(input: ScheduleInput): number {
  const { now, period, settlingSince } = input;
  if (settlingSince !== null) {
    const next = SETTLING_READS.map((after) => settlingSince + after).find((at) => at > now);
    // A clock that was set back puts it in the far future.
    if (next !== undefined) return Math.min(next, now + period);
  }
  return nextTurn(input);
}

/** Whether the account's budget makes its agents read more seldom than they are set to; ms. */
export function isShort(period: number, fastest: number): boolean {
  return period > fastest * 1.1;
}

/** Not sooner than the account's budget allows either: everybody may have failed, and come back at once. */
function afterFailure(input: ScheduleInput): number {
  const { now, offline, failure, failuresInARow, presence, random, period, fastest } = input;
  // Where the account is short, all who share a network are back at the same time, each at its own turn.
  if (offline || isAccessBlocked(failure))
    return isShort(period, fastest) ? nextTurn(input) : now + SHORTEST_ALARM;
  return Math.max(now + backoff(failuresInARow, presence, random), nextTurn(input));
}

/**
 * Exponential backoff with full jitter: uniform between the base and a ceiling that doubles with
 * each failure in a row, to 90 s while somebody is at the machine, and to 10 min while nobody is. In ms.
 */
export function backoff(failuresInARow: number, presence: Presence, random: number): number {
  const ceiling = Math.min(BACKOFF_CAP[presence], BACKOFF_BASE * 2 ** Math.min(failuresInARow, 10));
  return Math.round(BACKOFF_BASE + random * (ceiling - BACKOFF_BASE));
}

/** After so many refusals of the credentials in a row: when they are tried again by themselves at the earliest, ms. */
const AFTER_REFUSALS = [60_000, 300_000, 900_000, 3_600_000] as const;
/**
 * How long somebody must have been away for their return to be a reason to try refused credentials, and how long after the
 * last try; ms. Longer than most calls: who talks has not left.
 */
const ABSENCE = 600_000;

/** Seldom, since an account may be locked for refusals, and spread: a gateway may have refused all agents at once. */
function afterRefusal(input: ScheduleInput): number {
  const { now, refusals, random } = input;
  const least = AFTER_REFUSALS[Math.min(refusals, AFTER_REFUSALS.length) - 1] ?? 0;
  return Math.max(now + Math.round(least * (1 + random / 4)), nextTurn(input));
}

/**
 * When refused credentials are to be tried because somebody has come back to the machine, by this machine's clock (ms);
 * `null` where the absence was a short one.
 *
 * @param awaySince when they left; `null` where that was before the last refusal, or they have not
 */
export function tryOnReturn(refusedAt: number, awaySince: number | null, now: number): number | null {
  return now - (awaySince ?? refusedAt) < ABSENCE ? null : refusedAt + ABSENCE;
}

const RETRY_BASE = 2_000;
/** The longest that a switch is put off at a time, ms. */
export const RETRY_CAP = 60_000;

/**
 * How long to wait before a device is tried to be turned on again, ms: soon at first, since no call
 * reaches the agent meanwhile; from 2 s up to a minute, with jitter over the upper half.
 */
export function retryDelay(failuresInARow: number, random: number): number {
  const ceiling = Math.min(RETRY_CAP, RETRY_BASE * 2 ** Math.min(failuresInARow, 10));
  return Math.round((ceiling * (1 + random)) / 2);
}
