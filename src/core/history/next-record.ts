import { CLOCK_TOLERANCE } from "../devices/status.ts";
import type { Facts, Mark, Observed } from "./record.ts";

/** Facts as they are seen now. */
export interface Observation extends Mark {
  readonly facts: Facts;
}

/** An alarm may be this late, ms. */
const ALARM_LATENESS = 60_000;

/**
 * What to record of an observation; `null` if nothing has changed.
 *
 * @param before the observation before; `null` if there is none
 * @param isFirst whether the browser was closed in between, or may have been
 */
export function nextRecord(before: Observation | null, now: Observation, isFirst: boolean): Observed | null {
  const unobservedFrom = before === null ? null : endBefore(before, now.seen, isFirst);
  if (before !== null && unobservedFrom === null && isSame(before.facts, now.facts)) return null;
  return { kind: "observed", at: now.seen, ...now.facts, ...(unobservedFrom !== null && { unobservedFrom }) };
}

/** Where facts ended before the next ones began at `at`; `null` if they held until then. */
function endBefore({ seen, holds }: Mark, at: number, isFirst: boolean): number | null {
  if (at < seen - CLOCK_TOLERANCE || isFirst) return seen;
  if (at <= holds) return null;
  // After a longer pause, the machine was asleep, and it may have been so since it last saw them.
  return at <= holds + ALARM_LATENESS ? holds : seen;
}

/** Whether two facts say the same of a call. What a sentence names, such as a time, makes no difference. */
function isSame(a: Facts, b: Facts): boolean {
  return JSON.stringify(essence(a)) === JSON.stringify(essence(b));
}

function essence(facts: Facts): unknown {
  const { reach, softphone, isBusy, phoneOn, softphoneOn, registered, tab, title, why } = facts;
  const words = [title, ...why].map(({ id }) => id);
  return [reach, softphone, isBusy, phoneOn, softphoneOn, registered, tab, words];
}
