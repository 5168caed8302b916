import { describe, expect, it } from "vitest";
import { chosenForAWhile } from "../../../../src/core/rules/choice-for-a-while.ts";
import { endedByAgent, lastsUntil } from "../../../../src/core/rules/for-a-while.ts";
import { afterPress } from "../../../../src/core/rules/overrule.ts";
import {
  INITIAL_RECORD,
  INITIAL_RULES,
  isActing,
  isOverruled,
  type RulesMemory,
} from "../../../../src/core/rules/rules-memory.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import { MINUTE, MONDAY, PHONE, SOFTPHONE } from "./desk.ts";

const made = { by: "for-a-while", isReturn: true, target: PHONE, at: 5 } as const;

describe("a press", () => {
  it("changes nothing while every rule is off and nothing lasts", () => {
    const rules: RulesMemory = { ...INITIAL_RULES, seen: PHONE };
    expect(afterPress(rules, DEFAULT_SETTINGS, MONDAY)).toBe(rules);
  });

  it.each<[string, Partial<RulesMemory>, boolean]>([
    ["a rule that is on", {}, true],
    ["a choice for a while", { forAWhile: { target: PHONE, since: 5, until: 9 } }, false],
    ["what was before", { before: { devices: PHONE, heldBy: "lock" } }, false],
    ["what a rule has made", { made }, false],
  ])("overrules %s", (_what, over, ringsWhileLocked) => {
    const settings = { ...DEFAULT_SETTINGS, ringsWhileLocked };
    const after = afterPress({ ...INITIAL_RULES, seen: PHONE, ...over }, settings, MONDAY);
    expect(after).toMatchObject({ forAWhile: null, before: null, plan: null, made: null, seen: null });
    for (const record of Object.values(after.records)) expect(record.overruledAt).toBe(MONDAY);
  });
});

it.each([
  [null, null, false, false],
  [null, 5, false, false],
  [5, null, false, true],
  [5, 4, false, true],
  [5, 5, true, false],
  [5, 6, true, false],
])(
  "an occasion since %s, overruled at %s, is overruled: %s, and acts: %s",
  (since, overruledAt, over, acts) => {
    expect(isOverruled({ since, overruledAt })).toBe(over);
    expect(isActing({ ...INITIAL_RECORD, since, overruledAt })).toBe(acts);
    expect(isActing({ ...INITIAL_RECORD, since, overruledAt, pausedUntil: 9 })).toBe(false);
  },
);

it("a choice for a while is a new occasion, and its end by the agent goes before it", () => {
  const old = { ...INITIAL_RECORD, overruledAt: MONDAY, reversals: [1], pausedUntil: 2 };
  const before = { ...INITIAL_RULES, records: { ...INITIAL_RULES.records, "for-a-while": old } };
  const chosen = chosenForAWhile(before, PHONE, SOFTPHONE, MONDAY, MONDAY + 15 * MINUTE);
  const record = { ...INITIAL_RECORD, since: MONDAY };
  expect(chosen.records).toEqual({ ...INITIAL_RULES.records, "for-a-while": record });
  expect(endedByAgent(chosen, MONDAY + 5)).toEqual({
    ...chosen,
    forAWhile: null,
    records: { ...INITIAL_RULES.records, "for-a-while": { ...record, overruledAt: MONDAY + 5 } },
  });
});

it("a choice, or a pause, lasts a day at most", () => {
  const DAY = 86_400_000;
  const ends = [0, 1, DAY, DAY + 1].map((ms) => lastsUntil(MONDAY + ms, MONDAY));
  expect(ends).toEqual([false, true, true, false]);
});
