import { type Failure, isBarred } from "./failure.ts";
import { nextTurn, type TurnInput } from "./pace.ts";

/** Chrome's shortest alarm, which it does not enforce for unpacked extensions. */
export const SHORTEST_ALARM = 30_000;
const BACKOFF_BASE = 30_000;
const BACKOFF_CAP = 600_000;
/** After a switch towards the softphone: when to look whether it has registered, ms after it. */
const SETTLING_READS = [2_000, 4_000, 8_000] as const;

export interface ScheduleInput extends TurnInput {
  readonly failure: Failure | null;
  readonly failuresInARow: number;
  /** Without a network a request costs nobody anything, and the agent waits for its return. */
  readonly offline: boolean;
  /** The server's word; always obeyed. */
  readonly readUntil: number | null;
  /** When a switch towards a softphone ended that does not show registered yet. */
  readonly settlingSince: number | null;
}

/** When to read next, by this machine's clock (ms). `null`: not before the agent has acted. */
export function nextReadAt(input: ScheduleInput): number | null {
  const { failure } = input;
  if (failure?.kind === "credentials-refused") return null;
  const wait = Math.max(input.readUntil ?? 0, failure?.waitUntil ?? 0);
  const wished = failure === null ? afterSuccess(input) : afterFailure(input);
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
  const { now, offline, failure, failuresInARow, random, period, fastest } = input;
  // Where the account is short, all who share a network are back at the same time, each at its own turn.
  if (offline || isBarred(failure)) return isShort(period, fastest) ? nextTurn(input) : now + SHORTEST_ALARM;
  return Math.max(now + backoff(failuresInARow, random), nextTurn(input));
}

/**
 * Exponential backoff with full jitter: uniform between the base and a ceiling that doubles with
 * each failure in a row, from 30 s to 10 min. In ms.
 */
export function backoff(failuresInARow: number, random: number): number {
  const ceiling = Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** Math.min(failuresInARow, 10));
  return Math.round(BACKOFF_BASE + random * (ceiling - BACKOFF_BASE));
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
