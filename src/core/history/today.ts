import { merged } from "./bands.ts";
import { dayBefore } from "./days.ts";
import { reachableBy } from "./reachable.ts";
import type { Facts, History } from "./record.ts";
import { timeline } from "./timeline.ts";

/** Whether a call reaches the agent. `gap`: it does not. */
export type Reached = "reached" | "gap" | "not-known";

/** The agent's day in short. It stays true until something changes or the day ends. Times are this machine's clock, ms. */
export interface Today {
  /** When it was summed up: after each record, so that whoever shows the history knows of it. */
  readonly at: number;
  /** The day's midnight. */
  readonly from: number;
  /** How many gaps there were, the present one included, and how long the past ones lasted. */
  readonly gaps: number;
  readonly gapsLasted: number;
  /** How long nothing was known since the day's first observation, without the present such time. */
  readonly unknownLasted: number;
  /** How it is now, and since when on this day. */
  readonly is: Reached;
  readonly since: number;
}

/** A past gap shorter than this, ms, is not counted: each switch on CCM passes through one. */
const BRIEF = 5_000;

/** The day of this moment in short; `null` if nothing is observed now. */
export function todayOf(history: History, now: number): Today | null {
  const { from } = dayBefore(now, 0);
  // Up to and with this moment.
  const parts = merged(
    timeline(history, from, now + 1, now + 1),
    (facts) => reached(facts) ?? "not-observed",
  );
  const last = parts.at(-1);
  if (last === undefined || last.value === "not-observed") return null;
  const seen = parts.slice(parts.findIndex(({ value }) => value !== "not-observed"));
  const over = seen.slice(0, -1);
  const gaps = over.filter(({ value, from, to }) => value === "gap" && to - from >= BRIEF);
  const unknown = over.filter(({ value }) => value === "not-known" || value === "not-observed");
  return {
    at: now,
    from,
    gaps: gaps.length + (last.value === "gap" ? 1 : 0),
    gapsLasted: lengthOf(gaps),
    unknownLasted: lengthOf(unknown),
    is: last.value,
    since: last.from,
  };
}

function lengthOf(parts: readonly { readonly from: number; readonly to: number }[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}

function reached(facts: Facts | null): Reached | null {
  switch (reachableBy(facts)) {
    case "yes":
    case "perhaps":
      return "reached";
    case "no":
      return "gap";
    case "not-known":
      return "not-known";
    case "not-observed":
      return null;
  }
}
