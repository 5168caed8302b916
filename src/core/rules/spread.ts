import { isShort } from "../polling/schedule.ts";
import type { RuleName } from "./precedence.ts";

/**
 * Over what time a team's switches on one occasion are spread, ms. `alone`: if the account's budget is not short. `crowd`: at
 * most, if it is: a switch takes two requests or more (on CCM three), so it gets three periods.
 */
const SPREAD: Readonly<Record<RuleName, { readonly alone: number; readonly crowd: number }>> = {
  "for-a-while": { alone: 0, crowd: 0 },
  lock: { alone: 0, crowd: 0 },
  // The hours end for everybody in the same second.
  hours: { alone: 30_000, crowd: 300_000 },
  // The reads that show the loss come at each agent's own time, and no call may reach the agent meanwhile.
  "safety-net": { alone: 0, crowd: 0 },
};
const PERIODS = 3;

/**
 * How long a rule's switch waits, so that a whole team's does not exceed the account's budget, ms.
 *
 * @param period the agent's fair share of the budget, as the time between two reads, ms
 * @param fastest the shortest such time, ms
 * @param random uniform in [0, 1)
 */
export function spreadOf(rule: RuleName, period: number, fastest: number, random: number): number {
  const { alone, crowd } = SPREAD[rule];
  return Math.round(random * (isShort(period, fastest) ? Math.min(crowd, PERIODS * period) : alone));
}
