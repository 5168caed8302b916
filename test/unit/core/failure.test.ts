import { describe, expect, it } from "vitest";
import {
  accessBlocked,
  type FailureKind,
  isAccessBlocked,
  isOutcomeUnknown,
  NO_DETAILS,
  withheldHost,
} from "../../../src/core/failure.ts";

/** Whether the server may have carried out the request; whether the browser has blocked it. */
const KINDS: Record<FailureKind, readonly [isOutcomeUnknown: boolean, isBlocked: boolean]> = {
  "credentials-refused": [false, false],
  "not-permitted": [false, false],
  "not-found": [false, false],
  "invalid-request": [false, false],
  conflict: [false, false],
  "rate-limited": [false, false],
  // Exotel itself has answered.
  server: [false, false],
  unreachable: [true, false],
  "timed-out": [true, false],
  malformed: [true, false],
  intermediary: [true, false],
  "access-withheld": [false, true],
  "access-forbidden": [false, true],
};

it.each(Object.entries(KINDS))("after %s the outcome is unknown, or the request blocked: %j", (kind, is) => {
  const failure = { ...NO_DETAILS, kind: kind as FailureKind };
  expect([isOutcomeUnknown(failure), isAccessBlocked(failure)]).toEqual(is);
});

describe("a request that the browser blocked", () => {
  it("names the host to which the agent can allow access again, if it is theirs to allow", () => {
    expect(withheldHost(accessBlocked("ccm-api.exotel.com", "access-withheld"))).toBe("ccm-api.exotel.com");
    expect(withheldHost(accessBlocked("ccm-api.exotel.com", "access-forbidden"))).toBeNull();
  });

  it("is no other failure, and not the lack of one", () => {
    expect(withheldHost({ ...NO_DETAILS, kind: "server", detail: "Some words" })).toBeNull();
    expect(withheldHost(null)).toBeNull();
    expect(isAccessBlocked(null)).toBe(false);
  });
});
