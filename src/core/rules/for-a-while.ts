import type { ForAWhile, RulesMemory } from "./rules-memory.ts";
import { minutesOf, type WallClock, wallClock } from "./wall-clock.ts";

/** The longest time that can be chosen, ms. */
const LONGEST = 86_400_000;

const HOUR = 3_600_000;

/**
 * Whether a choice of the agent's, or a pause, can last until then, or still does. An end that is too far ahead dates from before the
 * clock was set back. Both by this machine's clock, ms.
 */
export function lastsUntil(until: number, now: number): boolean {
  return until > now && until - now <= LONGEST;
}

/** The agent's choice, while it lasts; otherwise `null`. `now` is this machine's clock, ms. */
export function lastingChoice(rules: RulesMemory | null, now: number): ForAWhile | null {
  const choice = rules?.forAWhile ?? null;
  return choice !== null && lastsUntil(choice.until, now) ? choice : null;
}

/** After the agent has ended their choice themselves. What is restored then is no news to them. */
export function endedByAgent(rules: RulesMemory, now: number): RulesMemory {
  const record = { ...rules.records["for-a-while"], overruledAt: now };
  return { ...rules, forAWhile: null, records: { ...rules.records, "for-a-while": record } };
}

/**
 * When a clock on the wall shows this time next, ms; `null` if the text is no time, such as `16:00`.
 *
 * @param now this machine's clock, ms
 */
export function nextTime(text: string, now: number, clock: WallClock = wallClock): number | null {
  if (!/^\d\d:\d\d$/.test(text)) return null;
  const minutes = minutesOf(text);
  const today = clock(now, 0, minutes).at;
  return today > now ? today : clock(now, 1, minutes).at;
}

/** The first whole hour that is an hour ahead or more, as in `16:00`. `now` is this machine's clock, ms. */
export function suggestedEnd(now: number): string {
  const hour = new Date(now + 2 * HOUR - 1).getHours();
  return `${String(hour).padStart(2, "0")}:00`;
}
