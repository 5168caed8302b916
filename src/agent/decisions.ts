import { type Decision, newDecisions, withDecision } from "../core/decisions.ts";
import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/** Records what is decided, for the diagnostics. */
export interface Decisions {
  /** Takes note of what is known now. Call it whenever that may have changed. */
  observe(items: Items): void;
}

/** How long to wait before anything is written, ms: what the worker was started for comes first. */
const WRITE_AFTER = 250;

export function createDecisions({ now, after }: Platform, state: State): Decisions {
  let before: (Items & { readonly now: number }) | null = null;
  let waiting: readonly Decision[] = [];

  function write(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) void state.set({ decisions: batch.reduce(withDecision, state.items.decisions) });
  }

  function observe(items: Items): void {
    if (items.account === null) {
      before = null;
      waiting = [];
      return;
    }
    const input = { ...items, now: now() };
    const found = newDecisions(before, input, [...items.decisions, ...waiting]);
    before = input;
    if (found.length === 0) return;
    if (waiting.length === 0) after(WRITE_AFTER, write);
    waiting = [...waiting, ...found];
  }

  return { observe };
}
