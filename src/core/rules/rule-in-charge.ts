import type { Device } from "../devices/device.ts";
import { assignmentOf } from "../switching/press.ts";
import type { RuleName } from "./precedence.ts";
import { isActing, type RulesMemory } from "./rules-memory.ts";
import { isSameState } from "./same-state.ts";

/** Which rule has set the present state; `null` if none has. */
export function ruleInCharge({ made, records }: RulesMemory, devices: readonly Device[]): RuleName | null {
  if (made === null || made.isReturn || !isActing(records[made.by])) return null;
  return isSameState(assignmentOf(devices), made.target) ? made.by : null;
}
