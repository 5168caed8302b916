import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isE164, toE164 } from "../../src/core/e164.ts";

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
    // Ten digits behind a plus name another country.
    ["+9876543210", "+9876543210"],
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
    ["+123456789012345", "+123456789012345"],
  ];
  it.each(forms)("%j is %s", (typed, number) => {
    expect(toE164(typed)).toBe(number);
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
    "+91 91762 20001 ext 5",
    "+91 91762 20001,5",
    "tel:",
    "tel:tel:+919176220001",
    "tel:+919176220001;ext=5",
    "+91 00 91762 20001",
    "00 091 91762 20001",
    "91762O0001",
    "+९१९१७६२२०००१",
    "sip:asharao2d853099",
    "asha@example.com",
    "+9199512131xx",
  ])("%j is none", (typed) => {
    expect(toE164(typed)).toBeNull();
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
      const number = toE164(text);
      if (number === null) return;
      expect(isE164(number)).toBe(true);
      expect(number).toMatch(/^\+(?!91)|^\+91[1-9]\d{9}$/);
      const digits = text.replace(/\D/g, "");
      // At most the country's code is put in front, and the dialling prefix taken away.
      expect(digits.slice(-6)).toBe(number.slice(-6));
      expect(toE164(number)).toBe(number);
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
        expect(toE164(text)).toBe(`+91${national}`);
      },
    ),
  );
});
