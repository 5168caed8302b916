import type { Verdict } from "../devices/verdict.ts";
import { verdictSentences } from "../devices/verdict-sentences.ts";
import { type MessageId, message } from "../message.ts";
import { explainPause } from "../rules/explain-pause.ts";
import { PAUSABLE, type PausableRule, type RuleName } from "../rules/precedence.ts";
import { isActing, type MadeSwitch, type RulesMemory } from "../rules/rules-memory.ts";
import { isOn } from "../rules/turned-on.ts";
import { type Occasion, plainAlert } from "./alert.ts";
import type { AlertFacts } from "./alert-facts.ts";

const BEGINS = {
  lock: "alertRuleLock",
  hours: "alertRuleHours",
  "safety-net": "alertRuleSafetyNet",
} as const satisfies Record<PausableRule, MessageId>;

const ENDS = {
  "for-a-while": "alertRuleForAWhileOver",
  lock: "alertRuleLockOver",
  hours: "alertRuleHoursOver",
  "safety-net": "alertRuleSafetyNetOver",
} as const satisfies Record<RuleName, MessageId>;

/**
 * What a rule has done last: it has paused, or set where calls ring. What the agent has just chosen, ended or turned off is no
 * news.
 */
export function ruleOccasion(verdict: Verdict, facts: AlertFacts): Occasion | null {
  const { rules } = facts;
  if (rules === null) return null;
  return pause(rules) ?? (rules.made && switched(rules.made, rules, verdict, facts));
}

function pause({ records }: RulesMemory): Occasion | null {
  const rule = PAUSABLE.find((one) => records[one].pausedUntil !== null);
  const until = rule ? records[rule].pausedUntil : null;
  if (rule === undefined || until === null) return null;
  const { problem, remedy } = explainPause(rule, until);
  const alert = plainAlert(message("alertRulePaused"), [...problem, ...remedy]);
  return { key: `paused-${rule}-${until}`, alert, mayShow: true };
}

function switched(
  made: MadeSwitch,
  rules: RulesMemory,
  verdict: Verdict,
  facts: AlertFacts,
): Occasion | null {
  const { by, isReturn, at } = made;
  const record = rules.records[by];
  if (by === "for-a-while" && (!isReturn || record.overruledAt !== null)) return null;
  // What a rule has set that is over is about to be changed, and the end of one that was turned off has no other reason.
  if (isReturn ? !isOn(by, facts.settings) : !isActing(record)) return null;
  const reason = message(isReturn || by === "for-a-while" ? ENDS[by] : BEGINS[by]);
  const words = plainAlert(message("alertRuleSwitched"), [reason, ...verdictSentences(verdict, facts)]);
  return { key: `${by}-${at}`, alert: { ...words, isSilent: true }, mayShow: true };
}
