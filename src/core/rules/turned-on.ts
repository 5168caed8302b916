import type { Settings } from "../settings.ts";
import { PRECEDENCE, type RuleName } from "./precedence.ts";

/** Whether the agent has turned a rule on. A choice for a while needs no setting. */
export function isOn(rule: RuleName, settings: Settings): boolean {
  switch (rule) {
    case "for-a-while":
      return true;
    case "lock":
      return settings.ringsWhileLocked;
    case "hours":
      return settings.workingHours && settings.outsideHours !== "as-before";
    case "safety-net":
      return settings.ringsWhenDropped;
  }
}

/** Whether the agent has turned any rule on. */
export function isAnyOn(settings: Settings): boolean {
  return PRECEDENCE.some((rule) => rule !== "for-a-while" && isOn(rule, settings));
}
