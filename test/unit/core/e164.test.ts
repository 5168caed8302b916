import { expect, it } from "vitest";
import { isE164 } from "../../../src/core/e164.ts";

it.each([
  ["+919876543210", true],
  ["+1234567", true],
  ["+123456789012345", true],
  ["+1234567890123456", false],
  ["+123456", false],
  ["+019876543210", false],
  ["919876543210", false],
  ["00919876543210", false],
  ["+91 98765 43210", false],
  ["tel:+919876543210", false],
  ["+919876543210;ext=1", false],
  ["", false],
])("%s is a number in E.164: %s", (text, is) => {
  expect(isE164(text)).toBe(is);
});
