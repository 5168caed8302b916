import { expect, it } from "vitest";
import { passesThroughNone, turnsOnFirst } from "../../../src/core/api-rules.ts";

it("a switch has a moment with no device on where only one may be on, and each needs its own request", () => {
  expect(passesThroughNone("ccm")).toBe(true);
  expect(passesThroughNone("integrations-core")).toBe(false);
  expect(passesThroughNone("usermapping")).toBe(false);
});

it("a switch turns the wanted device on first where one must stay on, and each needs its own request", () => {
  expect(turnsOnFirst("usermapping")).toBe(true);
  expect(turnsOnFirst("ccm")).toBe(false);
  expect(turnsOnFirst("integrations-core")).toBe(false);
});
