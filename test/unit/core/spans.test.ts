import { expect, it } from "vitest";
import { message } from "../../../src/core/message.ts";
import { period } from "../../../src/core/spans.ts";

it.each([
  [30_000, message("spanSeconds", { count: 30 })],
  [89_400, message("spanSeconds", { count: 89 })],
  [90_000, message("spanMinutes", { count: 2 })],
  [300_000, message("spanMinutes", { count: 5 })],
  [89.4 * 60_000, message("spanMinutes", { count: 89 })],
  [90 * 60_000, message("spanHours", { count: 2 })],
  [120 * 60_000, message("spanHours", { count: 2 })],
])("a period of %d ms is rounded: %j", (ms, said) => {
  expect(period(ms)).toEqual(said);
});
