/** The longest time that can be chosen, ms. */
const LONGEST = 86_400_000;

/**
 * Whether a choice of the agent's, or a pause, can last until then, or still does. An end that is too far ahead dates from before the clock was
 * set back. Both by this machine's clock, ms.
 */
export function lastsUntil(until: number, now: number): boolean {
  return until > now && until - now <= LONGEST;
}
