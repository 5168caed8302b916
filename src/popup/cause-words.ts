import { type Message, message } from "../core/message.ts";
import type { RuleName } from "../core/rules/precedence.ts";
import type { ForAWhile } from "../core/rules/rules-memory.ts";
import { minutesOf, wallClock } from "../core/rules/wall-clock.ts";
import type { Settings } from "../core/settings.ts";
import { period } from "../core/spans.ts";

/** A longer time is told in hours, ms. */
const IN_MINUTES = 5_400_000;

/** That a choice for a while lasts, and how long. `now` is this machine's clock, ms. */
export function choiceWords({ until }: ForAWhile, now: number): Message {
  const left = until - now;
  // Never in seconds: what changes each second is not for a screen reader.
  const span = left > IN_MINUTES ? period(left) : message("spanMinutes", { count: Math.ceil(left / 60_000) });
  return message("causeForAWhile", { time: { minute: until }, span });
}

/** Which rule has set the present state; `null` for a choice of the agent's. `now` is this machine's clock, ms. */
export function ruleWords(
  by: RuleName | null,
  { workingFrom, workingUntil }: Settings,
  now: number,
): Message | null {
  const at = (time: string) => ({ minute: wallClock(now, 0, minutesOf(time)).at });
  switch (by) {
    case "lock":
      return message("causeLock");
    case "safety-net":
      return message("causeSafetyNet");
    case "hours":
      return message("causeHours", { from: at(workingFrom), until: at(workingUntil) });
    default:
      return null;
  }
}
