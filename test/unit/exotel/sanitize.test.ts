import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitize } from "../../../src/exotel/sanitize.ts";

describe("a name that is written as its script is written stays as it is", () => {
  const names: [string, string][] = [
    ["Sinhala", "ශ්\u200dරී ලංකා ක්\u200dෂේත්\u200dර"],
    ["Bengali", "র\u200d্যাব আবদুর রহমান"],
    ["Bengali, older spelling of a bare consonant", "হঠাত্\u200d শরত্\u200d"],
    ["Marathi", "वाऱ\u200d्यावर सुर्\u200dया, श्री\u200cमान"],
    ["Nepali", "गर्\u200dयो"],
    ["Malayalam, older spelling of a bare consonant", "അവന്\u200d രാജന്\u200d"],
    ["Kannada", "ರ\u200d್ಯಾಂಕ್ ಸಾಫ್ಟ್\u200cವೇರ್"],
    ["Telugu", "సాఫ్ట్\u200cవేర్"],
    ["Tamil", "க்\u200cஷ மீனாட்சி"],
    ["Gujarati", "પ્રિયા શાહ્\u200c\u0ab9"],
    ["Persian", "می\u200cخواهم خانه\u200cها"],
    ["Arabic", "١٤٤٦ ه\u200d محمد"],
    ["Urdu", "گل\u200cاب"],
    ["Hebrew", "שָׁלוֹם ש\u05b4\u034f\u05bcם"],
    ["Khmer", "ម៉ូលីកា អ្នក\u200cអ៊ី"],
    ["Thai", "สมชาย ใจดี"],
    ["Burmese", "မောင်မောင်"],
    ["Mongolian", "ᠮᠣᠩᠭᠣᠯ\u180eᠤᠨ ᠪᠢᠴᠢᠭ\u180b"],
    ["Chinese, a variant of a character", "葛\u{e0100}城"],
    ["Latin with marks", "Zoë Nguyễn"],
    ["a family", "Home 👨\u200d👩\u200d👧\u200d👦"],
    ["skin and profession", "👩🏽\u200d🚀 👨🏿\u200d⚕\ufe0f"],
    ["a heart on fire", "❤\ufe0f\u200d🔥"],
    ["a key cap", "Desk 1\ufe0f\u20e3"],
    ["a country's flag", "🇮🇳 🇸🇬"],
    [
      "other flags",
      "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏳\ufe0f\u200d🌈 🏴\u200d☠\ufe0f",
    ],
  ];
  it.each(names)("%s: %s", (_script, name) => {
    expect(sanitize(name)).toBe(name);
  });

  it("also with what does not belong there taken out of it", () => {
    expect(sanitize("می\u200e\u200c\u200c\u200fخواهم")).toBe("می\u200cخواهم");
    expect(sanitize("ශ්\u2060\u200d\u200dරී")).toBe("ශ්\u200dරී");
    expect(sanitize("ភាសា\u200bខ្មែរ")).toBe("ភាសាខ្មែរ");
  });
});

