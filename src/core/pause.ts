import { lastsUntil } from "./rules/for-a-while.ts";

/**
 * Whether rules and alerts pause now: no rule acts but *for a while*, and no alert is shown.
 *
 * @param until the end of the agent's pause; `null` if there is none. Both by this machine's clock, ms.
 */
export function isPaused(until: number | null, now: number): boolean {
  return until !== null && lastsUntil(until, now);
}
