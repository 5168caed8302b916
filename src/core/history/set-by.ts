import { LONGEST_TOLD } from "../spans.ts";
import type { Facts, History, Observed, Switched } from "./record.ts";
import { timeline } from "./timeline.ts";

/**
 * Who last changed what was on at a moment. `null` if unknown: it is long ago, or nothing was observed for a time since.
 *
 * @param now this machine's clock, ms
 */
export function setBy(history: History, moment: number, now: number): Switched | null {
  const stretches = [...timeline(history, moment - LONGEST_TOLD, moment + 1, now)].reverse();
  const facts = stretches[0]?.facts ?? null;
  if (facts === null) return null;
  const end = stretches.findIndex((one) => !isSameOn(one.facts, facts));
  const since = stretches[(end === -1 ? stretches.length : end) - 1];
  if (since === undefined) return null;
  // Of what was recorded before the clock was set back, nothing counts.
  const first = history.records.indexOf(since.facts as Observed);
  const changes = history.records.slice(first).filter((record) => record.kind === "switched");
  return changes.filter(({ at }) => at >= since.from && at <= moment).at(-1) ?? null;
}

/** Whether the same was on. Where that is not known, it is not. */
function isSameOn(one: Facts | null, { phoneOn, softphoneOn }: Facts): boolean {
  if (one === null || one.phoneOn === null || one.softphoneOn === null) return false;
  return one.phoneOn === phoneOn && one.softphoneOn === softphoneOn;
}
