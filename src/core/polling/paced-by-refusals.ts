import type { Observation, Pace } from "./pace.ts";

/**
 * Paces an agent where answers do not give the account's use: additive increase and multiplicative decrease (AIMD) of the rate.
 *
 * - **Decrease.** Each 429 lengthens the period by half.
 * - **Increase.** Each good answer adds 0.3 % of the rate that the last 429 left.
 * - **Outages.** A run of 429s may be an outage rather than a crowd. So an agent with a short period keeps it during a run, and
 *   the schedule's backoff decides when it reads. Once a good answer has ended a run of five or more, the agent reads at the end
 *   of each minute. From the third good answer on, each divides the period by four, until a 429 shows that there is a crowd.
 * - **Saving.** No agent sees the switches of others, so each makes up for its own requests: it reads at half its rate until
 *   they are paid for.
 */
const DECREASE = 1.5;
const INCREASE = 0.003;
const OUTAGE = { refused: 5, good: 3, speedUp: 4 } as const;
/** Up to this period (ms), a run of 429s counts as a single 429: a lone agent must see the end of an outage soon. */
const SHORT_PERIOD = 60_000;
/** The most periods that an agent may owe. */
const MOST_OWED = 8;

export function steerByRefusals(pace: Pace, { now, refused }: Observation, fastest: number): Pace {
  const { period, refusedInRow, goodSince } = pace;
  const known: Pace = { ...pace, seen: null, answers: 0, trend: 0 };
  if (refused) {
    if (goodSince > 0) return { ...known, period: period * DECREASE, refusedInRow: 1, goodSince: 0 };
    const longer = period > Math.max(SHORT_PERIOD, fastest) ? period * DECREASE : period;
    return { ...known, period: longer, refusedInRow: refusedInRow + 1 };
  }
  const good = goodSince + 1;
  const hasRecovered = refusedInRow >= OUTAGE.refused && good >= OUTAGE.good;
  const faster = hasRecovered ? OUTAGE.speedUp : (1 + INCREASE * good) / (1 + INCREASE * goodSince);
  const shorter = Math.max(fastest, period / faster);
  const usedUntil = Math.min(Math.max(now, pace.usedUntil) + shorter, now + MOST_OWED * shorter);
  return { ...known, period: shorter, goodSince: good, usedUntil };
}

/** Whether a run of 429s that was long enough for an outage has ended: a read is then worthwhile before the period is over. */
export function mayHaveRecovered({ seen, refusedInRow, goodSince }: Pace): boolean {
  return seen === null && refusedInRow >= OUTAGE.refused && goodSince > 0;
}
