import { type Message, message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";

/** Working hours as they are entered: a time that is incomplete is empty. */
export type Hours = Pick<Settings, "workingDays" | "workingFrom" | "workingUntil">;

/** What is wrong, and in which fields. */
interface HoursProblem {
  readonly says: Message;
  readonly at: readonly (keyof Hours)[];
}

/** What keeps entered working hours from being saved; `null` if nothing does. */
export function hoursProblem({ workingDays, workingFrom, workingUntil }: Hours): HoursProblem | null {
  if (workingDays === "") return { says: message("ruleNoDay"), at: ["workingDays"] };
  if (workingFrom === "") return { says: message("ruleNoFrom"), at: ["workingFrom"] };
  if (workingUntil === "") return { says: message("ruleNoUntil"), at: ["workingUntil"] };
  if (workingFrom !== workingUntil) return null;
  return { says: message("ruleSameTimes"), at: ["workingFrom", "workingUntil"] };
}
