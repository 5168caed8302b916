import type { Assignment } from "../devices/device.ts";
import type { RuleName } from "./precedence.ts";
import { INITIAL_WATCH, type SoftphoneWatch } from "./safety-net.ts";

/**
 * What the rules remember from one event to the next. It is plain JSON, stored to survive the worker's death and the browser's.
 * Times are this machine's clock, ms.
 */
export interface RulesMemory {
  readonly forAWhile: ForAWhile | null;
  /** Since when the screen is locked; `null` while it is not. */
  readonly lockedSince: number | null;
  readonly softphone: SoftphoneWatch;
  readonly records: Readonly<Record<RuleName, RuleRecord>>;
  /** What was before the rules changed it; `null` unless a rule holds the present state. */
  readonly before: Before | null;
  /** The devices as they were last seen with no switch under way; `null` if that is not known since the last press. */
  readonly seen: Assignment | null;
  /** The switch that a rule wants, or has begun. */
  readonly plan: RuleSwitch | null;
  /** The last switch of a rule's that was made, until somebody else changes the devices. */
  readonly made: MadeSwitch | null;
  /** When the decision may change without anything happening; `null` if it does not. */
  readonly nextAt: number | null;
}

/** The agent's choice for some time. */
export interface ForAWhile {
  readonly target: Assignment;
  readonly since: number;
  readonly until: number;
}

/** What is remembered of one rule. */
export interface RuleRecord {
  /** When its present occasion began; `null` while it has none. */
  readonly since: number | null;
  /** The last press, or change made elsewhere: it goes before every occasion that had begun by then. `null`: none since. */
  readonly overruledAt: number | null;
  /** When its switches were reversed elsewhere lately. */
  readonly reversals: readonly number[];
  /** It was reversed too often, and does nothing until then. */
  readonly pausedUntil: number | null;
}

/** What is restored when no rule is in force any more. */
export interface Before {
  readonly devices: Assignment;
  /** The rule that holds the present state. */
  readonly heldBy: RuleName;
}

/** A switch that a rule makes. */
export interface MadeSwitch {
  readonly by: RuleName;
  /** The rule's time is over: what was before is restored. */
  readonly isReturn: boolean;
  readonly target: Assignment;
  /** When it was made; of one that is planned, when it may begin. */
  readonly at: number;
}

/** A switch that a rule wants, or has begun. */
export interface RuleSwitch extends MadeSwitch {
  readonly isBegun: boolean;
  /** How often it was begun. */
  readonly tries: number;
}

export const INITIAL_RECORD: RuleRecord = {
  since: null,
  overruledAt: null,
  reversals: [],
  pausedUntil: null,
};

export const INITIAL_RULES: RulesMemory = {
  forAWhile: null,
  lockedSince: null,
  softphone: INITIAL_WATCH,
  records: {
    "for-a-while": INITIAL_RECORD,
    lock: INITIAL_RECORD,
    hours: INITIAL_RECORD,
    "safety-net": INITIAL_RECORD,
  },
  before: null,
  seen: null,
  plan: null,
  made: null,
  nextAt: null,
};

/** Whether a rule is in force, and neither overruled nor paused. */
export function isActing({ since, overruledAt, pausedUntil }: RuleRecord): boolean {
  return since !== null && !isOverruled({ since, overruledAt }) && pausedUntil === null;
}

/** Whether a press, or a change made elsewhere, outlasts the present occasion. */
export function isOverruled({ since, overruledAt }: Pick<RuleRecord, "since" | "overruledAt">): boolean {
  return since !== null && overruledAt !== null && since <= overruledAt;
}
