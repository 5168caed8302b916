import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isE164 } from "../../../src/core/e164.ts";
import {
  type Country,
  choiceToStore,
  countries,
  countryWords,
  effectiveCountry,
} from "../../../src/options/countries.ts";
import { readPhoneNumber } from "../../../src/options/phone-number.ts";
import { english } from "../english.ts";

const numberOf = (typed: string, country: Country = "IN"): string | null =>
  readPhoneNumber(typed, country).number;
const errorOf = (typed: string, country: Country = "IN"): string | null => {
  const read = readPhoneNumber(typed, country);
  if (read.number !== null) expect.fail(`${typed} is ${read.number}`);
  return read.error && english(read.error);
};

describe("a number as an agent types it", () => {
  const ASHA = "+919176220001";
  const forms: [string, string][] = [
    ["+919176220001", ASHA],
    ["+91 91762 20001", ASHA],
    ["  +91-9176-220-001\t", ASHA],
    ["+91.9176.220001", ASHA],
    ["+91 (9176) 220001", ASHA],
    ["(+91) 9176220001", ASHA],
    ["+91 (0) 91762 20001", ASHA],
    ["+91\u00a091762\u202f20001", ASHA],
    ["+91 91762\u201120001", ASHA],
    ["+91 91762–20001", ASHA],
    ["\u202a+91 91762 20001\u202c", ASHA],
    ["9176220001", ASHA],
    ["91762 20001", ASHA],
    ["09176220001", ASHA],
    ["0 91762/20001", ASHA],
    ["(0) 91762 20001", ASHA],
    ["919176220001", ASHA],
    ["91 91762 20001", ASHA],
    ["00919176220001", ASHA],
    ["00 91 91762 20001", ASHA],
    // The prefix of a call within the country, kept behind its code, or put before it.
    ["+91 09176220001", ASHA],
    ["0091 0 91762 20001", ASHA],
    ["91 09176220001", ASHA],
    ["091 91762 20001", ASHA],
    ["tel:+919176220001", ASHA],
    [" TEL:+91-9176-220001", ASHA],
    ["tel:09176220001", ASHA],
    // Ten digits that begin with the country's code, and are no country code.
    ["9198765432", "+919198765432"],
    // A landline with its area code.
    ["080 4000 0003", "+918040000003"],
    ["8040000003", "+918040000003"],
    ["+65 9123 4567", "+6591234567"],
    ["0065 9123 4567", "+6591234567"],
    ["+1 (415) 555-2671", "+14155552671"],
    ["001 415 555 2671", "+14155552671"],
    ["+44 20 7946 0958", "+442079460958"],
    ["+44 (0)20 7946 0958", "+442079460958"],
    ["0044 (0) 20 7946 0958", "+442079460958"],
    // Digits of any script, and full-width ones with their signs.
    ["९१७६२२०००१", ASHA],
    ["+९१९१७६२२०००१", ASHA],
    ["০৯১৭৬২২০০০১", ASHA],
    ["௯௧௭௬௨ ௨௦௦௦௧", ASHA],
    ["٩١٧٦٢٢٠٠٠١", ASHA],
    ["۹۱۷۶۲۲۰۰۰۱", ASHA],
    ["９１７６２２０００１", ASHA],
    ["＋９１（９１７６２）２０００１", ASHA],
    // What stands around it where it is copied from.
    ["Ph: 9176220001", ASHA],
    ["Ph. 91762 20001", ASHA],
    ["Tel.: +91 91762 20001", ASHA],
    ["Tel.9176220001", ASHA],
    ["Mobile: 091762-20001", ASHA],
    ["Mob No - 9176220001", ASHA],
    ["फ़ोन: ९१७६२ २०००१", ASHA],
    ["📞 91762 20001", ASHA],
    ["Asha Rao, (+91) 91762 20001", ASHA],
    ["91762 20001 ext 4", ASHA],
    ["91762 20001 Ext. 12", ASHA],
    ["91762 20001 extn 4", ASHA],
    ["91762 20001 (ext 4)", ASHA],
    ["91762 20001 x4", ASHA],
    ["9176220001x4", ASHA],
    ["+91 91762 20001,5", ASHA],
    ["tel:+919176220001;ext=5", ASHA],
    ["+919176220001,", ASHA],
    ["+91 91762 20001;", ASHA],
    ["91762-20001 -", ASHA],
    ["91762 20001 :", ASHA],
    ["91762 20001 (mobile)", ASHA],
    ["91762 20001 WhatsApp", ASHA],
    ["91762 20001, Asha Rao", ASHA],
    ["+91 91762 20001 (ext. 5), desk", ASHA],
    ["Ph: 91762 20001 (फ़ोन)", ASHA],
    ["91762 20001 📞", ASHA],
    ["\u200e+91\u00ad91762\u200b20001\ufeff", ASHA],
    ["\u2066\u200d9176220001\u2069", ASHA],
  ];
  it.each(forms)("%j is %s", (typed, number) => {
    expect(numberOf(typed)).toBe(number);
  });

  it.each([
    "",
    " ",
    "+",
    "00",
    "+91",
    "12345",
    // Too short and too long for India.
    "917622000",
    "91762200011",
    "+91 91762 2000",
    "+91 91762 20001 2",
    "0091917622000",
    "091762200012",
    // No Indian number begins with 0.
    "+91 0176 220 001",
    "00917622000",
    // Another country's, without its code.
    "6591234567890",
    "02079460958a",
    // No country code begins with 0.
    "+0123456789",
    "0000919176220001",
    "+1234567890123456",
    "+12345",
    "++919176220001",
    "+91+9176220001",
    "9176+220001",
    "tel:",
    "+91 00 91762 20001",
    "00 091 91762 20001",
    "91762O0001",
    // Another country's code, and no number of it.
    "+9876543210",
    "+123456789012345",
    // Nobody's phone.
    "1800 123 4567",
    "9176220001/9176220002",
    "9176220001 or 9176220002",
    "Ph9176220001",
    "Asha Rao",
    "Ph:",
    "9176220001a",
    "sip:asharao2d853099",
    "asha@example.com",
    "+9199512131xx",
  ])("%j is none", (typed) => {
    expect(numberOf(typed)).toBeNull();
  });
});

