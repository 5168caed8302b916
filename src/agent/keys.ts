import { afterEvent, afterQuiet, type KeyDecision, type KeyTrail } from "../core/switching/key-repeat.ts";
import type { Platform } from "./platform.ts";

/**
 * Makes of each key that is held one press. Nothing of it is stored: a key that somebody holds keeps the worker alive.
 *
 * @param press called once for each press; its command is the manifest's
 * @returns takes an event of the browser's; to be called as soon as it comes. Ends when what it leads to at once is done
 */
export function createKeys(
  { elapsed, after }: Pick<Platform, "elapsed" | "after">,
  press: (command: string) => Promise<void>,
): (command: string) => Promise<void> {
  let trail: KeyTrail | null = null;

  async function take(decision: KeyDecision): Promise<void> {
    trail = decision.trail;
    const { again } = decision;
    if (again !== null) after(again - elapsed(), () => void look(again));
    for (let count = 0; count < decision.presses; count += 1) await press(decision.trail.command);
  }

  async function look(planned: number): Promise<void> {
    if (trail !== null) await take(afterQuiet(trail, planned, elapsed())).catch(() => undefined);
  }

  return (command) => take(afterEvent(trail, command, elapsed()));
}
