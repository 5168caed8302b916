import { describe, expect, it } from "vitest";
import type { Message, Param } from "../../../src/core/message.ts";
import { message } from "../../../src/core/message.ts";
import { renderMessage, type Words } from "../../../src/core/render-message.ts";
import { english } from "../english.ts";

/** A language with all six plural forms, as Arabic, of which this catalogue knows only some. */
const ARABIC: Words = {
  locale: () => "ar-EG",
  text(key, substitutions) {
    const texts: Record<string, string> = {
      agoDays_two: "two",
      agoDays_few: "few $1",
      agoDays_other: "other $1",
    };
    return (texts[key] ?? "").replace("$1", substitutions[0] ?? "");
  },
};

describe("a message in words", () => {
  it("takes the plural form that the number asks for, and `other` where the language has no other", () => {
    expect([1, 2, 1_234].map((count) => english(message("agoDays", { count })))).toEqual([
      "1 day ago",
      "2 days ago",
      "1,234 days ago",
    ]);
    const arabic = [2, 3, 11, 100].map((count) => renderMessage(message("agoDays", { count }), ARABIC));
    expect(arabic).toEqual(["two", "few ٣", "other ١١", "other ١٠٠"]);
  });

  it("puts text from outside in as it is, whatever is in it", () => {
    const odd = message("agoSeconds", { count: "$1 $COUNT$ <b>" });
    expect(english(odd)).toBe("$1 $COUNT$ <b> s ago");
  });

  it("fills the placeholders by the alphabetical order of their names", () => {
    const words: Words = { locale: () => "en-GB", text: (_key, given) => given.join(" | ") };
    const said = message("userInOtherCase", { exotels: "Ab", entered: "ab" });
    expect(renderMessage(said, words)).toBe("ab | Ab");
    const inOrder = message("userInOtherCase", { entered: "ab", exotels: "Ab" });
    expect(renderMessage(inOrder, words)).toBe("ab | Ab");
  });

  it("writes a list and a time as the language does; a minute has no seconds, and a day no time", () => {
    const words: Words = { locale: () => "en-GB", text: (_key, given) => given.join("") };
    const render = (given: Param) => renderMessage(message("asSentence", { words: given }), words);
    const at = new Date(2027, 0, 1, 9, 5, 7).getTime();
    expect(render({ list: ["a", "b", "c"] })).toBe("a, b and c");
    expect(render({ minute: at })).toBe("09:05");
    expect(render({ moment: at })).toBe("09:05:07");
    expect(render({ day: at })).toBe("1 January 2027");
  });

  it("keeps texts from outside in their own direction, where the words go from right to left", () => {
    const words: Words = {
      locale: () => "ar",
      text: (key, given) => (key === "direction" ? "rtl" : given.join(" ")),
    };
    const render = (given: Param) => renderMessage(message("asSentence", { words: given }), words);
    expect(render("+919876543210")).toBe("\u2068+919876543210\u2069");
    expect(render({ list: ["sip:a1", "هاتف"] })).toBe("\u2068sip:a1\u2069 و\u2068هاتف\u2069");
    // A number and words of the same language are no foreign texts.
    expect(render(3)).toBe("3");
    expect(render({ sentences: [message("agoDays", { count: 3 })] })).toBe("3");
    expect(english(message("notE164", { number: "+91" }))).toBe(
      "“+91” is not a phone number with a country code.",
    );
  });

  it("survives being stored", () => {
    const said = message("agoDays", { count: 3 });
    expect(english(JSON.parse(JSON.stringify(said)) as Message)).toBe("3 days ago");
  });
});
