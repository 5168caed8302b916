import { type Reachable, reachableBy } from "./reachable.ts";
import type { Facts, History, Switched } from "./record.ts";
import type { Stretch } from "./timeline.ts";

/** A part of a band: during it, its row had one value. ms */
export interface Part<Value> {
  readonly from: number;
  readonly to: number;
  readonly value: Value;
}

/** Whether a device was on, or the like. `half`: on, but of no use. */
export type Shown = "yes" | "half" | "no" | "not-known" | "not-observed";

/** A day's bands. */
export interface Bands {
  readonly reachable: readonly Part<Reachable>[];
  readonly phone: readonly Part<Shown>[];
  readonly softphone: readonly Part<Shown>[];
  readonly registered: readonly Part<Shown>[];
  /** `null` if no tab was watched all this time. */
  readonly tab: readonly Part<Shown>[] | null;
  /** The moments at which the agent was told. */
  readonly told: readonly number[];
  readonly switched: readonly Switched[];
}

/**
 * The bands of a day, or of any other time.
 *
 * @param stretches of the same time as `from` and `to`
 */
export function bandsOf(stretches: readonly Stretch[], history: History, from: number, to: number): Bands {
  const row = (value: (facts: Facts) => Shown): readonly Part<Shown>[] =>
    merged(stretches, (facts) => (facts === null ? "not-observed" : value(facts)));
  const isWatched = stretches.some(({ facts }) => facts !== null && facts.tab !== null);
  const events = history.records.filter(({ at }) => at >= from && at < to);
  return {
    reachable: merged(stretches, reachableBy),
    phone: row(({ phoneOn }) => said(phoneOn)),
    softphone: row(({ softphoneOn }) => said(softphoneOn)),
    registered: row(({ registered, softphoneOn }) => (softphoneOn === false ? "no" : lost(registered))),
    tab: isWatched ? row(({ tab }) => tabShown(tab)) : null,
    told: events.flatMap(({ kind, at }) => (kind === "told" ? [at] : [])),
    switched: events.filter((event) => event.kind === "switched"),
  };
}

function said(is: boolean | null): Shown {
  if (is === null) return "not-known";
  return is ? "yes" : "no";
}

function lost(registered: boolean | null): Shown {
  return registered === false ? "half" : said(registered);
}

function tabShown(tab: Facts["tab"]): Shown {
  if (tab === null) return "not-known";
  return tab === "open" ? "yes" : "half";
}

/** Neighbours of the same value become one part. */
export function merged<Value extends string | boolean>(
  stretches: readonly Stretch[],
  value: (facts: Facts | null) => Value,
): readonly Part<Value>[] {
  const parts: Part<Value>[] = [];
  for (const { from, to, facts } of stretches) {
    const now = value(facts);
    const last = parts.at(-1);
    if (last?.value === now) parts[parts.length - 1] = { ...last, to };
    else parts.push({ from, to, value: now });
  }
  return parts;
}
