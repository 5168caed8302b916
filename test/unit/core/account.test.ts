import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  answeredBy,
  budgetOf,
  type CcmAccount,
  hostOf,
  type IntegrationsCoreAccount,
  inOtherRegion,
  sameAccount,
  shareBudget,
} from "../../../src/core/account.ts";

const CORE: IntegrationsCoreAccount = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" };
const CCM: CcmAccount = { api: "ccm", region: "mumbai", accountSid: "s", userId: "u" };

describe("a request's budget", () => {
  it.each([
    ["another user", CORE, { ...CORE, userId: "x" }, true],
    ["another app", CORE, { ...CORE, appId: "x" }, true],
    ["another customer", CORE, { ...CORE, customerId: "x" }, false],
    ["another user", CCM, { ...CCM, userId: "x" }, true],
    ["another account SID", CCM, { ...CCM, accountSid: "x" }, false],
    ["another region", CCM, { ...CCM, region: "singapore" as const }, false],
    ["another API", CORE, { ...CCM, accountSid: "c" }, false],
  ])("is the account's, on each API; shared with %s (%j, %j): %s", (_with, a, b, shared) => {
    expect(shareBudget(a, b)).toBe(shared);
    expect(budgetOf(a) === budgetOf(b)).toBe(shared);
  });

  it("is shared with a search of the account, whose user is not known yet", () => {
    expect(shareBudget({ region: "mumbai", accountSid: "s" }, CCM)).toBe(true);
    expect(shareBudget({ region: "mumbai", accountSid: "x" }, CCM)).toBe(false);
  });

  it("is shared with nothing without an account", () => {
    expect(shareBudget(null, CORE)).toBe(false);
    expect(shareBudget(CORE, null)).toBe(false);
    expect(shareBudget(null, null)).toBe(false);
  });
});

describe("an account by the contract that answers for its user", () => {
  const older: IntegrationsCoreAccount = { ...CORE, api: "usermapping" };

  it("is another one, with the same budget and the same host", () => {
    expect(answeredBy(CORE, "usermapping")).toEqual(older);
    expect(answeredBy(older, "integrations-core")).toEqual(CORE);
    expect(sameAccount(CORE, older)).toBe(false);
    expect(shareBudget(CORE, older)).toBe(true);
    expect(hostOf(older)).toBe(hostOf(CORE));
  });

  it("stays the same one where nothing new is known, and never becomes one of another API", () => {
    expect(answeredBy(CORE, "integrations-core")).toBe(CORE);
    expect(answeredBy(CORE, "ccm")).toBe(CORE);
    expect(answeredBy(CCM, "usermapping")).toBe(CCM);
  });
});

describe("an account of CCM", () => {
  it.each([{ region: "singapore" as const }, { accountSid: "x" }, { userId: "x" }])(
    "is another one with %j",
    (part) => {
      expect(sameAccount(CCM, { ...CCM, ...part })).toBe(false);
      expect(sameAccount({ ...CCM, ...part }, CCM)).toBe(false);
    },
  );

  it("is the same one with all three parts, and never one of the other API", () => {
    expect(sameAccount(CCM, { ...CCM })).toBe(true);
    expect(sameAccount(CCM, CORE)).toBe(false);
    expect(sameAccount(CORE, CCM)).toBe(false);
  });
});

describe("an account", () => {
  it("is the same only with all three parts", () => {
    expect(sameAccount(CORE, { ...CORE })).toBe(true);
    for (const part of ["customerId", "appId", "userId"]) {
      expect(sameAccount(CORE, { ...CORE, [part]: "x" })).toBe(false);
    }
    expect(sameAccount(null, CORE)).toBe(false);
    expect(sameAccount(CORE, null)).toBe(false);
    expect(sameAccount(null, null)).toBe(true);
  });

  it("is asked at a host that the manifest names, and at each of them one is", () => {
    const path = resolve(import.meta.dirname, "../../../manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as { host_permissions: string[] };
    const hosts = [hostOf(CORE), hostOf({ region: "mumbai" }), hostOf({ region: "singapore" })];
    expect(hosts.map((host) => `https://${host}/*`)).toEqual(manifest.host_permissions);
  });
});

it("an account of CCM is either in one region or in the other", () => {
  expect(inOtherRegion({ ...CCM, region: "mumbai" })).toEqual({ ...CCM, region: "singapore" });
  expect(inOtherRegion({ ...CCM, region: "singapore" })).toEqual({ ...CCM, region: "mumbai" });
});
