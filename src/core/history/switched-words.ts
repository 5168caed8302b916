import { type Message, type MessageId, message } from "../message.ts";
import { PRECEDENCE, type RuleName } from "../rules/precedence.ts";
import type { Switched } from "./record.ts";

const BY = {
  key: "switchedByKey",
  menu: "switchedInMenu",
  popup: "switchedInPopup",
  notification: "switchedOnNotification",
  "for-a-while": "switchedForAWhile",
  lock: "switchedByLock",
  hours: "switchedByHours",
  "safety-net": "switchedBySafetyNet",
  elsewhere: "switchedElsewhere",
} as const satisfies Record<Switched["by"], MessageId>;

const RETURNS = {
  "for-a-while": "returnedAfterAWhile",
  lock: "returnedAfterLock",
  hours: "returnedAfterHours",
  "safety-net": "returnedAfterSafetyNet",
} as const satisfies Record<RuleName, MessageId>;

/** Who switched, as a sentence. */
export function switchedWords({ by, isReturn }: Switched): Message {
  return isReturn && isRule(by) ? message(RETURNS[by]) : message(BY[by]);
}

/** Who is behind a change: the agent, a rule, or somebody else. What the agent chose for a while is theirs, its end is not. */
export function switcher({ by, isReturn }: Switched): "agent" | "rule" | "elsewhere" {
  if (by === "elsewhere") return by;
  return isRule(by) && (by !== "for-a-while" || isReturn) ? "rule" : "agent";
}

function isRule(by: Switched["by"]): by is RuleName {
  return PRECEDENCE.some((rule) => rule === by);
}
