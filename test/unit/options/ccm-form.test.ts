import { describe, expect, it } from "vitest";
import { checkCcm, checkSearch } from "../../../src/options/ccm-check.ts";
import { english } from "../english.ts";

const GOOD = {
  region: "singapore",
  accountSid: "exotel1",
  apiKey: "k3y",
  apiToken: "t0ken",
  userId: "usr_1",
  lookup: "+91 98765 43210",
};

function form(typed: Partial<typeof GOOD>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...GOOD, ...typed })) data.set(name, value);
  return data;
}

function errors(
  typed: Partial<typeof GOOD>,
  hasSaved = false,
  check: typeof checkCcm | typeof checkSearch = checkCcm,
): string[] {
  const checked = check(form(typed), hasSaved);
  return checked.ok ? [] : Object.keys(checked.errors);
}

describe("the form for CCM", () => {
  it("takes what was typed, without the blanks around it", () => {
    expect(checkCcm(form({ accountSid: " exotel1\n", apiKey: " k3y ", apiToken: "t0ken " }), false)).toEqual({
      ok: true,
      account: { api: "ccm", region: "singapore", accountSid: "exotel1", userId: "usr_1" },
      credentials: { api: "ccm", apiKey: "k3y", apiToken: "t0ken" },
    });
  });

  it("names every field that is empty", () => {
    expect(errors({ accountSid: " ", apiKey: "", apiToken: " ", userId: "" })).toEqual([
      "accountSid",
      "apiKey",
      "apiToken",
      "userId",
    ]);
  });

  it("keeps the saved key and token where both fields are empty, and only then", () => {
    const kept = checkCcm(form({ apiKey: " ", apiToken: "" }), true);
    expect(kept.ok && kept.credentials).toBeNull();
    expect(errors({ apiKey: "new", apiToken: "" }, true)).toEqual(["apiToken"]);
    expect(errors({ apiKey: "", apiToken: "new" }, true)).toEqual(["apiKey"]);
    expect(errors({ apiKey: "", apiToken: "" }, false)).toEqual(["apiKey", "apiToken"]);
  });

  it("takes a key and a token of any script, which the header carries as UTF-8", () => {
    expect(errors({ apiKey: "schlüssel", apiToken: "चाबी:1" })).toEqual([]);
  });

  it.each(["a b", "a\nb", "a\u200bb"])("refuses %j as a token", (apiToken) => {
    expect(errors({ apiToken })).toEqual(["apiToken"]);
  });

  it("refuses a colon in the key, where HTTP Basic would end it", () => {
    expect(errors({ apiKey: "key:token" })).toEqual(["apiKey"]);
  });

  it("never shows a credential in what it says is wrong", () => {
    const checked = checkCcm(form({ apiKey: "secret:secret", apiToken: "secret secret" }), false);
    expect(checked.ok).toBe(false);
    expect(JSON.stringify(checked)).not.toContain("secret");
  });
});

describe("finding oneself", () => {
  it.each([
    ["9123 4567", { by: "contact-uri", contactUri: "+6591234567" }],
    ["+91 98765 43210", { by: "contact-uri", contactUri: "+919876543210" }],
    ["+65 9123 4567", { by: "contact-uri", contactUri: "+6591234567" }],
    ["asha@example.com", { by: "email", email: "asha@example.com" }],
    ["asha1", { by: "contact-uri", contactUri: "sip:asha1" }],
    ["sip:asha1", { by: "contact-uri", contactUri: "sip:asha1" }],
  ])("looks for %j", (lookup, expected) => {
    expect(checkSearch(form({ lookup, userId: "" }), false)).toEqual({
      ok: true,
      office: { region: "singapore", accountSid: "exotel1" },
      credentials: { api: "ccm", apiKey: "k3y", apiToken: "t0ken" },
      lookup: expected,
    });
  });

  it("takes a number for one of the region's country, or of the one that is chosen", () => {
    const found = (typed: Partial<typeof GOOD> & { country?: string }) => {
      const checked = checkSearch(form(typed), false);
      return checked.ok ? checked.lookup : english(checked.errors.lookup);
    };
    const uri = (contactUri: string) => ({ by: "contact-uri", contactUri });
    expect(found({ region: "mumbai", lookup: "098765 43210" })).toEqual(uri("+919876543210"));
    expect(found({ region: "mumbai", lookup: "08123456789", country: "ID" })).toEqual(uri("+628123456789"));
    expect(found({ region: "singapore", lookup: "98765 43210", country: "IN" })).toEqual(
      uri("+919876543210"),
    );
    expect(found({ region: "singapore", lookup: "98765 43210" })).toContain("number of Singapore (+65)");
  });

  it.each(["", "12345", "Asha Rao", "sip:"])("refuses %j at the field", (lookup) => {
    expect(errors({ lookup }, false, checkSearch)).toEqual(["lookup"]);
  });

  it("needs the account and its key, or saved ones, and no user ID", () => {
    expect(errors({ accountSid: "", apiKey: "", apiToken: "" }, false, checkSearch)).toEqual([
      "accountSid",
      "apiKey",
      "apiToken",
    ]);
    expect(errors({ apiKey: "", apiToken: "", userId: "" }, true, checkSearch)).toEqual([]);
  });
});
