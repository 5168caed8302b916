import { adaptPeriod } from "./aimd.ts";

/**
 * How often one agent reads, so that all agents of an account together stay within its budget.
 *
 * Agents do not talk to each other. Each knows about the others only from its own answers. An answer that shows a crowd makes
 * the period longer, any other makes it a little shorter (`aimd.ts`). The period also sets the moment of the minute at which
 * the agent reads (`turns.ts`): the shorter the period, the later. An agent that reads more often than the rest comes after
 * them, finds the crowd, and slows down. One that reads less often comes before them and speeds up. So all periods converge.
 */

/** The account's budget, as an answer gives it (`X-RateLimit-*`). */
export interface RateLimit {
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** When the next minute begins, by this machine's clock (ms). */
  readonly resetAt: number;
}

/** What the pace learns from any answer, a write's too. */
export interface Observation {
  /** When the answer came, by this machine's clock (ms). */
  readonly now: number;
  /** Whether it was a 429. */
  readonly refused: boolean;
  /** `null` if it did not say. */
  readonly rateLimit: RateLimit | null;
  /** The answer's `Date`, by the server's clock (ms, in whole seconds); `null` if it has none. */
  readonly serverTime: number | null;
}

/** The bounds of the period, from the settings; ms. */
export interface Bounds {
  readonly fastest: number;
  /** Exceeded where the budget leaves no choice. */
  readonly slowest: number;
}

/** Whether somebody is at the machine (`chrome.idle`). */
export type Presence = "active" | "idle" | "locked";

/** What an agent keeps from one answer to the next. It is plain JSON, stored to survive the worker's death. */
export interface Pace {
  /** The agent's fair share of the budget, as the time between two reads (ms). */
  readonly period: number;
  /** How far this machine's clock is ahead of the one that the budget's minutes go by, ms; `null` if unknown. */
  readonly ahead: number | null;
  /** The account's requests a minute; `null` if answers do not give them. */
  readonly limit: number | null;
  /** The number of 429s in the latest run of them, without headers; 1 after a crowd that headers showed. */
  readonly refusedInRow: number;
  /** The number of good answers since. */
  readonly goodSince: number;
  /** Without headers: the requests so far use up the agent's share until then, by this machine's clock (ms). */
  readonly usedUntil: number;
}

const MINUTE = 60_000;
/** A day is long enough for the smallest budget and the largest account, ms. */
const LONGEST_PERIOD = 86_400_000;
/** How far the seen end of a minute may be off, ms: clocks give whole seconds, and an answer takes time to arrive. */
const TOLERANCE = 5_000;

export const INITIAL_PACE: Pace = {
  period: 30_000,
  ahead: null,
  limit: null,
  refusedInRow: 0,
  goodSince: 0,
  usedUntil: 0,
};

/** The pace under a new fastest period (ms). A pace that was at the old one moves to the new one. */
export function withFastest(pace: Pace, before: number, after: number): Pace {
  return pace.period > before ? pace : { ...pace, period: after };
}

/** The pace after an answer. */
export function updatePace(pace: Pace, heard: Observation, { fastest }: Pick<Bounds, "fastest">): Pace {
  const observation = hasValidRateLimit(heard) ? heard : { ...heard, rateLimit: null };
  const before = {
    ...pace,
    period: clamp(pace.period, fastest, LONGEST_PERIOD),
    ahead: aheadOf(pace, observation),
    limit: observation.rateLimit?.limit ?? null,
  };
  const after = adaptPeriod(before, observation, fastest);
  return { ...after, period: clamp(after.period, fastest, LONGEST_PERIOD) };
}

/** The clock's lead by all answers so far. Each is up to a second old, and narrows the lead down. */
function aheadOf({ ahead }: Pace, { now, serverTime, rateLimit }: Observation): number | null {
  const whole = rateLimit === null ? 0 : Math.round((rateLimit.resetAt - (ahead ?? 0)) / MINUTE) * MINUTE;
  const most = rateLimit === null ? serverTime && now - serverTime : rateLimit.resetAt - whole;
  if (most === null) return ahead;
  return ahead === null ? most - 500 : clamp(ahead, most - 1_000, most);
}

/** Whether the headers are as documented: the budget of a minute that is not over. */
function hasValidRateLimit({ rateLimit, now }: Observation): boolean {
  if (rateLimit === null || !(rateLimit.limit >= 1 && rateLimit.remaining >= 0)) return false;
  const left = rateLimit.resetAt - now;
  return left > -TOLERANCE && left < MINUTE + TOLERANCE;
}

/**
 * The period in effect, ms: the fair share, or longer while nobody is at the machine. It is never below the fastest, and above
 * the slowest only if the fair share is.
 */
export function periodOf({ period }: Pace, { fastest, slowest }: Bounds, presence: Presence): number {
  const fair = clamp(period, fastest, LONGEST_PERIOD);
  const stretched = fair * (presence === "active" ? 1 : presence === "idle" ? 2 : 4);
  return Math.round(Math.min(stretched, Math.max(fair, slowest)));
}

/** A stored pace, of an earlier version too, in the present shape; the initial pace if it is damaged. */
export function asPace(stored: unknown): Pace {
  const given: Pace = { ...INITIAL_PACE, ...(typeof stored === "object" ? stored : null) };
  const { period, ahead, limit, refusedInRow, goodSince, usedUntil } = given;
  const numbers = [period, ahead ?? 0, limit ?? 0, refusedInRow, goodSince, usedUntil];
  if (!numbers.every(Number.isFinite)) return INITIAL_PACE;
  const sound = clamp(period, INITIAL_PACE.period, LONGEST_PERIOD);
  return { period: sound, ahead, limit, refusedInRow, goodSince, usedUntil };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
