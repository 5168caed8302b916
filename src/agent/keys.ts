import { afterEvent, afterQuiet, type KeyDecision, type KeyTrail } from "../core/switching/key-repeat.ts";
import type { Platform } from "./platform.ts";

/**
 * Turns the repeated events of a held key into one press. Stores nothing: a held key keeps the worker alive.
 *
 * @param press called once for each press with the manifest's command
 * @returns a handler to call as soon as the browser's event comes. It resolves when the immediate presses are done.
 */
export function createKeys(
  { elapsed, after }: Pick<Platform, "elapsed" | "after">,
  press: (command: string) => Promise<void>,
): (command: string) => Promise<void> {
  let trail: KeyTrail | null = null;

  async function take(decision: KeyDecision): Promise<void> {
    trail = decision.trail;
    const { again } = decision;
    if (again !== null) after(again - elapsed(), () => void check(again));
    for (let count = 0; count < decision.presses; count += 1) await press(decision.trail.command);
  }

  async function check(planned: number): Promise<void> {
    if (trail !== null) await take(afterQuiet(trail, planned, elapsed())).catch(() => undefined);
  }

  return (command) => take(afterEvent(trail, command, elapsed()));
}
