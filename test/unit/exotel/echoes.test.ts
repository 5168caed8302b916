import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitize } from "../../../src/exotel/sanitize.ts";

describe("a server's words", () => {
  const secret = "k3y/with+signs=";

  it.each([
    [`Bearer ${secret} has expired`, "Bearer … has expired"],
    [`/login?token=${encodeURIComponent(secret)}&next=1`, "/login?token=…&next=1"],
    [`${secret}, that is ${encodeURIComponent(secret)}`, "…, that is …"],
  ])("leave the secret out of %j", (words, shown) => {
    expect(sanitize(words, [secret])).toBe(shown);
  });

  it("never hold one, whatever it is made of and wherever it stands", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(text, fc.string({ unit: "grapheme-ascii", minLength: 4 }), text, (before, typed, after) => {
        const hidden = typed.trim().replace(/\s+/g, " ");
        fc.pre(hidden.length >= 4);
        for (const form of [hidden, encodeURIComponent(hidden)]) {
          const shown = sanitize(before + form + after, [hidden]) ?? "";
          expect(shown).not.toContain(hidden);
          expect(shown).not.toContain(encodeURIComponent(hidden));
        }
      }),
    );
  });

  it("are fit to be shown, whatever the secret is", () => {
    expect(sanitize("no word of it", ["\ud800", ""])).toBe("no word of it");
  });
});
