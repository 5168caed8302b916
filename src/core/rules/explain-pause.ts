import { type MessageId, message } from "../message.ts";
import type { Explanation } from "../notice.ts";
import type { PausableRule } from "./precedence.ts";

const PAUSED = {
  lock: "pausedLock",
  hours: "pausedHours",
  "safety-net": "pausedSafetyNet",
} as const satisfies Record<PausableRule, MessageId>;

/**
 * Why a rule does nothing for some time. It may be read long after the pause has begun.
 *
 * @param until when the pause ends, by this machine's clock (ms)
 */
export function explainPause(rule: PausableRule, until: number): Explanation {
  return {
    problem: [message(PAUSED[rule])],
    remedy: [message("pausedUntil", { time: { minute: until } })],
  };
}
