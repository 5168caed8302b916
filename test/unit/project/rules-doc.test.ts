import { it } from "vitest";
import { PRECEDENCE, type RuleName } from "../../../src/core/rules/precedence.ts";
import { COMBINATIONS, deskWith, inCharge, MINUTE, SOFTPHONE } from "../core/rules/desk.ts";
import { expectDocumented } from "../documented.ts";

const NAMES: Readonly<Record<RuleName, string>> = {
  "for-a-while": "for a while",
  lock: "lock",
  hours: "hours",
  "safety-net": "safety net",
};

/** Who decides with these rules in force, and who does once the agent has pressed. */
function rowOf(rules: readonly RuleName[]): string {
  const desk = deskWith(rules);
  const first = inCharge(desk);
  const rings = desk.rings;
  desk.press(SOFTPHONE);
  desk.pass(MINUTE);
  const after = inCharge(desk);
  const marks = PRECEDENCE.map((rule) => (rules.includes(rule) ? "yes" : ""));
  const name = (by: RuleName | null): string => (by === null ? "the agent" : NAMES[by]);
  return `| ${[...marks, name(first), rings, `${name(after)} (${desk.rings})`].join(" | ")} |`;
}

it("who decides is as documented", () => {
  const head = [
    ...PRECEDENCE.map((rule) => NAMES[rule]),
    "decides",
    "rings",
    "after a press of `softphone-only`",
  ];
  const lines = [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...COMBINATIONS.map(rowOf)];
  expectDocumented("precedence", lines.join("\n"), "rules.md");
});