describe("a number without its country's code is one of the country in force", () => {
  it.each<[string, Country, string]>([
    ["9123 4567", "SG", "+6591234567"],
    ["65 9123 4567", "SG", "+6591234567"],
    ["65 9123 4567", "IN", "+916591234567"],
    ["91234567 (mobile)", "SG", "+6591234567"],
    ["9123 4567 WhatsApp", "SG", "+6591234567"],
    ["0065 9123 4567", "SG", "+6591234567"],
    ["0091 91762 20001", "SG", "+919176220001"],
    ["+91 91762 20001", "SG", "+919176220001"],
    ["08123456789", "ID", "+628123456789"],
    ["08123456789", "IN", "+918123456789"],
    ["0812-3456-789", "ID", "+628123456789"],
    ["0917 123 4567", "PH", "+639171234567"],
    ["063 917 123 4567", "PH", "+639171234567"],
    ["050 123 4567", "AE", "+971501234567"],
    ["٠٥٠١٢٣٤٥٦٧", "AE", "+971501234567"],
    ["02 123 4567", "TH", "+6621234567"],
    ["012-345 6789", "MY", "+60123456789"],
    ["(415) 555-2671", "US", "+14155552671"],
  ])("%j in %s is %s", (typed, country, number) => {
    expect(numberOf(typed, country)).toBe(number);
  });

  it.each<[string, Country]>([
    ["08123456789", "SG"],
    ["91762 20001", "SG"],
    ["9123 4567", "IN"],
  ])("%j is none in %s", (typed, country) => {
    expect(numberOf(typed, country)).toBeNull();
  });
});

