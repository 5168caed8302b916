import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { isFixed, nextStep, signsInByItself } from "../../../../src/core/policy/next-step.ts";
import {
  agreesWith,
  givenAccount,
  givesCredentials,
  mayKeepSignedIn,
  namedAccount,
  type Policy,
} from "../../../../src/core/policy/policy.ts";

const CORE: Policy = { CustomerId: "cust", AppId: "app", UserId: "agent_001", AppToken: true };
const CCM: Policy = { Region: "mumbai", AccountSid: "demo1", UserId: "u1", ApiKey: true, ApiToken: true };
const core = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" } as const;
const older: Account = { ...core, api: "usermapping" };
const ccm: Account = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: "u1" };
const without = (policy: Policy, ...keys: string[]): Policy =>
  Object.fromEntries(Object.entries(policy).filter(([key]) => !keys.includes(key)));

describe("the account that a policy names", () => {
  it.each([
    [CORE, core],
    [{ ...CORE, Api: "integrations-core" }, core],
    [CCM, ccm],
    [{ ...CORE, ...CCM, Api: "ccm" }, ccm],
    [{ ...CORE, CustomerId: " cust " }, core],
  ])("%j", (policy, account) => {
    expect(namedAccount(givenAccount(policy), null)).toEqual(account);
  });

  it.each(["CustomerId", "AppId", "UserId"])(
    "is not whole without %s, which the agent has entered",
    (key) => {
      const given = givenAccount(without(CORE, key));
      expect(namedAccount(given, null)).toBeNull();
      expect(namedAccount(given, core)).toEqual(core);
      expect(namedAccount(given, { ...core, customerId: "x", appId: "x", userId: "x" })).toBeNull();
    },
  );

  it.each(["Region", "AccountSid", "UserId"])("is not whole on CCM without %s", (key) => {
    const given = givenAccount({ ...without(CCM, key), Api: "ccm" });
    expect(namedAccount(given, null)).toBeNull();
    expect(namedAccount(given, ccm)).toEqual(ccm);
  });

  it("is the saved one by the contract that has answered", () => {
    expect(namedAccount(givenAccount(CORE), older)).toEqual(older);
    expect(agreesWith(givenAccount(CORE), older)).toBe(true);
  });

  it.each([{}, { UserId: "" }, { CustomerId: 7 }, { Region: "moon" }, { IncludeBoth: true }])(
    "is none: %j",
    (policy) => {
      expect(namedAccount(givenAccount(policy), null)).toBeNull();
    },
  );

  it.each([
    [{ CustomerId: "cust" }, { api: "integrations-core", customerId: "cust" }],
    [{ AppId: "app" }, { api: "integrations-core", appId: "app" }],
    [{ AppToken: true }, { api: "integrations-core" }],
    [{ AppToken: true, ApiKey: true }, { api: "integrations-core" }],
    [{ AccountSid: "demo1" }, { api: "ccm", accountSid: "demo1" }],
    [
      { ApiKey: true, Region: "mumbai" },
      { api: "ccm", region: "mumbai" },
    ],
    [{ Api: "ccm", Region: "moon", CustomerId: "cust" }, { api: "ccm" }],
    [{ UserId: " u1 " }, { userId: "u1" }],
    [{ Api: "another", CustomerId: "cust", UserId: "u1" }, { userId: "u1" }],
    [{ Region: "mumbai", UserId: " " }, null],
    [null, null],
  ])("is given in part by %j", (policy, given) => {
    expect(givenAccount(policy)).toEqual(given);
  });

  it("has credentials only where all of them are there, for its API", () => {
    expect([CORE, CCM].map(givesCredentials)).toEqual([true, true]);
    for (const key of ["ApiKey", "ApiToken"]) expect(givesCredentials(without(CCM, key))).toBe(false);
    expect(givesCredentials({ ...CORE, Api: "ccm" })).toBe(false);
    expect(givesCredentials({ ...CORE, Api: "another" })).toBe(false);
    expect(givesCredentials({ ...CORE, AppToken: false })).toBe(false);
    expect(givesCredentials(null)).toBe(false);
  });
});

const PAGE: Policy = { SignInUrl: "https://sign-in.example/" };
const SEARCHED: Policy = { ...without(CCM, "UserId"), UserIdFromProfileEmail: true };

