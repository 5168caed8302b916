import type { Observation, Pace } from "./pace.ts";

/** With headers: the part of the budget from which an answer shows a crowd, and how much longer each further part makes the period. */
const CROWDED = { from: 0.7, gain: 2 } as const;
/** With headers: the part of the period that remains after an answer that shows no crowd; with hardly any use, others have left. */
const SHORTER = { usual: 0.98, left: 0.9, hardlyAny: 0.05 } as const;
/** Without headers: a 429 makes the period longer by this, and each good answer adds this part of the rate that it left. */
const LONGER = 1.5;
const INCREASE = 0.003;
/**
 * A run of 429s may be an outage rather than a crowd. So an agent with a short period (ms) keeps it during a run, and the
 * schedule's backoff decides when it reads. Once a run this long is over, each good answer from the third on divides the period
 * by four, until a 429 shows that there is a crowd.
 */
const OUTAGE = { refused: 5, good: 3, speedUp: 4, shortPeriod: 60_000 } as const;
/** The most periods that an agent may owe. */
const MOST_OWED = 8;

/**
 * Adapts the period by additive increase and multiplicative decrease (AIMD) of the rate. With headers, a crowd shows before
 * anybody is refused, and how large it is: so the period can change faster. Without them, only a 429 shows a crowd.
 */
export function adaptPeriod(pace: Pace, { now, refused, rateLimit }: Observation, fastest: number): Pace {
  const { period, refusedInRow, goodSince } = pace;
  if (rateLimit !== null) {
    const used = refused ? 1 : 1 - rateLimit.remaining / rateLimit.limit;
    const over = used - CROWDED.from;
    if (over > 0)
      return { ...pace, period: period * (1 + CROWDED.gain * over), refusedInRow: 1, goodSince: 0 };
    const shown = Math.min(refusedInRow, 1);
    // After a crowd the agent reads out of turn, where low use proves nothing.
    const shorter = used < SHORTER.hardlyAny && goodSince > 0 ? SHORTER.left : SHORTER.usual;
    return { ...pace, period: period * shorter, refusedInRow: shown, goodSince: goodSince + 1 };
  }
  if (refused) {
    if (goodSince > 0) return { ...pace, period: period * LONGER, refusedInRow: 1, goodSince: 0 };
    const longer = period > Math.max(OUTAGE.shortPeriod, fastest) ? period * LONGER : period;
    return { ...pace, period: longer, refusedInRow: refusedInRow + 1 };
  }
  const good = goodSince + 1;
  const isBack = mayHaveRecovered(pace) && good >= OUTAGE.good;
  const faster = isBack ? OUTAGE.speedUp : (1 + INCREASE * good) / (1 + INCREASE * goodSince);
  const shorter = Math.max(fastest, period / faster);
  const usedUntil = Math.min(Math.max(now, pace.usedUntil) + shorter, now + MOST_OWED * shorter);
  return { ...pace, period: shorter, goodSince: good, usedUntil };
}

/** Whether a run of 429s that was long enough for an outage has ended: a read is then worthwhile before the period is over. */
export function mayHaveRecovered({ refusedInRow, goodSince }: Pace): boolean {
  return refusedInRow >= OUTAGE.refused && goodSince > 0;
}