describe("what is refused is told, with the country that it was taken for, and what to enter", () => {
  it.each<[string, Country, string]>([
    [
      "12345",
      "IN",
      "This is too short for a number of India (+91), and no + with a country's code is in front.",
    ],
    ["917622000", "IN", "No number of India (+91) is like this, and no + with a country's code is in front."],
    [
      "91 98765 43210",
      "SG",
      "This is too long for a number of Singapore (+65), and no + with a country's code is in front.",
    ],
    [
      "91762 20001",
      "SG",
      "No number of Singapore (+65) is like this, and no + with a country's code is in front.",
    ],
  ])("%j in %s", (typed, country, problem) => {
    expect(errorOf(typed, country)).toBe(`${problem} Enter the whole number, or choose its country.`);
  });

  it.each([
    ["+9876543210", "No number with the country code +98 is like this."],
    ["0065 9123", "This is too short for a number with the country code +65."],
    ["+91", "This is too short for a number with this country code."],
    ["+0919812345678", "No country has the code that this begins with."],
  ])("%j", (typed, problem) => {
    expect(errorOf(typed)).toBe(`${problem} Enter the whole number, with its country's code.`);
  });

  it.each(["", " ", "Asha Rao", "sip:asha", "+"])("but not of %j, which is no number at all", (typed) => {
    expect(errorOf(typed)).toBeNull();
  });
});

describe("the country in force", () => {
  it("is the region's, until another is chosen", () => {
    expect(effectiveCountry(null, "mumbai")).toBe("IN");
    expect(effectiveCountry(null, "singapore")).toBe("SG");
    for (const region of ["mumbai", "singapore"] as const) expect(effectiveCountry("ID", region)).toBe("ID");
    for (const unknown of ["", "XX", "India", "constructor"]) {
      expect(effectiveCountry(unknown, "singapore")).toBe("SG");
    }
  });

  it("goes on following the region where its country is chosen", () => {
    expect(choiceToStore("IN", "mumbai")).toBeNull();
    expect(choiceToStore("IN", "singapore")).toBe("IN");
    expect(choiceToStore("SG", "singapore")).toBeNull();
  });

  it("can be any country, each once and by its name, the regions' first", () => {
    const all = countries();
    expect(all.slice(0, 2).map(countryWords)).toEqual(["India (+91)", "Singapore (+65)"]);
    expect(new Set(all.map(countryWords)).size).toBe(all.length);
    const rest = all.slice(2).map(countryWords);
    expect(rest).toEqual([...rest].sort((a, b) => a.localeCompare(b, "en")));
    for (const words of [
      "Indonesia (+62)",
      "Malaysia (+60)",
      "Philippines (+63)",
      "Saudi Arabia (+966)",
      "Thailand (+66)",
      "United Arab Emirates (+971)",
      "Vietnam (+84)",
    ]) {
      expect(rest).toContain(words);
    }
  });
});

describe("E.164", () => {
  it.each(["+919953125068", "+6591234567", "+1234567", "+123456789012345"])("%s is", (text) => {
    expect(isE164(text)).toBe(true);
  });

  it.each([
    "919953125068",
    "+0919953125068",
    "+123456",
    "+1234567890123456",
    "+91 9953125068",
    "+919953125068\n",
    "",
  ])("%j is not", (text) => {
    expect(isE164(text)).toBe(false);
  });
});

const typed = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."+0019 -./()2345678") }),
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 6, maxLength: 17 }),
);

it("whatever is typed, what comes of it is E.164 or nothing, with the digits that were typed at its end", () => {
  fc.assert(
    fc.property(typed, (text) => {
      const number = numberOf(text);
      if (number === null) return;
      expect(isE164(number)).toBe(true);
      expect(number).toMatch(/^\+(?!91)|^\+91[1-9]\d{9}$/);
      const digits = text.normalize("NFKC").replace(/\D/g, "");
      // At most the country's code is put in front, and the dialling prefix and an extension taken away.
      expect(digits).toContain(number.slice(-6));
      expect(numberOf(number)).toBe(number);
    }),
    { numRuns: 5000 },
  );
});

it("every Indian number is the same in each usual form", () => {
  const separator = fc.constantFrom("", " ", "-", ".", "/", "(", ")", "\u00a0");
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }),
      fc.constantFrom("", "0", "91", "+91", "0091", "091", "910", "+910", "00910"),
      fc.array(separator, { minLength: 15, maxLength: 15 }),
      (national, prefix, separators) => {
        const text = [...`${prefix}${national}`].map((digit, at) => digit + (separators[at] ?? "")).join("");
        // A zero in brackets stands for the prefix that is left out from abroad.
        fc.pre(!text.includes("(0)"));
        expect(numberOf(text)).toBe(`+91${national}`);
      },
    ),
  );
});
