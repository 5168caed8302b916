import { expect, it } from "vitest";
import { spreadOf } from "../../../../src/core/rules/spread.ts";

it.each([
  // Alone, or in a team that is no crowd: the hours alone end for all in the same second.
  ["for-a-while", 30_000, 0],
  ["lock", 30_000, 0],
  ["hours", 30_000, 30_000],
  ["safety-net", 30_000, 0],
  // Where the account's budget is short: three periods, as a switch takes three requests or more.
  ["lock", 600_000, 0],
  ["hours", 60_000, 180_000],
  ["hours", 600_000, 300_000],
  // The reads that show the loss are spread already.
  ["safety-net", 600_000, 0],
] as const)("%s at a period of %i ms is spread over %i ms", (rule, period, within) => {
  expect(spreadOf(rule, period, 30_000, 0)).toBe(0);
  expect(spreadOf(rule, period, 30_000, 0.5)).toBe(within / 2);
});
