import { expect, it } from "vitest";
import { passesThroughNone } from "../../../src/core/api-rules.ts";

it("a switch has a moment with no device on where only one may be on, and each needs its own request", () => {
  expect(passesThroughNone("ccm")).toBe(true);
  expect(passesThroughNone("integrations-core")).toBe(false);
});
