import { expect, it } from "vitest";
import { withPlainDigits } from "../../../src/core/digits.ts";

it.each([
  ["Devanagari", "०१२३४५६७८९"],
  ["Arabic", "٠١٢٣٤٥٦٧٨٩"],
  ["Tamil", "௦௧௨௩௪௫௬௭௮௯"],
  ["full width", "０１２３４５６７８９"],
  // Five such alphabets follow each other without a gap.
  ["double-struck, beyond 16 bits", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"],
  ["ASCII", "0123456789"],
])("%s digits become ASCII digits", (_script, digits) => {
  expect(withPlainDigits(digits)).toBe("0123456789");
});

it("everything else stays as it is", () => {
  expect(withPlainDigits("+९१ (98) ab½Ⅷ")).toBe("+91 (98) ab½Ⅷ");
});
