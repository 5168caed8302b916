import { mayHaveRecovered } from "./aimd.ts";
import type { Pace } from "./pace.ts";

const MINUTE = 60_000;
/** A read may come this much later than its period at random, so that no two agents stay together; ms. */
const LONGEST_DRIFT = 1_000;
/** The most periods that an agent waits at a time while it makes up for its own requests. */
const MOST_WAITED = 2;
/**
 * Turns come as late in the minute as possible: if the minute is used up, hardly any switch is still to come. The middle of a
 * turn at a period of a minute, how much earlier it is with each doubling, and the turn's width; parts of the minute.
 */
const TURN = { middle: 0.99, perDoubling: 0.006, earliest: 0.93, width: 0.006 } as const;
/**
 * Up to this period (ms), an agent has no turn. For some answers after a crowd, part of its reads look at the end of the minute
 * all the same: otherwise it would never see one.
 */
const LOOK = { period: 31_000, often: 0.25, answers: 200 } as const;

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
  // A second draw, from later digits of the same random number.
  const draw = (random * 97) % 1;
  const inTurn = keepsTurn(pace, draw);
  const owed = inTurn && pace.limit === null ? pace.usedUntil - now : 0;
  const share = Math.max(period, Math.min(owed, MOST_WAITED * period)) + spread;
  const next = now + (mayHaveRecovered(pace) ? fastest : share);
  return Math.max(now + fastest, Math.round(inTurn ? nearestTurn(next, pace, draw) : next));
}

/**
 * After a crowd an agent reads at any moment: if all who saw it read only at the end of the minute, the others would have the
 * rest of the minute to themselves.
 */
function keepsTurn({ period, refusedInRow, goodSince }: Pace, draw: number): boolean {
  if (period > LOOK.period) return goodSince > 0;
  return refusedInRow > 0 && goodSince < LOOK.answers && draw < LOOK.often;
}

function nearestTurn(at: number, { period, ahead }: Pace, draw: number): number {
  const middle = TURN.middle - TURN.perDoubling * Math.log2(Math.max(period, MINUTE) / MINUTE);
  const moment = Math.max(TURN.earliest, middle) + TURN.width * (draw - 0.5);
  const away = moment - (at - (ahead ?? 0)) / MINUTE;
  return at + (away - Math.round(away)) * MINUTE;
}
