import { expect, it } from "vitest";
import { excuseEndsAt, type OwnPress, ownPress } from "../../../../src/core/alerts/own-press.ts";
import { INITIAL_RULES, type RulesMemory } from "../../../../src/core/rules/rules-memory.ts";
import { newJournal, type Origin } from "../../../../src/core/switching/journal.ts";
import { BOTH, Desk, MINUTE, MONDAY, PHONE, SOFTPHONE } from "../rules/desk.ts";

const CORE = "integrations-core";
const PRESS: OwnPress = { at: MONDAY, target: PHONE };

const asks = (origin: Origin, rules: RulesMemory | null = INITIAL_RULES): OwnPress | null =>
  ownPress(
    null,
    newJournal({ origin, target: PHONE, askedAt: MONDAY }, CORE, SOFTPHONE),
    rules,
    null,
    MONDAY,
  );

/** What is left of a press when the devices are read to be so, or not read. */
const left = (on: "phone" | "both" | null, now: number): OwnPress | null =>
  ownPress(PRESS, null, null, on && new Desk(CORE, {}, on).reading, now);

it.each<[Origin, boolean]>([
  ["popup", true],
  ["key", true],
  ["menu", true],
  ["notification", true],
  ["for-a-while", true],
  ["lock", false],
  ["hours", false],
  ["safety-net", false],
])("a switch by %s is a press of the agent's own: %s", (origin, isOwn) => {
  expect(asks(origin)).toEqual(isOwn ? PRESS : null);
  expect(asks(origin, null)).toEqual(isOwn ? PRESS : null);
});

it("the end of a choice for a while is none, but what the agent asks for meanwhile is", () => {
  const plan = { by: "for-a-while", isReturn: true, target: {}, at: 0, isBegun: false, tries: 0 } as const;
  const rules = { ...INITIAL_RULES, plan };
  expect(asks("for-a-while", rules)).toBeNull();
  expect(asks("popup", rules)).toEqual(PRESS);
});

it("a press that waits counts, and not the switch before it", () => {
  const journal = newJournal({ origin: "lock", target: SOFTPHONE, askedAt: MONDAY - 5 }, CORE, BOTH);
  const waiting = { origin: "popup", ...PRESS, askedAt: MONDAY } as const;
  expect(ownPress(null, { ...journal, waiting }, null, null, MONDAY)).toEqual(PRESS);
});

it.each([
  ["at once", "phone", MONDAY, true],
  ["for two minutes", "phone", MONDAY + 2 * MINUTE - 1, true],
  ["no longer than two minutes", "phone", MONDAY + 2 * MINUTE, false],
  ["while nothing is read", null, MONDAY + MINUTE, true],
  ["not where the devices were changed since", "both", MONDAY + MINUTE, false],
  ["not where the clock was set back before it", "phone", MONDAY - 1, false],
] as const)("a press explains what is read: %s", (_what, on, now, holds) => {
  expect(left(on, now)).toBe(holds ? PRESS : null);
});

it("a press that turns everything off explains it for as long as it holds", () => {
  expect(excuseEndsAt(PRESS)).toBe(MONDAY + 2 * MINUTE);
  expect(excuseEndsAt({ at: MONDAY, target: { phone: false, sip: false } })).toBe(Number.POSITIVE_INFINITY);
});
