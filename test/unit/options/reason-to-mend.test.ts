import { describe, expect, it } from "vitest";
import { INITIAL_STATUS } from "../../../src/core/devices/status.ts";
import { NO_DETAILS } from "../../../src/core/failure.ts";
import { reasonToMend } from "../../../src/options/reason-to-mend.ts";
import { asItems, type Items } from "../../../src/store/items.ts";
import { english } from "../english.ts";

const ACCOUNT = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" } as const;

function reason(field: Parameters<typeof reasonToMend>[0], status: Partial<Items["status"]>, account = true) {
  const items = asItems({ account: account ? ACCOUNT : null, status: { ...INITIAL_STATUS, ...status } });
  return english(reasonToMend(field, items));
}

const REFUSED = { failure: { ...NO_DETAILS, kind: "credentials-refused" }, credentials: "refused" } as const;

describe("the reason beside a field that an agent is led to", () => {
  it("is what was wrong, in its first sentence", () => {
    expect(reason("app-token", REFUSED)).toBe("Exotel refused your token or key. It is wrong or has ended.");
    expect(reason("user-id", { failure: { ...NO_DETAILS, kind: "not-found" } })).toBe(
      "Exotel does not know this user ID.",
    );
  });

  it("is that they are signed out, where nothing was asked", () => {
    expect(reason("app-token", { credentials: "missing" })).toBe("You are signed out.");
    expect(reason("api-key", { credentials: "missing" })).toBe("");
  });

  it("is none where the field has nothing to do with it, or nothing is wrong", () => {
    expect(reason("user-id", REFUSED)).toBe("");
    expect(reason("app-token", { credentials: "present" })).toBe("");
    expect(reason("app-token", REFUSED, false)).toBe("");
  });
});
