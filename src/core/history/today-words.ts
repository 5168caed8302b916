import type { Verdict } from "../devices/verdict.ts";
import { type Message, message } from "../message.ts";
import { dayBefore } from "./days.ts";
import { duration } from "./durations.ts";
import type { Today } from "./today.ts";

/**
 * The agent's day in a few words. What is known now counts, even if it is not recorded yet.
 *
 * @param today `null` if there is none
 * @param reach what is known now
 * @param now this machine's clock, ms
 */
export function todayWords(today: Today | null, reach: Verdict["reach"], now: number): Message {
  if (today === null || today.from !== dayBefore(now, 0).from) return message("historyToday");
  const { gaps, gapsLasted, unknownLasted, is, since } = today;
  const isUnknown = reach === "unknown" || reach === "refused" || reach === "reading";
  // What was known has ended, at a moment that the history has yet to tell.
  const present = isUnknown && is !== "not-known" ? 0 : Math.max(0, now - since);
  const count = gaps + (reach === "nobody" && is !== "gap" ? 1 : 0);
  if (count > 0) {
    return message("todayGaps", { count, span: duration(gapsLasted + (is === "gap" ? present : 0)) });
  }
  const unknown = unknownLasted + (is === "not-known" ? present : 0);
  if (unknown > 0 || isUnknown) return message("todayNotKnown", { span: duration(unknown) });
  return message("todayNoGaps");
}
