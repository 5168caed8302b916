import { afterEvent, afterQuiet, type KeyDecision, type KeyTrail } from "../core/switching/key-repeat.ts";
import type { Ring } from "../core/switching/press.ts";
import type { Platform } from "./platform.ts";
import type { TakePress } from "./press.ts";
import type { State } from "./state.ts";

/** What each of the manifest's commands asks for. */
const COMMANDS: Readonly<Record<string, Ring | "next">> = {
  "switch-device": "next",
  "phone-only": "phone",
  "softphone-only": "softphone",
  "both-devices": "both",
};

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

/** @returns a function that takes the press that one of the manifest's commands asks for */
export function createKeyPress(state: State, press: TakePress): (command: string) => Promise<void> {
  return async (command) => {
    await state.loaded;
    await state.adjustWaits();
    const ring = COMMANDS[command];
    const { account, keyWorks } = state.items;
    // The press does not wait for it.
    if (ring === "next" && account !== null && !keyWorks) void state.set({ keyWorks: true });
    if (ring !== undefined) await press({ ring }, "key");
  };
}
