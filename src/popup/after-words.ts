import { type Message, type MessageId, message } from "../core/message.ts";
import type { AfterForAWhile } from "../core/rules/after-for-a-while.ts";

const AFTER = {
  phone: "afterPhone",
  softphone: "afterSoftphone",
  both: "afterBoth",
  rules: "afterRules",
  "as-it-is": "afterAsItIs",
} as const satisfies Record<AfterForAWhile, MessageId>;

/** What comes after a choice for a while. */
export function afterWords(after: AfterForAWhile): Message {
  return message(AFTER[after]);
}
