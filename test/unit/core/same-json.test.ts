import { expect, it } from "vitest";
import { isSameJson } from "../../../src/core/same-json.ts";

it.each([
  [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, false],
  [[1, 2], [1], false],
  [{ a: 1 }, { a: "1" }, false],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: null }, { a: {} }, false],
  [{ a: {} }, { a: null }, false],
  [{}, null, false],
  [null, {}, false],
  [null, null, true],
  ["a", "a", true],
  ["a", ["a"], false],
  [["a"], "a", false],
])("%j and %j are the same JSON: %s", (one, other, isSame) => {
  expect(isSameJson(one, other)).toBe(isSame);
});
