import type { Facts, History, Observed } from "./record.ts";

/** A stretch of time during which the same was known. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** `null`: nothing was observed. */
  readonly facts: Facts | null;
}

/**
 * What was known from `from` to `to`: stretches in order that cover this time once. It ends with the present moment: of what is to
 * come, nothing is known.
 *
 * A clock that was set back makes records overlap. Then what was recorded later counts, for the time that it covers.
 *
 * @param now this machine's clock, ms
 */
export function timeline(history: History, from: number, to: number, now: number): readonly Stretch[] {
  const end = Math.min(to, now);
  let covered: readonly Stretch[] = from < end ? [{ from, to: end, facts: null }] : [];
  for (const one of observed(history, now)) covered = paint(covered, one);
  return covered;
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
    to: endOf(record, all[index + 1], mark?.seen ?? record.at, mark?.holds ?? record.at, now),
    facts: record,
  }));
}

function endOf(
  record: Observed,
  next: Observed | undefined,
  seen: number,
  holds: number,
  now: number,
): number {
  if (next !== undefined) return next.gapFrom ?? next.at;
  if (now < record.at) return record.at;
  // After its evidence has ended, what is vouched for is only what was seen.
  return now <= holds ? now : seen;
}

/** Lays a stretch over others. Those that it does not touch stay as they are. */
function paint(stretches: readonly Stretch[], top: Stretch): readonly Stretch[] {
  const first = stretches[0]?.from ?? 0;
  const last = stretches.at(-1)?.to ?? 0;
  const from = Math.max(top.from, first);
  const to = Math.min(top.to, last);
  if (from >= to) return stretches;
  const before = stretches
    .filter((one) => one.from < from)
    .map((one) => ({ ...one, to: Math.min(one.to, from) }));
  const after = stretches
    .filter((one) => one.to > to)
    .map((one) => ({ ...one, from: Math.max(one.from, to) }));
  return [...before, { from, to, facts: top.facts }, ...after];
}
