import type { Assignment } from "../devices/device.ts";
import { INITIAL_RECORD, type RulesMemory } from "./rules-memory.ts";

/**
 * After the agent has chosen where calls ring for a while, and the switch to it has begun. A new choice replaces one that lasts,
 * and leads back to the same state.
 *
 * @param devices as they are, or as the switch under way leaves them
 * @param until when it ends, by this machine's clock (ms)
 */
export function chosenForAWhile(
  rules: RulesMemory,
  target: Assignment,
  devices: Assignment,
  now: number,
  until: number,
): RulesMemory {
  const by = "for-a-while";
  return {
    ...rules,
    forAWhile: { target, since: now, until },
    records: { ...rules.records, [by]: { ...INITIAL_RECORD, since: now } },
    before: { devices: rules.before?.devices ?? devices, heldBy: by },
    seen: null,
    plan: { by, isReturn: false, target, at: now, isBegun: true, tries: 1 },
    made: null,
  };
}