describe("what can make a text read as another is taken out", () => {
  const CONTROLS =
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f\u00ad\u200b\u2060\u2061\u2064\ufeff\ufff9\u3164\u115f";
  it.each([...CONTROLS].map((sign) => [sign.codePointAt(0)?.toString(16), sign]))(
    "U+%s, without a space in its place",
    (_code, sign) => {
      expect(sanitize(`Pri${sign}ya`)).toBe("Priya");
      expect(sanitize(`अनि${sign}ता`)).toBe("अनिता");
      expect(sanitize(`${sign}Priya ${sign}${sign}Rao${sign}`)).toBe("Priya Rao");
      expect(sanitize(sign)).toBeNull();
    },
  );

  const deceits: [string, string, string | null][] = [
    ["turned around", "gpj.\u202eexe.phone", "gpj.exe.phone"],
    ["a joiner in a Latin word", "Pri\u200dya\u200c", "Priya"],
    ["a joiner in a number", "+91\u200d98765\u200c43210", "+919876543210"],
    ["joiners alone", "\u200d \u200c\u200d", null],
    ["a joiner in Han", "山\u200d田\u200c\u034f太", "山田太"],
    ["a joiner in Kana", "シ\u200dモ\u200cン し\u200dも", "シモン しも"],
    ["a joiner in Hangul", "김\u200d치\u200c전", "김치전"],
    ["a joiner in Hebrew", "ש\u200dל\u200cום", "שלום"],
    ["a joiner in Armenian or Georgian", "Ա\u200dբ ა\u200cბ", "Աբ აბ"],
    ["a joiner in Thai", "สม\u200dชาย", "สมชาย"],
    ["a variation selector behind a digit", "+91 98\ufe0f765 1\ufe0e2*\ufe0f", "+91 98765 12*"],
    ["a key cap without its variation selector is as good", "1\u20e3", "1\u20e3"],
    ["a joiner before a word", "\u200cخانه \u200dक", "خانه क"],
    ["a joiner behind an emoji", "Home 👩\u200d \u200d👩", "Home 👩 👩"],
    ["a variation selector behind a letter", "A\ufe0fsha\u{e0101}", "Asha"],
    ["text in tags", "Asha\u{e0041}\u{e0073}\u{e0068}", "Asha"],
    ["a flag whose tags do not end", "🏴\u{e0067}\u{e0062}", "🏴"],
    ["a blank that is no space", "\u2800Asha\u2800", "Asha"],
    ["lines", "one\u2028two\u2029three\r\nfour\tfive\u0085six", "one two three four five six"],
    ["control characters", "Desk\u0000\u0007\u001bphone\u009f", "Desk phone"],
    ["half a surrogate pair", "a\ud800b", "a b"],
  ];
  it.each(deceits)("%s", (_what, words, shown) => {
    expect(sanitize(words)).toBe(shown);
  });

  it("whatever the text is, and to take it out again changes nothing", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
            fc.constantFrom(
              "\u200d",
              "\u200c",
              "\u202e",
              "\u2066",
              "\ufe0f",
              "क",
              "्",
              "م",
              "👩",
              "🏴",
              "a",
              " ",
              "\u{e0067}",
            ),
          ),
        }),
        (text) => {
          const shown = sanitize(text) ?? "";
          expect(shown).not.toMatch(
            /[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\u00ad\u200b\ufeff\p{Cc}\p{Zl}\p{Zp}]/u,
          );
          expect(shown).not.toMatch(/^[\u200c\u200d]|[\u200c\u200d]{2}|[a-z0-9 ][\u200c\u200d]/i);
          expect(sanitize(shown) ?? "").toBe(shown);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("a secret", () => {
  const secret = "k3y/with+signs=";
  const HIDERS = [
    "\u200d",
    "\u200c",
    "\ufe0f",
    "\u200b",
    "\u202e",
    "\u2060",
    "\u00ad",
    "\u0000",
    "\u034f",
    "\u{e0100}",
    "\u{e0067}",
  ];

  it.each(HIDERS.map((sign) => [sign.codePointAt(0)?.toString(16), sign]))(
    "is found with U+%s between its letters",
    (_code, sign) => {
      for (const form of [secret, encodeURIComponent(secret)]) {
        expect(sanitize(`Bearer ${[...form].join(sign)} has expired`, [secret])).toBe("Bearer … has expired");
      }
    },
  );

  it.each(["\n", "\r\n", "\t", " ", "\n  ", "\u00a0", "\u2028", "\u2800", "\ud800"])(
    "is found with %j in it, wherever it is broken",
    (space) => {
      for (const form of [secret, encodeURIComponent(secret)]) {
        for (let at = 1; at < form.length; at += 1) {
          const wrapped = form.slice(0, at) + space + form.slice(at);
          expect(sanitize(`Bearer ${wrapped} has expired`, [secret])).toBe("Bearer … has expired");
        }
        expect(sanitize(`Bearer ${[...form].join(space)} has expired`, [secret])).toBe(
          "Bearer … has expired",
        );
      }
    },
  );

  it("is found percent-encoded with digits of either case", () => {
    const encoded = encodeURIComponent(secret);
    const lower = encoded.replace(/%../g, (code) => code.toLowerCase());
    const mixed = lower.replace("%3d", "%3D");
    for (const form of [encoded, lower, mixed, `${lower.slice(0, 5)}\n${lower.slice(5)}`]) {
      expect(sanitize(`Not ${form}, nor ${form}.`, [secret])).toBe("Not …, nor ….");
    }
    // Letters that are no digits of a code have one case.
    expect(sanitize("Not K3Y%2fwith%2bsigns%3d.", [secret])).toBe("Not K3Y%2fwith%2bsigns%3d.");
  });

  it("that holds a space itself is found, with more of them or with none", () => {
    for (const form of ["two words", "two  words", "two\nwords", "twowords", "two%20words"]) {
      expect(sanitize(`Not ${form}.`, ["two words"])).toBe("Not ….");
    }
  });

  it("does not cost the words beside it their spaces", () => {
    expect(sanitize(`one  two ${secret} three\nfour`, [secret])).toBe("one two … three four");
  });

  it("is found in a script that keeps its joiners", () => {
    expect(sanitize("टोकन अ\u200dबक\u200cड नाही", ["अबकड"])).toBe("टोकन … नाही");
    expect(sanitize("टोकन अबकड नाही", ["अ\u200dबकड"])).toBe("टोकन … नाही");
  });

  it("does not cost the words beside it their joiners where it is not there", () => {
    expect(sanitize("क्\u200dष", [secret])).toBe("क्\u200dष");
  });
});

describe("a long text", () => {
  it("is cut between whole characters as they are seen", () => {
    const family = "👨\u200d👩\u200d👧\u200d👦";
    expect(sanitize("x".repeat(299) + family)).toBe(`${"x".repeat(299)}…`);
    expect(sanitize(`${"x".repeat(295)}${family}y`)).toBe(`${"x".repeat(295)}…`);
    expect(sanitize("क्षि".repeat(100))).toBe(`${"क्षि".repeat(74)}…`);
    expect(sanitize("🇮🇳".repeat(80))).toBe(`${"🇮🇳".repeat(74)}…`);
    expect(sanitize("x".repeat(300))).toBe("x".repeat(300));
    expect(sanitize("x".repeat(301))).toBe(`${"x".repeat(299)}…`);
  });

  it("is cut also where a character as it is seen has no end", () => {
    const shown = sanitize(`a${"\u0301".repeat(400)}`) ?? "";
    expect(shown).toHaveLength(300);
  });

  it("never ends in half a surrogate pair, and never is longer", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 250, maxLength: 400 }), (text) => {
        const shown = sanitize(text) ?? "";
        expect(shown.length).toBeLessThanOrEqual(300);
        expect(shown).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});
