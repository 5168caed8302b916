import { describe, expect, it } from "vitest";
import { type Failure, NO_DETAILS } from "../../../src/core/failure.ts";
import { asOptionsField, fieldToMend, secretOf } from "../../../src/core/field-to-mend.ts";

const failed = (over: Partial<Failure> & Pick<Failure, "kind">): Failure => ({ ...NO_DETAILS, ...over });

describe("the field that mends a failure", () => {
  it.each([
    [failed({ kind: "credentials-refused" }), "app-token", "api-key"],
    [failed({ kind: "credentials-refused", cause: "authentication-failed" }), "app-token", "api-key"],
    [failed({ kind: "not-permitted", cause: "key-not-authorised" }), "api-key", "api-key"],
    [failed({ kind: "malformed", cause: "user-id-case" }), "user-id", "user-id"],
    [failed({ kind: "not-found" }), "user-id", "user-id"],
    [failed({ kind: "access-withheld" }), "access", "access"],
    [failed({ kind: "access-forbidden" }), "access", "access"],
    [failed({ kind: "not-found", cause: "no-such-device" }), null, null],
    [failed({ kind: "not-permitted" }), null, null],
    [failed({ kind: "server", status: 500 }), null, null],
  ])("of %j is %s, on a voice account %s", (failure, core, ccm) => {
    expect([fieldToMend(failure, "integrations-core"), fieldToMend(failure, "ccm")]).toEqual([core, ccm]);
  });

  it("is the secret's for an agent who is signed out", () => {
    expect([secretOf("integrations-core").field, secretOf("ccm").field]).toEqual(["app-token", "api-key"]);
  });
});

it("a fragment of an address names one of few fields, or nothing", () => {
  const fields = ["user-id", "app-token", "api-key", "access", "softphone-page"];
  expect(fields.map(asOptionsField)).toEqual(fields);
  for (const text of [
    "",
    "User-ID",
    "user-id ",
    "user-id?x",
    "softphone",
    "__proto__",
    "constructor",
    "length",
    "0",
  ])
    expect([text, asOptionsField(text)]).toEqual([text, null]);
});
