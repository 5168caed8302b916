import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isE164 } from "../../src/core/e164.ts";
import { type Lookup, parseLookup } from "../../src/core/lookup.ts";

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
    ["asha.rao@example.com", email("asha.rao@example.com")],
    [" Asha+Desk@Example.com ", email("Asha+Desk@Example.com")],
    ["9176220001@example.com", email("9176220001@example.com")],
  ];
  it.each(forms)("%j", (typed, lookup) => {
    expect(parseLookup(typed)).toEqual(lookup);
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
    expect(parseLookup(typed)).toBeNull();
  });

  it("whatever it is, it is a number in E.164, a SIP address, an email address, or nothing", () => {
    const parts = fc.constantFrom("sip:", "@", "+", "91", "0", "9876543210", " ", "a", "example.com", "\n");
    const typed = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts, { maxLength: 6 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const lookup = parseLookup(text);
        if (lookup === null) return;
        if (lookup.by === "email") expect(lookup.email).toMatch(/^[^\s@]+@[^\s@]+$/);
        else expect(isE164(lookup.contactUri) || /^sips?:\S+$/.test(lookup.contactUri)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
