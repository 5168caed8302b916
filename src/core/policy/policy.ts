import type { Account, CcmRegion } from "../account.ts";
import { type Credentials, credentialsOf } from "../credentials.ts";

/**
 * What the administrator's policy sets (`managed-schema.json`), by its keys. A credential shows only as being there (`true`): the
 * vault alone reads it.
 */
export type Policy = Readonly<Record<string, unknown>>;

/** The fields of each API's credentials, and their keys in a policy, whose values only the vault reads. */
export const CREDENTIAL_KEYS: {
  readonly [One in Credentials as One["api"]]: Readonly<Record<Exclude<keyof One, "api">, string>>;
} = {
  "integrations-core": { appToken: "AppToken" },
  ccm: { apiKey: "ApiKey", apiToken: "ApiToken" },
};

const REGIONS: readonly CcmRegion[] = ["mumbai", "singapore"];

/** The parts of an account that a policy sets. The others are the agent's. */
export type GivenAccount = Partial<Account>;

/** Whether the administrator allows credentials on the disk. */
export function mayKeepSignedIn(policy: Policy | null): boolean {
  return policy?.AllowKeepSignedIn !== false;
}

/** The parts of the account that a policy sets; `null` if it sets none. If it does not name the API, the other keys imply it. */
export function givenAccount(policy: Policy | null): GivenAccount | null {
  if (policy === null) return null;
  const text = (key: string): string | undefined => {
    const value = policy[key];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const { Api: named } = policy;
  const region = REGIONS.find((one) => one === policy.Region);
  const isCcm = text("AccountSid") ?? policy.ApiKey;
  const isCore = text("CustomerId") ?? text("AppId") ?? policy.AppToken;
  const api = named ?? (isCore ? "integrations-core" : isCcm ? "ccm" : undefined);
  const userId = text("UserId");
  if (api === "integrations-core")
    return present({ api, customerId: text("CustomerId"), appId: text("AppId"), userId });
  if (api === "ccm") return present({ api, region, accountSid: text("AccountSid"), userId });
  return userId === undefined ? null : { userId };
}

/** Whether the policy has the credentials of the account that it names. */
export function givesCredentials(policy: Policy | null): boolean {
  const api = givenAccount(policy)?.api;
  if (api === undefined) return false;
  return Object.values(CREDENTIAL_KEYS[credentialsOf(api)]).every((key) => Boolean(policy?.[key]));
}

/** Whether an account agrees with all that the policy sets. */
export function agreesWith(given: GivenAccount | null, account: Account): boolean {
  const own: Readonly<Record<string, unknown>> = { ...account, api: credentialsOf(account.api) };
  return Object.entries(given ?? {}).every(([field, value]) => own[field] === value);
}

/** The account that the policy names, completed by what the agent has entered, if that agrees; `null` if something is missing. */
export function namedAccount(given: GivenAccount | null, saved: Account | null): Account | null {
  if (given === null) return null;
  if (saved !== null && agreesWith(given, saved)) return saved;
  const { api, userId } = given as { readonly api?: string; readonly userId?: string };
  const whole =
    api === "ccm"
      ? "region" in given && given.region && given.accountSid
      : "customerId" in given && given.customerId && given.appId;
  return whole && userId ? (given as Account) : null;
}

/** The same without the fields that are not there. */
function present<T extends object>(fields: T): GivenAccount {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as GivenAccount;
}