describe("what is to be done", () => {
  const other: Account = { ...core, customerId: "another" };
  it.each([
    ["no policy, nobody", null, null, "page", "nothing"],
    ["no policy any more", null, core, "policy", "sign-out"],
    ["no policy, the agent's own account", null, core, "page", "nothing"],
    ["a whole account", CORE, null, "page", "connect"],
    ["the same account", CORE, core, "policy", "connect"],
    ["another account", CORE, other, "policy", "connect"],
    ["another account than the agent's own", CORE, other, "page", "connect"],
    ["no credentials in it", without(CORE, "AppToken"), core, "page", "nothing"],
    ["no credentials in it any more", without(CORE, "AppToken"), core, "policy", "sign-out"],
    ["the user is the agent's choice", without(CORE, "UserId"), core, "policy", "connect"],
    ["the user is to be entered", without(CORE, "UserId"), null, "page", "nothing"],
    [
      "the user is of another customer",
      { ...without(CORE, "UserId"), CustomerId: "x" },
      core,
      "policy",
      "sign-out",
    ],
    ["the same, and the credentials are the agent's", { CustomerId: "x" }, core, "page", "nothing"],
    ["the user was found", SEARCHED, ccm, "policy", "connect"],
    ["the user is to be found, but that is not asked for", without(CCM, "UserId"), null, "page", "nothing"],
    [
      "no region to find the user in",
      { ...without(SEARCHED, "Region"), Api: "ccm" },
      null,
      "page",
      "nothing",
    ],
    ["no account to find the user in", without(SEARCHED, "AccountSid"), null, "page", "nothing"],
    ["the organisation's page", PAGE, core, "organisation", "nothing"],
    [
      "the organisation's page, of this customer",
      { ...PAGE, CustomerId: "cust" },
      core,
      "organisation",
      "nothing",
    ],
    [
      "the organisation's page, of another one",
      { ...PAGE, CustomerId: "x" },
      core,
      "organisation",
      "sign-out",
    ],
    ["the organisation's page no longer", { CustomerId: "cust" }, core, "organisation", "sign-out"],
    ["no policy any more, after its page", null, core, "organisation", "sign-out"],
    [
      "only the office is there",
      { Region: "mumbai", AccountSid: "demo1", UserIdFromProfileEmail: true },
      null,
      "page",
      "nothing",
    ],
    [
      "users of a WebRTC app have no list",
      { ...without(CORE, "UserId"), UserIdFromProfileEmail: true },
      null,
      "page",
      "nothing",
    ],
  ] as const)("%s", (_what, policy, saved, from, step) => {
    expect(nextStep(policy, saved, from, false).do).toBe(step);
  });

  it("is to find the user in the policy's office, unless the agent has signed out", () => {
    const office = { region: "mumbai", accountSid: "demo1" };
    expect(nextStep(SEARCHED, null, "page", false)).toEqual({ do: "find", office });
    expect(nextStep(SEARCHED, null, "page", true)).toEqual({ do: "nothing" });
    expect(nextStep(CORE, null, "page", true)).toEqual({ do: "connect", account: core });
  });

  it.each([
    ["a page to sign in", PAGE, true],
    ["a user to find", SEARCHED, true],
    ["a whole account", CCM, false],
    ["a page that is not needed", { ...CORE, ...PAGE }, false],
    ["nothing", {}, false],
    ["no policy", null, false],
  ] as const)("the agent is signed in with nobody doing anything by %s: %s", (_what, policy, expected) => {
    expect(signsInByItself(policy)).toBe(expected);
  });

  it("an account is fixed where all of it is given", () => {
    expect(isFixed(CORE, core)).toBe(true);
    expect(isFixed(CORE, other)).toBe(false);
    expect(isFixed(without(CORE, "UserId"), core)).toBe(false);
    expect(isFixed(without(CORE, "AppToken"), core)).toBe(false);
    expect(isFixed(null, core)).toBe(false);
  });

  it("only a clear no forbids the disk", () => {
    expect([null, {}, { AllowKeepSignedIn: true }].map(mayKeepSignedIn)).toEqual([true, true, true]);
    expect(mayKeepSignedIn({ AllowKeepSignedIn: false })).toBe(false);
  });
});
