import { expect, it } from "vitest";
import { type Hours, hoursProblem } from "../../../src/options/hours-problem.ts";
import { english } from "../english.ts";

const HOURS: Hours = { workingDays: "12345", workingFrom: "09:00", workingUntil: "18:00" };

it.each([
  [{}, null, []],
  [{ workingUntil: "02:00" }, null, []],
  [{ workingDays: "" }, /^Choose at least one working day\./, ["workingDays"]],
  [{ workingFrom: "" }, /^Enter the time at which your work begins\./, ["workingFrom"]],
  [{ workingUntil: "" }, /^Enter the time at which your work ends\./, ["workingUntil"]],
  [{ workingUntil: "09:00" }, /^Work cannot end when it begins\./, ["workingFrom", "workingUntil"]],
] as const)("entered working hours: %j", (entered, says, at) => {
  const problem = hoursProblem({ ...HOURS, ...entered });
  expect(problem?.at ?? []).toEqual(at);
  if (says === null) expect(problem).toBeNull();
  else expect(english(problem?.says ?? [])).toMatch(says);
});
