import type { Facts, History, Observed } from "./record.ts";

/** A stretch of time during which the same was known. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Those of the record itself; `null`: nothing was observed. */
  readonly facts: Facts | null;
}

/**
 * What was known from `from` to `to`: stretches in order that cover this time once. It ends now: of what is to come, nothing is
 * known.
 *
 * A clock that was set back makes records overlap. Then the later record counts, for the time that it covers.
 *
 * @param now this machine's clock, ms
 */
export function timeline(history: History, from: number, to: number, now: number): readonly Stretch[] {
  const end = Math.min(to, now);
  if (from >= end) return [];
  const covered: Stretch[] = [{ from, to: end, facts: null }];
  for (const one of observed(history, now)) paint(covered, one);
  return covered;
}

/** The parts of stretches that lie within a time. */
export function within(stretches: readonly Stretch[], from: number, to: number): readonly Stretch[] {
  return stretches
    .filter((one) => one.from < to && one.to > from)
    .map((one) => ({ ...one, from: Math.max(one.from, from), to: Math.min(one.to, to) }));
}

/** The stretch that holds a moment. */
export function stretchAt(stretches: readonly Stretch[], moment: number): Stretch | null {
  return stretches.find(({ from, to }) => from <= moment && moment < to) ?? null;
}

/** What was observed, in the order of recording. */
function observed({ records, mark }: History, now: number): readonly Stretch[] {
  const all = records.filter((record) => record.kind === "observed");
  return all.map((record, index) => ({
    from: record.at,
    to: endOf(all[index + 1], mark?.seen ?? record.at, mark?.holds ?? record.at, now),
    facts: record,
  }));
}

function endOf(next: Observed | undefined, seen: number, holds: number, now: number): number {
  if (next !== undefined) return next.unobservedFrom ?? next.at;
  // After its evidence has ended, what is vouched for is only what was seen.
  return now <= holds ? now : seen;
}

/** Lays a stretch over those that cover its time, in place: there may be thousands, and nearly always it belongs at their end. */
function paint(stretches: Stretch[], top: Stretch): void {
  const from = Math.max(top.from, stretches[0]?.from ?? 0);
  const to = Math.min(top.to, stretches.at(-1)?.to ?? 0);
  if (from >= to) return;
  const before = (end: (one: Stretch) => boolean): number => {
    let index = stretches.length - 1;
    while (index > 0 && !end(stretches[index] as Stretch)) index -= 1;
    return index;
  };
  const last = before((one) => one.from < to);
  const first = before((one) => one.from <= from);
  const [left, right] = [stretches[first] as Stretch, stretches[last] as Stretch];
  const kept = { from, to, facts: top.facts };
  stretches.splice(
    first,
    last - first + 1,
    ...(left.from < from ? [{ ...left, to: from }] : []),
    kept,
    ...(right.to > to ? [{ ...right, from: to }] : []),
  );
}
