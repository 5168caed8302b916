import type { Assignment } from "../devices/device.ts";
import type { Settings } from "../settings.ts";
import { PRECEDENCE, type RuleName } from "./precedence.ts";
import type { RuleRecord, RulesMemory } from "./rules-memory.ts";
import { isSameState } from "./same-state.ts";
import { isAnyOn } from "./turned-on.ts";

/** So many reversals within this time, ms, pause a rule for that long: somebody does not want what it does. */
const REVERSALS = { most: 2, within: 600_000, pausesFor: 3_600_000 } as const;

/** After a press of the agent's: it holds until the next occasion of a rule. `now` is this machine's clock, ms. */
export function afterPress(rules: RulesMemory, settings: Settings, now: number): RulesMemory {
  const { forAWhile, before, made } = rules;
  const isIdle = !isAnyOn(settings) && forAWhile === null && before === null && made === null;
  return isIdle ? rules : { ...overruled(rules, now), seen: null };
}

/**
 * After somebody else has changed the devices: it counts as a press of the agent's. If it reverses what a rule did, that rule may
 * pause.
 *
 * @param now this machine's clock, ms
 */
export function afterChangeElsewhere(rules: RulesMemory, devices: Assignment, now: number): RulesMemory {
  const { made, plan } = rules;
  const last = plan?.isBegun ? plan : made;
  const after = { ...overruled(rules, now), seen: devices };
  if (last === null || last.by === "for-a-while" || isSameState(devices, last.target)) return after;
  const record = reversed(after.records[last.by], now);
  return { ...after, records: { ...after.records, [last.by]: record } };
}

function overruled(rules: RulesMemory, now: number): RulesMemory {
  const records = mapRecords(rules, (record) => ({ ...record, overruledAt: now }));
  return { ...rules, records, forAWhile: null, before: null, plan: null, made: null };
}

function reversed(record: RuleRecord, now: number): RuleRecord {
  const reversals = [...record.reversals.filter((at) => at <= now && now - at < REVERSALS.within), now];
  if (reversals.length < REVERSALS.most) return { ...record, reversals };
  return { ...record, reversals: [], pausedUntil: now + REVERSALS.pausesFor };
}

/** The record as it holds now: without a pause that is over, and with nothing in the future. */
export function recordNow(record: RuleRecord, now: number): RuleRecord {
  const left = (record.pausedUntil ?? now) - now;
  // Moments that late date from before the clock was set back.
  const isOver = left <= 0 || left > REVERSALS.pausesFor;
  const { overruledAt } = record;
  return {
    ...record,
    overruledAt: overruledAt === null ? null : Math.min(overruledAt, now),
    pausedUntil: isOver ? null : record.pausedUntil,
  };
}

/** Every rule's record, changed. */
export function mapRecords(
  { records }: RulesMemory,
  change: (record: RuleRecord, rule: RuleName) => RuleRecord,
): RulesMemory["records"] {
  const changed = PRECEDENCE.map((rule) => [rule, change(records[rule], rule)] as const);
  return Object.fromEntries(changed) as Record<RuleName, RuleRecord>;
}
