import { expect, it } from "vitest";
import { explainPause } from "../../../../src/core/rules/explain-pause.ts";
import { inEnglish } from "../../english.ts";

it.each([
  ["lock", /while this computer is locked/],
  ["hours", /your working hours/],
  ["safety-net", /softphone/],
] as const)("says that %s does nothing, and until when", (rule, expected) => {
  const until = new Date(2026, 10, 2, 16, 5).getTime();
  const { problem, remedy } = inEnglish(explainPause(rule, until));
  expect(problem).toMatch(expected);
  expect(remedy).toMatch(/4:05\sPM/);
});
