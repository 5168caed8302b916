import type { Items } from "../store/items.ts";
import type { State } from "./state.ts";

/**
 * Triggers a decision when one of these items changes: one for all changes of a turn, and never in their middle.
 *
 * @param matters what the decision depends on. Other changes trigger none.
 * @returns a function that triggers a decision for another reason
 */
export function onChange(state: State, matters: readonly (keyof Items)[], decide: () => void): () => void {
  let decidedOn: Items | null = null;
  let isPlanned = false;

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      decide();
    });
  }

  state.watch((items) => {
    const before = decidedOn;
    decidedOn = items;
    if (before === null || matters.some((key) => items[key] !== before[key])) plan();
  });
  return plan;
}
