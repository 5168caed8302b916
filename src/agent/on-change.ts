import type { Items } from "../store/items.ts";
import type { State } from "./state.ts";

/**
 * Has something decided when one of these items changes: once for all that changes in one turn, and not in the middle of the change.
 *
 * @param matters what the decision depends on. Anything else that changes is no reason for another one.
 * @returns what plans a decision for another reason
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
