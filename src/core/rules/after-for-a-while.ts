import type { Assignment, Reading } from "../devices/device.ts";
import { applyAssignment, assignmentOf, type Ring, ringOf } from "../switching/press.ts";
import { PAUSABLE } from "./precedence.ts";
import { isActing, type RulesMemory } from "./rules-memory.ts";
import { restored } from "./targets.ts";

/** What comes after a choice for a while: a place where calls ring, what another rule in force wants, or all stays as it is. */
export type AfterForAWhile = Ring | "rules" | "as-it-is";

/**
 * What comes after the choice for a while that lasts, or after one that is made now.
 *
 * @param wanted the state that a switch under way leads to; `null` if there is none
 */
export function afterForAWhile(
  rules: RulesMemory | null,
  reading: Reading,
  wanted: Assignment | null,
): AfterForAWhile {
  if (rules !== null && PAUSABLE.some((rule) => isActing(rules.records[rule]))) return "rules";
  const { devices } = reading;
  const target = restored(rules?.before?.devices ?? assignmentOf(applyAssignment(devices, wanted)), reading);
  const ring = target === null ? "none" : ringOf(applyAssignment(devices, target));
  return ring === "none" ? "as-it-is" : ring;
}
