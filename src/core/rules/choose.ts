import type { Reading } from "../devices/device.ts";
import type { LastOn } from "../devices/last-on.ts";
import type { Settings } from "../settings.ts";
import { assignmentOf } from "../switching/press.ts";
import { PRECEDENCE, type RuleName } from "./precedence.ts";
import { isActing, type MadeSwitch, type RulesMemory } from "./rules-memory.ts";
import { isSameState } from "./same-state.ts";
import type { SoftphoneHealth } from "./softphone-health.ts";
import { spreadOf } from "./spread.ts";
import { reaches, restored, targetOf } from "./targets.ts";

interface ChoiceInput {
  readonly settings: Settings;
  readonly lastOn: LastOn;
  readonly period: number;
  readonly fastest: number;
  readonly random: number;
  readonly now: number;
  /** The rules that may act: not all of them while the agent's pause lasts. */
  readonly mayAct: readonly RuleName[];
}

type Wish = Pick<MadeSwitch, "by" | "isReturn" | "target">;

/** Plans the switch that the rules want now, by a good, recent reading with no switch under way. */
export function choose(
  rules: RulesMemory,
  reading: Reading,
  health: SoftphoneHealth,
  input: ChoiceInput,
): RulesMemory {
  const wish = wishOf(rules, reading, health, input);
  if (wish === null) return { ...rules, plan: null, before: stillToRestore(rules, reading) };
  if (isSameState(assignmentOf(reading.devices), wish.target)) return fulfilled(rules, wish, input.now);
  const { plan } = rules;
  const isPlanned =
    plan?.by === wish.by && plan.isReturn === wish.isReturn && isSameState(plan.target, wish.target);
  if (isPlanned) return rules;
  const { period, fastest, random, now } = input;
  const at = now + spreadOf(wish.by, period, fastest, random);
  return { ...rules, plan: { ...wish, at, isBegun: false, tries: 0 } };
}

/**
 * The first rule in force decides; with none, what was before is restored. A rule whose target would reach nobody is skipped, and
 * no state that would reach nobody is restored.
 */
function wishOf(
  rules: RulesMemory,
  reading: Reading,
  health: SoftphoneHealth,
  { settings, lastOn, mayAct }: ChoiceInput,
): Wish | null {
  const inForce = actingIn(rules);
  const acting = inForce.filter((rule) => mayAct.includes(rule));
  // Whatever is restored while the safety net is in force could be lost again at once.
  const isTrusted = health !== "lost" && !inForce.includes("safety-net");
  for (const by of acting) {
    const target = targetOf(by, rules, reading, settings, lastOn);
    if (target !== null && reaches(target, reading, isTrusted)) return { by, isReturn: false, target };
  }
  const { before } = rules;
  if (acting.length > 0 || before === null || !mayAct.includes(before.heldBy)) return null;
  const target = restored(before.devices, reading);
  if (target === null || !reaches(target, reading, isTrusted)) return null;
  return { by: before.heldBy, isReturn: true, target };
}

/** The state before, unless it is gone for good, or reached nobody on purpose. */
function stillToRestore(rules: RulesMemory, reading: Reading): RulesMemory["before"] {
  const { before } = rules;
  const isHeld = actingIn(rules).length > 0;
  return before === null || isHeld || restored(before.devices, reading) !== null ? before : null;
}

function actingIn({ records }: RulesMemory): readonly RuleName[] {
  return PRECEDENCE.filter((rule) => isActing(records[rule]));
}

/** The devices are as wished for. */
function fulfilled(rules: RulesMemory, { by, isReturn, target }: Wish, now: number): RulesMemory {
  const { before, made } = rules;
  if (isReturn) return { ...rules, plan: null, before: null };
  if (before === null || before.heldBy === by) return { ...rules, plan: null };
  // The next rule holds on to what another one has set.
  const taken = made && { by, isReturn, target, at: now };
  return { ...rules, plan: null, before: { ...before, heldBy: by }, made: taken };
}
