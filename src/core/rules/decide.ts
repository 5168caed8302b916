import type { Reading } from "../devices/device.ts";
import type { LastOn } from "../devices/last-on.ts";
import { readingAtRest } from "../devices/reading-at-rest.ts";
import type { VerdictInput } from "../devices/verdict.ts";
import { isPaused } from "../pause.ts";
import type { Presence } from "../polling/pace.ts";
import type { ServerWaits } from "../polling/server-waits.ts";
import { isSameJson } from "../same-json.ts";
import { assignmentOf } from "../switching/press.ts";
import { choose } from "./choose.ts";
import { observe } from "./observe.ts";
import { beginsAt, nextMoment, occasions } from "./occasions.ts";
import { PAUSABLE, type PausableRule, PRECEDENCE, type RuleName } from "./precedence.ts";
import { INITIAL_RULES, isActing, type RuleSwitch, type RulesMemory } from "./rules-memory.ts";
import { softphoneHealth } from "./softphone-health.ts";
import { isAnyOn } from "./turned-on.ts";
import type { WallClock } from "./wall-clock.ts";

/** Everything on which it depends what the rules want. */
export interface RulesInput extends VerdictInput {
  readonly rules: RulesMemory;
  readonly lastOn: LastOn;
  readonly waits: ServerWaits;
  /** The agent's fair share of the budget, as the time between two reads, and the shortest such time; ms. */
  readonly period: number;
  readonly fastest: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Whether somebody is at the machine, as the browser says. */
  readonly presence: Presence;
  readonly wallClock: WallClock;
  /** When the agent's pause ends; `null` if there is none. */
  readonly pausedUntil: number | null;
}

/** What the rules want, and what to do about it. */
export interface RulesDecision {
  /** What to remember; the same object if nothing has changed. */
  readonly rules: RulesMemory;
  /** The switch to begin now. What to remember counts it as begun. */
  readonly begins: RuleSwitch | null;
  /** A rule has something to decide, and no good, recent reading tells how the devices are. */
  readonly mustRead: boolean;
  /** The rule that has just paused. */
  readonly paused: PausableRule | null;
}

/** The agent asked for it, and for its end. */
const DURING_PAUSE: readonly RuleName[] = ["for-a-while"];

/**
 * What the rules want now. They decide only on a good, recent reading, and while no switch is under way.
 *
 * @returns what to remember, what to begin, and in `rules.nextAt` when this may change by itself
 */
export function decide(input: RulesInput): RulesDecision {
  const reading = readingAtRest(input);
  const seen = reading && {
    health: softphoneHealth(reading, input),
    isOn: reading.devices.some(({ kind, on }) => kind === "sip" && on === true),
    takenAt: reading.takenAt,
  };
  const mayAct = isPaused(input.pausedUntil, input.now) ? DURING_PAUSE : PRECEDENCE;
  const current = occasions(input.rules, seen, input);
  const observed = reading === null ? current : observe(current, assignmentOf(reading.devices), input.now);
  const chosen =
    reading === null || seen === null
      ? observed
      : choose(observed, reading, seen.health, { ...input, mayAct });
  const [left, begins] = reading === null ? [chosen, null] : begin(chosen, reading, input);
  const rules = settled(input, { ...left, nextAt: nextMoment(left, input) });
  const { credentials } = input.status;
  const isUnknown = reading === null && input.journal === null && credentials === "present";
  return {
    rules,
    begins,
    mustRead: isUnknown && actingOf(rules) !== actingOf(input.rules),
    paused: PAUSABLE.find((rule) => pauses(rules, rule) && !pauses(input.rules, rule)) ?? null,
  };
}

/** Begins the switch that is planned, if its time has come. */
function begin(
  rules: RulesMemory,
  { devices }: Reading,
  { waits, now }: RulesInput,
): readonly [RulesMemory, RuleSwitch | null] {
  const { plan, before } = rules;
  if (plan === null || plan.isBegun || beginsAt(plan, waits, now) > now) return [rules, null];
  const begun = { ...plan, isBegun: true, tries: plan.tries + 1 };
  const held = { devices: before?.devices ?? assignmentOf(devices), heldBy: plan.by };
  return [{ ...rules, plan: begun, before: plan.isReturn ? before : held }, begun];
}

/**
 * The memory as it was if it says the same. With every rule off, nothing to restore and no end of a choice for a while to tell of,
 * there is nothing to remember.
 */
function settled({ rules: before, settings }: RulesInput, after: RulesMemory): RulesMemory {
  const isOver = after.before === null && after.plan === null && after.forAWhile === null;
  const isIdle = isOver && after.made?.by !== "for-a-while";
  const left = isIdle && !isAnyOn(settings) ? INITIAL_RULES : after;
  return isSameJson(left, before) ? before : left;
}

function actingOf({ records }: RulesMemory): string {
  return PRECEDENCE.filter((rule) => isActing(records[rule])).join();
}

function pauses({ records }: RulesMemory, rule: RuleName): boolean {
  return records[rule].pausedUntil !== null;
}
