import { describe, expect, it } from "vitest";
import { checkIntegrationsCore } from "../../../src/options/integrations-core-check.ts";

const GOOD = { customerId: "cust_1", appId: "app_1", userId: "agent_001", appToken: "t0ken" };

function check(typed: Partial<typeof GOOD>, hasSaved = false) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...GOOD, ...typed })) form.set(name, value);
  return checkIntegrationsCore(form, hasSaved);
}

function errors(typed: Partial<typeof GOOD>, hasSaved = false): string[] {
  const checked = check(typed, hasSaved);
  return checked.ok ? [] : Object.keys(checked.errors);
}

describe("the form for Integrations Core", () => {
  it("takes what was typed, without the blanks around it", () => {
    expect(check({ customerId: "  cust_1\n", appToken: " t0ken " })).toEqual({
      ok: true,
      account: { api: "integrations-core", customerId: "cust_1", appId: "app_1", userId: "agent_001" },
      credentials: { api: "integrations-core", appToken: "t0ken" },
    });
  });

  it("names every field that is empty", () => {
    expect(errors({ customerId: " ", appId: "", userId: "", appToken: "" })).toEqual([
      "customerId",
      "appId",
      "userId",
      "appToken",
    ]);
  });

  it.each(["https://exotel.com/a", "..", ".", "a\u0000b", "a\u200bb", "a\u202eb"])(
    "refuses %j as an ID",
    (value) => {
      expect(errors({ userId: value })).toEqual(["userId"]);
    },
  );

  it.each(["Bearer abc", "bearer   abc", " Bearer abc "])("takes the token out of %j", (appToken) => {
    const checked = check({ appToken });
    expect(checked.ok && checked.credentials).toEqual({ api: "integrations-core", appToken: "abc" });
  });

  it.each(["a b", "a\nb", "Bearer", "tökén"])("refuses %j as a token", (appToken) => {
    expect(errors({ appToken })).toEqual(["appToken"]);
  });

  it("keeps the saved token where the field is empty, and only then", () => {
    const kept = check({ appToken: " " }, true);
    expect(kept.ok && kept.credentials).toBeNull();
    const replaced = check({ appToken: "new" }, true);
    expect(replaced.ok && replaced.credentials).toEqual({ api: "integrations-core", appToken: "new" });
  });

  it("never shows a token in what it says is wrong", () => {
    const checked = check({ appToken: "secret secret" });
    expect(JSON.stringify(checked)).not.toContain("secret");
  });
});
