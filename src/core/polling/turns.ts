import type { Pace } from "./pace.ts";
import { mayHaveRecovered } from "./paced-by-refusals.ts";

const MINUTE = 60_000;
/** A read may come this much later than its period at random, so that no two agents stay together; ms. */
const LONGEST_DRIFT = 1_000;
/** The most periods that an agent waits at a time while it makes up for its own requests. */
const MOST_WAITED = 2;

/** A span of the minute for reads: its middle for a period (ms), and its width. Both are parts of the minute, 0 to 1. */
interface Span {
  readonly middle: (period: number) => number;
  readonly width: number;
}

/** A value that is `most` at a period of a minute, and falls by `perDoubling` with each doubling of the period, to `least`. */
function falling(most: number, perDoubling: number, least: number): (period: number) => number {
  return (period) => clamp(most - perDoubling * Math.log2(period / MINUTE), least, most);
}

/** With headers: the turns that steer come early, but a full minute does not begin with them. */
export const TURN: Span = { middle: falling(0.25, 0.01, 0.13), width: 0.05 };
/** The part of the reads that come in the early turn. The others come last, and steer only if the share is used up. */
const EARLY = falling(0.6, 0.018, 0.4);
const LAST: Span = { middle: () => 0.905, width: 0.09 };
/**
 * Without headers, turns come as late as possible. A used-up minute then shows as a 429 in its last seconds, and hardly any
 * switch comes after that.
 */
const BLIND_TURN: Span = { middle: falling(0.99, 0.006, 0.93), width: 0.006 };

/**
 * An agent that reads more than once a minute looks at the end of the minute, where it sees all use. It does so whenever a read
 * falls near the end, and now and then delays a read for it: with headers while the account is crowded, without them for some
 * time after a 429.
 */
const LOOK = { at: 0.97, near: 0.8, often: 0.05, crowded: 0.6, leastPassed: 0.25 } as const;
const BLIND_LOOK = { at: 0.993, often: 0.25, answers: 200 } as const;

/** The input of `nextTurn`. */
export interface TurnInput {
  /** This machine's clock, ms. */
  readonly now: number;
  /** The period in effect, ms. */
  readonly period: number;
  readonly pace: Pace;
  /** The shortest time to the next turn, ms. */
  readonly fastest: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * When to read next, by this machine's clock (ms): a period from now, give or take a tenth, moved to this agent's turn in the
 * minute. A lone agent's turn is 30 to 31 s from now.
 */
export function nextTurn({ now, period, pace, fastest, random }: TurnInput): number {
  const side = 2 * random - 1;
  const drift = Math.max(0, side) * LONGEST_DRIFT;
  const spread = side * Math.min(period / 10, Math.max(0, period - fastest)) + drift;
  const turns = turnsOf(pace);
  const owed = pace.seen === null && turns > 0 ? pace.usedUntil - now : 0;
  const share = Math.max(period, Math.min(owed, MOST_WAITED * period)) + spread;
  const interval = mayHaveRecovered(pace) ? fastest : share;
  const at = partPassed(now + interval, pace.seen?.resetAt ?? pace.ahead ?? 0);
  // A second draw, from later digits of the same random number.
  const draw = (random * 97) % 1;
  const away = turns === 0 ? delayToMinuteEnd(pace, at, draw, period) : turns * shiftToTurn(pace, at, draw);
  return now + Math.max(fastest, Math.round(interval + away * MINUTE));
}

/** How much later to read, as a part of a minute, to see the end of the minute. */
function delayToMinuteEnd(
  { seen, refusedInRow, goodSince }: Pace,
  at: number,
  draw: number,
  period: number,
): number {
  const look = seen === null ? BLIND_LOOK : LOOK;
  const isCrowded =
    seen === null
      ? refusedInRow > 0 && goodSince < BLIND_LOOK.answers
      : seen.used >=
        LOOK.crowded * seen.limit * Math.max(LOOK.leastPassed, partPassed(seen.at, seen.resetAt));
  const away = look.at - at;
  // After a longer delay, the last reading would no longer count.
  return isCrowded && (draw < look.often || at >= LOOK.near) && away * MINUTE <= period ? away : 0;
}

/** How far away the nearest turn is, as a part of a minute; negative if it is earlier. */
function shiftToTurn({ period, seen }: Pace, at: number, draw: number): number {
  const early = EARLY(period);
  const moment =
    seen === null
      ? momentIn(BLIND_TURN, period, draw)
      : draw < early
        ? momentIn(TURN, period, draw / early)
        : momentIn(LAST, period, (draw - early) / (1 - early));
  const away = moment - at;
  return away - Math.round(away);
}

/**
 * How closely an agent keeps to its turn, 0 to 1. Without headers it does so at every period but the shortest, because reads
 * between the turns would tell nobody to slow down. After a 429 it reads at any moment: if all refused agents read only at the
 * end of the minute, the others would have the rest of the minute to themselves.
 */
function turnsOf({ period, seen, goodSince }: Pace): number {
  if (seen !== null) return turnsWithHeaders(period);
  return goodSince === 0 ? 0 : clamp((period - 31_000) / 3_000, 0, 1);
}

/** The same with headers. An agent that reads more than once a minute cannot keep to one moment of it. */
export function turnsWithHeaders(period: number): number {
  return clamp(period / MINUTE - 1, 0, 1);
}

/** With headers: the part of a minute's reads that has been made by this moment of it, if all read as often as this agent. */
export function partDoneBy(period: number, at: number): number {
  const doneBy = ({ middle, width }: Span): number => clamp((at - middle(period)) / width + 0.5, 0, 1);
  return lerp(doneBy(LAST), doneBy(TURN), EARLY(period));
}

function momentIn({ middle, width }: Span, period: number, draw: number): number {
  return middle(period) + width * (draw - 0.5);
}

/** The part of the minute that has passed, 0 to 1. */
export function partPassed(now: number, resetAt: number): number {
  const minutes = (now - resetAt) / MINUTE;
  return minutes - Math.floor(minutes);
}

/** Linear interpolation. */
export function lerp(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
