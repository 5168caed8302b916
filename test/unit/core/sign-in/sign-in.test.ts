import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { CLOCK_TOLERANCE } from "../../../../src/core/devices/status.ts";
import {
  afterFailure,
  afterOtherPage,
  afterSuccess,
  NOT_TRIED,
  nextSignInAt,
  type SignInInput,
} from "../../../../src/core/sign-in/sign-in.ts";
import { signInUrlOf } from "../../../../src/core/sign-in/sign-in-url.ts";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const ACCOUNT: Account = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" };
const BEFORE: SignInInput = {
  policy: { SignInUrl: "https://sign-in.example/" },
  account: null,
  accountFrom: "page",
  status: { credentials: "present", reading: null },
  signInTries: NOT_TRIED,
  signedOut: false,
  now: NOW,
};
const SIGNED_IN: SignInInput = {
  ...BEFORE,
  account: ACCOUNT,
  accountFrom: "organisation",
  signInTries: afterSuccess(43_200, NOW, 0.5),
};
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const readAt = (takenAt: number): SignInInput["status"]["reading"] => ({
  userId: "agent_001",
  userName: null,
  api: "integrations-core",
  devices: [],
  takenAt,
  serverTime: null,
  updatedAt: null,
});

describe("when to sign in silently", () => {
  it("at once where an organisation is set and no account", () => {
    expect(nextSignInAt(BEFORE)).toBe(NOW);
  });

  it("never without an organisation, after the agent has signed out, or with an account from elsewhere", () => {
    expect(nextSignInAt({ ...BEFORE, policy: null })).toBeNull();
    expect(nextSignInAt({ ...BEFORE, signedOut: true })).toBeNull();
    for (const source of ["page", "policy"] as const)
      for (const credentials of ["present", "missing", "refused"] as const)
        expect(
          nextSignInAt({ ...SIGNED_IN, accountFrom: source, status: { credentials, reading: null } }),
        ).toBeNull();
  });

  it("before the credentials end, with time for more tries, and not all at once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 7_776_000 }), random, random, (life, one, other) => {
        const { nextAt, endsAt } = afterSuccess(life, NOW, one);
        expect(endsAt).toBe(NOW + life * 1_000);
        expect(nextAt).toBeGreaterThanOrEqual(NOW + life * 750);
        expect(nextAt).toBeLessThanOrEqual(NOW + life * 900);
        const spread = Math.abs((nextAt ?? 0) - (afterSuccess(life, NOW, other).nextAt ?? 0));
        expect(Math.abs(spread - life * 150 * Math.abs(one - other))).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("not every moment, however short their life, and never if it has no end", () => {
    expect(afterSuccess(1, NOW, 0).nextAt).toBe(NOW + 60_000);
    expect(nextSignInAt({ ...SIGNED_IN, signInTries: afterSuccess(null, NOW, 0) })).toBeNull();
  });

  it("at once where the browser has lost the credentials", () => {
    expect(nextSignInAt({ ...SIGNED_IN, status: { credentials: "missing", reading: null } })).toBe(NOW);
  });

  it("once after a refusal: again only if the new ones were good meanwhile, or an hour later", () => {
    const refused = (reading: SignInInput["status"]["reading"], now: number) =>
      nextSignInAt({ ...SIGNED_IN, status: { credentials: "refused", reading }, now });
    expect(refused(readAt(NOW + 1), NOW + 2)).toBe(NOW + 2);
    expect(refused(readAt(NOW - 1), NOW + 2)).toBe(NOW + HOUR);
    expect(refused(readAt(NOW), NOW + 2)).toBe(NOW + HOUR);
    expect(refused(null, NOW + 2)).toBe(NOW + HOUR);
    // The browser was closed since.
    const restarted = { ...SIGNED_IN, signInTries: NOT_TRIED };
    expect(nextSignInAt({ ...restarted, status: { credentials: "refused", reading: null } })).toBe(NOW);
  });

  it("less and less often after failures, at most once in 30 s and at least once an hour", () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 30 }), (draws) => {
        let tries = NOT_TRIED;
        let now = NOW;
        for (const draw of draws) {
          tries = afterFailure(tries, "unreachable", now, draw);
          const at = nextSignInAt({ ...BEFORE, signInTries: tries, now }) ?? 0;
          expect(at - now).toBeGreaterThanOrEqual(
            Math.min(HOUR / 2, 30_000 * 2 ** (tries.failuresInARow - 1)),
          );
          expect(at - now).toBeLessThanOrEqual(HOUR);
          now = at;
        }
      }),
    );
  });

  it.each([
    [1, 30_000],
    [2, 60_000],
    [3, 120_000],
    [6, 960_000],
    [7, HOUR / 2],
    [2_000, HOUR / 2],
  ])("after %i failures, in %i ms at the earliest and twice that at the latest", (failures, earliest) => {
    const before = { ...NOT_TRIED, failuresInARow: failures - 1 };
    for (const draw of [0, 0.5]) {
      const tries = afterFailure(before, "failed", NOW, draw);
      expect(tries).toEqual({
        ...before,
        failure: "failed",
        failuresInARow: failures,
        nextAt: NOW + earliest * (1 + draw),
      });
    }
  });

  it("as planned after a failure, where the credentials are refused too", () => {
    const signInTries = afterFailure(SIGNED_IN.signInTries, "unreachable", NOW + 1, 0);
    const status = { credentials: "refused", reading: null } as const;
    expect(nextSignInAt({ ...SIGNED_IN, status, signInTries, now: NOW + 2 })).toBe(NOW + 30_001);
  });

  it("at once without credentials, whatever was planned while there were some", () => {
    const signInTries = afterSuccess(3_600, NOW, 0);
    const status = { credentials: "missing", reading: null } as const;
    expect(nextSignInAt({ ...BEFORE, signInTries, now: NOW + 5 })).toBe(NOW + 5);
    expect(nextSignInAt({ ...SIGNED_IN, status, signInTries, now: NOW + 5 })).toBe(NOW + 5);
  });

  it("by the end of the credentials alone where the policy names another page", () => {
    const { endsAt, nextAt } = SIGNED_IN.signInTries;
    const failed = afterFailure(SIGNED_IN.signInTries, "denied", NOW, 0);
    expect(afterOtherPage(failed)).toEqual({ ...NOT_TRIED, endsAt, nextAt: failed.nextAt });
    expect(afterOtherPage(SIGNED_IN.signInTries)).toEqual({ ...NOT_TRIED, endsAt, nextAt });
  });

  it("at once where the clock was set back, which would put it off without end", () => {
    const tries = afterFailure(NOT_TRIED, "denied", NOW, 0.5);
    const now = NOW - 24 * HOUR;
    expect(nextSignInAt({ ...BEFORE, signInTries: tries, now })).toBe(now);
    for (const credentials of ["present", "refused"] as const)
      expect(nextSignInAt({ ...SIGNED_IN, status: { credentials, reading: null }, now })).toBe(now);
    // A clock is often corrected by some seconds.
    const corrected = nextSignInAt({ ...SIGNED_IN, now: NOW - CLOCK_TOLERANCE });
    expect(corrected).toBe(SIGNED_IN.signInTries.nextAt);
  });
});

describe("the organisation's address", () => {
  it.each([
    ["https://sign-in.example/sign-in?a=b", "https://sign-in.example/sign-in?a=b"],
    ["https://sign-in.example", "https://sign-in.example/"],
    ["http://127.0.0.1:8787/sign-in", "http://127.0.0.1:8787/sign-in"],
    ["http://localhost:8787/sign-in", "http://localhost:8787/sign-in"],
    ["http://sign-in.example/sign-in", null],
    ["http://127.0.0.1.example/", null],
    ["https://user:word@sign-in.example/", null],
    ["https://user@sign-in.example/", null],
    ["https://:word@sign-in.example/", null],
    ["ftp://localhost/", null],
    ["javascript:alert(1)", null],
    ["sign-in.example", null],
    ["", null],
    [7, null],
    [undefined, null],
  ])("%s", (SignInUrl, used) => {
    expect(signInUrlOf({ SignInUrl })).toBe(used);
  });

  it("is none without a policy", () => {
    expect(signInUrlOf(null)).toBeNull();
  });
});
