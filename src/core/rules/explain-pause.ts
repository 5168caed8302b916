import { type MessageId, message } from "../message.ts";
import type { Explanation } from "../notice.ts";
import type { PausableRule } from "./precedence.ts";

const PAUSED = {
  lock: "pausedLock",
  hours: "pausedHours",
  "safety-net": "pausedSafetyNet",
} as const satisfies Record<PausableRule, MessageId>;

/** Why a rule does nothing for some time. */
export function explainPause(rule: PausableRule): Explanation {
  return { problem: [message(PAUSED[rule])], remedy: [message("pausedAnHour")] };
}
