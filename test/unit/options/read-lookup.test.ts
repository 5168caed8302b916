import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isE164 } from "../../../src/core/e164.ts";
import type { Lookup } from "../../../src/core/user-search.ts";
import type { Country } from "../../../src/options/countries.ts";
import { readLookup } from "../../../src/options/read-lookup.ts";
import { english } from "../english.ts";

const lookupOf = (typed: string, country: Country = "IN"): Lookup | null => readLookup(typed, country).lookup;

const uri = (contactUri: string): Lookup => ({ by: "contact-uri", contactUri });
const email = (address: string): Lookup => ({ by: "email", email: address });

describe("what an agent types to be found by", () => {
  const forms: [string, Lookup][] = [
    ["+919176220001", uri("+919176220001")],
    [" 0 91762 20001 ", uri("+919176220001")],
    ["0065 9123 4567", uri("+6591234567")],
    ["sip:asharao2d853099", uri("sip:asharao2d853099")],
    ["  sip:AshaRao2d853099\n", uri("sip:AshaRao2d853099")],
    ["SIP:asharao2d853099", uri("sip:asharao2d853099")],
    ["sip:asha@exotel.com", uri("sip:asha@exotel.com")],
    ["sips:asha@exotel.com", uri("sips:asha@exotel.com")],
    ["sip:+919176220001", uri("sip:+919176220001")],
    ["asharao2d853099", uri("sip:asharao2d853099")],
    [" AshaRao.2d-85+3_099 ", uri("sip:AshaRao.2d-85+3_099")],
    ["tel:+919176220001", uri("+919176220001")],
    // A word in front of a number, and no SIP name that begins so.
    ["Tel.9176220001", uri("+919176220001")],
    ["ph-91762-20001", uri("+919176220001")],
    ["Mobile: 91762 20001", uri("+919176220001")],
    ["phone.desk1", uri("sip:phone.desk1")],
    ["agent-9176220001", uri("sip:agent-9176220001")],
    ["\u200basharao2d853099\u2060", uri("sip:asharao2d853099")],
    ["asha.rao@example.com", email("asha.rao@example.com")],
    ["\ufeffasha.rao@exam\u00adple.com\u200e", email("asha.rao@example.com")],
    [" Asha+Desk@Example.com ", email("Asha+Desk@Example.com")],
    ["9176220001@example.com", email("9176220001@example.com")],
  ];
  it.each(forms)("%j", (typed, lookup) => {
    expect(lookupOf(typed)).toEqual(lookup);
  });

  it.each([
    "",
    " ",
    "sip:",
    "sip: asha",
    "sip:asha rao",
    "asha rao",
    "asha:rao",
    "asha/rao",
    // More like a number with a slip of the finger.
    "91762O0001",
    "+9199512131xx",
    "@example.com",
    "asha@",
    "asha@x@y",
    "asha rao@example.com",
    "12345",
    "100280",
    "+91",
  ])("%j is nothing to look for", (typed) => {
    expect(lookupOf(typed)).toBeNull();
  });

  it("goes by the country in force, which what is refused names", () => {
    expect(lookupOf("08123456789", "ID")).toEqual(uri("+628123456789"));
    const errorOf = (typed: string) => {
      const read = readLookup(typed, "SG");
      return read.lookup === null ? english(read.error) : expect.fail(`${typed} is something to look for`);
    };
    expect(errorOf("08123456789")).toContain("number of Singapore (+65)");
    expect(errorOf("asha rao")).toBe(
      "Enter your whole phone number, your email address, or your SIP address (sip:…).",
    );
  });

  it("whatever it is, it is a number in E.164, a SIP address, an email address, or nothing", () => {
    const parts = fc.constantFrom("sip:", "@", "+", "91", "0", "9876543210", " ", "a", "example.com", "\n");
    const typed = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts, { maxLength: 6 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const lookup = lookupOf(text);
        if (lookup === null) return;
        if (lookup.by === "email") expect(lookup.email).toMatch(/^[^\s@]+@[^\s@]+$/);
        else expect(isE164(lookup.contactUri) || /^sips?:\S+$/.test(lookup.contactUri)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
