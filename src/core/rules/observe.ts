import type { Assignment } from "../devices/device.ts";
import { afterChangeElsewhere } from "./overrule.ts";
import type { RuleSwitch, RulesMemory } from "./rules-memory.ts";
import { isSameState } from "./same-state.ts";

/** How often a rule begins the same switch, and how much longer it waits after each try, ms. */
const TRIES = { most: 3, apart: 60_000 } as const;

/**
 * What the devices tell of the last switch, and of anybody else's, now that no switch is under way.
 *
 * @param devices as they are
 * @param now this machine's clock, ms
 */
export function observe(rules: RulesMemory, devices: Assignment, now: number): RulesMemory {
  const { plan, seen } = rules;
  const isChanged = seen !== null && !isSameState(devices, seen);
  if (plan?.isBegun) {
    if (isSameState(devices, plan.target)) return made(rules, plan, devices, now);
    return isChanged
      ? afterChangeElsewhere(rules, devices, now)
      : notMade({ ...rules, seen: devices }, plan, now);
  }
  return isChanged ? afterChangeElsewhere(rules, devices, now) : { ...rules, seen: devices };
}

function made(rules: RulesMemory, plan: RuleSwitch, devices: Assignment, now: number): RulesMemory {
  const { by, isReturn, target } = plan;
  const before = isReturn ? null : rules.before;
  const softphone = by === "safety-net" && !isReturn ? { ...rules.softphone, since: now } : rules.softphone;
  return { ...rules, plan: null, before, softphone, made: { by, isReturn, target, at: now }, seen: devices };
}

/** After a switch that was begun and not made. The agent was told why. */
function notMade(rules: RulesMemory, plan: RuleSwitch, now: number): RulesMemory {
  const { by, isReturn, tries } = plan;
  if (tries < TRIES.most) {
    return { ...rules, plan: { ...plan, isBegun: false, at: now + tries * TRIES.apart } };
  }
  if (isReturn) return { ...rules, plan: null, before: null };
  const record = { ...rules.records[by], overruledAt: now };
  return { ...rules, plan: null, records: { ...rules.records, [by]: record } };
}
