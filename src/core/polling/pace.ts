import { steerByHeaders } from "./paced-by-headers.ts";
import { steerByRefusals } from "./paced-by-refusals.ts";
import { clamp } from "./turns.ts";

/**
 * How often one agent reads, so that all agents of an account together stay within its budget.
 *
 * Agents do not talk to each other. All that each knows of the others is what its own answers tell.
 *
 * - **With `X-RateLimit-*` headers** (`paced-by-headers.ts`) an answer tells how much of the account's minute is used. An agent
 *   that sees more used than is due by that moment of the minute lengthens its period; one that sees less shortens it.
 * - **Without them** (`paced-by-refusals.ts`) a 429 is the only signal. Each 429 lengthens the period by half; each other
 *   answer shortens it a little.
 *
 * Both need **turns** (`turns.ts`): an agent's period sets the moment of the minute at which it reads. The more often it reads,
 * the later. An agent that reads more often than the rest comes after them, finds more used, or is refused, and slows down.
 * One that reads less often comes before them and speeds up. So all periods meet.
 */

/** What an answer said of the account's budget (`X-RateLimit-*`). */
export interface RateLimit {
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** When the next minute begins, by this machine's clock (ms). */
  readonly resetAt: number;
}

/** What any answer, a write's too, says to the pace. */
export interface Heard {
  /** When it came, by this machine's clock (ms). */
  readonly now: number;
  /** It was a 429. */
  readonly refused: boolean;
  /** `null` where it did not say. */
  readonly rateLimit: RateLimit | null;
  /** The answer's `Date`, by the server's clock (ms, in whole seconds); `null` where it has none. */
  readonly serverTime: number | null;
}

/** The bounds of the period, from the settings; ms. */
export interface Bounds {
  readonly fastest: number;
  /** Gives way where the budget leaves no choice. */
  readonly slowest: number;
}

/** Whether somebody is at the machine (`chrome.idle`). */
export type Presence = "active" | "idle" | "locked";

/** What an agent keeps from one answer to the next. Plain JSON, kept over the worker's death. */
export interface Pace {
  /** The agent's fair share of the budget, as the time between two reads (ms). */
  readonly period: number;
  /** How far this machine's clock is ahead of the server's, ms; `null` before the first `Date`. */
  readonly ahead: number | null;
  /** The budget as it was last seen; `null` where answers do not tell it. */
  readonly seen: Seen | null;
  /** With headers: how many answers have steered the period; the first ones steer more. */
  readonly answers: number;
  /** With headers: whether use was above (positive) or below what is due of late, in standard deviations. */
  readonly trend: number;
  /** Without headers: the number of 429s in the latest row of them. */
  readonly refusedInRow: number;
  /** Without headers: the number of good answers since. */
  readonly goodSince: number;
  /** Without headers: until when its share is used up by the requests so far, by this machine's clock (ms). */
  readonly usedUntil: number;
}

export interface Seen {
  readonly limit: number;
  readonly used: number;
  /** When, and when its minute ended; this machine's clock, ms. */
  readonly at: number;
  readonly resetAt: number;
}

const MINUTE = 60_000;
/** No budget is so small, and no account so large, that a day would not do. */
const LONGEST_PERIOD = 86_400_000;
/** A minute may seem to end later than it does, by the whole seconds of a clock and the way of an answer. */
const TOLERANCE = 5_000;

export const INITIAL_PACE: Pace = {
  period: 30_000,
  ahead: null,
  seen: null,
  answers: 0,
  trend: 0,
  refusedInRow: 0,
  goodSince: 0,
  usedUntil: 0,
};

/** The pace by another fastest period (ms): one that was no longer than the fastest before is as short as the new one lets it be. */
export function withFastest(pace: Pace, before: number, after: number): Pace {
  return pace.period > before ? pace : { ...pace, period: after };
}

/** The pace after an answer. */
export function hear(pace: Pace, heard: Heard, { fastest }: Pick<Bounds, "fastest">): Pace {
  const before = {
    ...pace,
    period: clamp(pace.period, fastest, LONGEST_PERIOD),
    ahead: aheadOf(pace, heard),
  };
  const after = tellsUse(heard) ? steerByHeaders(before, heard) : steerByRefusals(before, heard, fastest);
  return { ...after, period: clamp(after.period, fastest, LONGEST_PERIOD) };
}

/** The clock's lead by all `Date`s so far: each is up to a second old, and narrows it down. */
function aheadOf({ ahead }: Pace, { now, serverTime }: Heard): number | null {
  if (serverTime === null) return ahead;
  const most = now - serverTime;
  return ahead === null ? most - 500 : clamp(ahead, most - 1_000, most);
}

/** The headers are as documented: a minute's budget, of a minute that is not over. */
function tellsUse(heard: Heard): heard is Heard & { readonly rateLimit: RateLimit } {
  const { rateLimit, now } = heard;
  if (rateLimit === null || !(rateLimit.limit >= 1 && rateLimit.remaining >= 0)) return false;
  const left = rateLimit.resetAt - now;
  return left > -TOLERANCE && left < MINUTE + TOLERANCE;
}

/**
 * The period in effect, ms: the fair share, or longer while nobody is there to see it. Never below
 * the fastest, and above the slowest only where the fair share is.
 */
export function periodOf({ period }: Pace, { fastest, slowest }: Bounds, presence: Presence): number {
  const fair = clamp(period, fastest, LONGEST_PERIOD);
  const wished = fair * (presence === "active" ? 1 : presence === "idle" ? 2 : 4);
  return Math.round(Math.min(wished, Math.max(fair, slowest)));
}

/** Brings a stored pace, an earlier version's too, into shape; what is none becomes the initial one. */
export function asPace(stored: unknown): Pace {
  const given: Pace = { ...INITIAL_PACE, ...(typeof stored === "object" ? stored : null) };
  const { period, ahead, seen, answers, trend, refusedInRow, goodSince, usedUntil } = given;
  const numbers = [period, ahead ?? 0, answers, trend, refusedInRow, goodSince, usedUntil];
  if (seen !== null) numbers.push(seen?.limit, seen?.used, seen?.at, seen?.resetAt);
  if (!numbers.every(Number.isFinite)) return INITIAL_PACE;
  const { period: shortest } = INITIAL_PACE;
  const sound = clamp(period, shortest, LONGEST_PERIOD);
  return { period: sound, ahead, seen, answers, trend, refusedInRow, goodSince, usedUntil };
}
