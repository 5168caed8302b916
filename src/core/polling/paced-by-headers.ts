import type { Observation, Pace, RateLimit } from "./pace.ts";
import { clamp, lerp, partDoneBy, partPassed, TURN, turnsWithHeaders } from "./turns.ts";

/**
 * Paces an agent by the account's use, which the headers give. The agent compares what the others have used of the minute with
 * what is due by now if all read as often as it does. The difference changes the period's logarithm. A single answer says
 * little, because the requests of many agents come at random. So the gain is small unless a trend is clear.
 */
const GAIN = { inTurn: 0.3, belowTurns: 0.5, most: 1, firstAnswers: 10 } as const;
/** A trend above this is no coincidence: its standard deviation is about 0.3. */
const CLEAR_TREND = 0.5;
/** One answer can at most double or halve the period. */
const MOST_CHANGE = Math.LN2;
/** Other agents have left if, late in the minute, at least `due` requests are due and less than this part of them was made. */
const LEFT = { from: 0.87, due: 16, part: 1 / 3 } as const;
/**
 * The share of the budget that all agents together aim at: four fifths where turns apply. An agent that reads more than once a
 * minute aims at less, so that it gives way. At the fastest period, it aims at the least.
 */
const SHARE = { fastest: 0.6, perDoubling: 0.5, belowTurns: 0.745, inTurn: 0.8 } as const;
/** From this part of the minute on, an agent that reads more than once a minute sees what all have used. */
const END = 0.955;

export function steerByHeaders(
  pace: Pace,
  { now, refused, rateLimit }: Observation & { readonly rateLimit: RateLimit },
): Pace {
  const { limit, remaining, resetAt } = rateLimit;
  const { period } = pace;
  const used = limit - Math.min(remaining, limit);
  const at = partPassed(now, resetAt);
  const turns = turnsWithHeaders(period);
  const risen = SHARE.fastest + SHARE.perDoubling * Math.max(0, Math.log2(period / 30_000));
  const share = lerp(Math.min(SHARE.belowTurns, risen), SHARE.inTurn, turns);
  const due = share * lerp(at, partDoneBy(period, at), turns);
  const others = used - (refused ? 0 : 1);
  const known = { ...pace, seen: { limit, used, at: now, resetAt }, refusedInRow: 0, goodSince: 0 };
  // So few requests this late in the minute are no coincidence: other agents have left.
  if (at >= LEFT.from && due * limit >= LEFT.due && others < LEFT.part * due * limit) {
    return { ...known, period: period / 2, answers: 0, trend: 0 };
  }
  // Out of turn, low use proves nothing, because others may still come. Too high a use counts at any moment.
  const fromTurn = Math.abs(at - TURN.middle(period));
  const isInTurn = turns === 0 ? at >= END : fromTurn <= TURN.width / 2 + (1 - turns) / 2 + 0.02;
  if (!isInTurn && !refused && used < share * limit) return known;
  const over = isInTurn ? others / limit - due : Math.max(0, others / limit - due);
  const trend = 0.75 * pace.trend + (0.25 * over * limit) / Math.sqrt(Math.max(1, share * limit));
  const answers = pace.answers + 1;
  const usual = clamp(GAIN.firstAnswers / answers, lerp(GAIN.belowTurns, GAIN.inTurn, turns), GAIN.most);
  const gain = Math.abs(trend) > CLEAR_TREND ? GAIN.most : usual;
  const change = clamp(gain * over, -MOST_CHANGE, MOST_CHANGE);
  return { ...known, period: period * Math.exp(change), answers, trend };
}
