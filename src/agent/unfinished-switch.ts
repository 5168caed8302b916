import { passesThroughNone } from "../core/api-rules.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** Tries once more to end an open CCM switch, which may have left no device on. Tells whether it is still open. */
export async function hasUnfinishedSwitch(state: State, switches: Switch): Promise<boolean> {
  const isHalf = (): boolean => {
    const { journal } = state.items;
    return journal !== null && passesThroughNone(journal.api);
  };
  if (isHalf()) await switches.resume();
  return isHalf();
}
