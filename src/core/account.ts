import { PROXY_HOST } from "./proxy-host.ts";
import { isSameJson } from "./same-json.ts";

/** The account whose devices are shown, and the API that reaches it. It holds no credential. */
export type Account = IntegrationsCoreAccount | CcmAccount;

/**
 * Seed "Device Management": the three parts of the path. `api` is the contract that knows the user: the seed's, or the older one
 * of Exotel's public pages "get user details" and "update device". Both take the same token.
 */
export interface IntegrationsCoreAccount {
  readonly api: "integrations-core" | "usermapping";
  readonly customerId: string;
  readonly appId: string;
  readonly userId: string;
}

/** Seed "To update user's device": the region's cluster, and the two parts of the path. */
export interface CcmAccount {
  readonly api: "ccm";
  readonly region: CcmRegion;
  readonly accountSid: string;
  readonly userId: string;
}

/** A CCM account without its user: enough to search its users for the agent. */
export type CcmOffice = Pick<CcmAccount, "region" | "accountSid">;

export type CcmRegion = "mumbai" | "singapore";

/**
 * The key of a request's budget. All users of an account share one budget (Exotel's public documentation). The key is the
 * account SID in its region on CCM. On Integrations Core it is the customer, whatever the app: the customer is the account.
 */
export function budgetOf(owner: Account | CcmOffice): string {
  if ("customerId" in owner) return `integrations-core ${owner.customerId}`;
  return `ccm ${owner.region} ${owner.accountSid}`;
}

/** Whether requests for one use up the other's budget. */
export function shareBudget(a: Account | CcmOffice | null, b: Account | null): boolean {
  return a !== null && b !== null && budgetOf(a) === budgetOf(b);
}

/**
 * The host of an account's API (seeds "Device Management" and "To update user's device", `<subdomain>`), or the host that is
 * asked instead.
 */
export function hostOf(where: Pick<IntegrationsCoreAccount, "api"> | Pick<CcmAccount, "region">): string {
  if (!("region" in where)) return PROXY_HOST ?? "integrationscore.mum1.exotel.com";
  return where.region === "mumbai" ? "ccm-api.in.exotel.com" : "ccm-api.exotel.com";
}

/** The same account in Exotel's other region. */
export function inOtherRegion<T extends CcmOffice>(office: T): T {
  return { ...office, region: office.region === "mumbai" ? "singapore" : "mumbai" };
}

/** Whether two accounts are the same agent on the same API, by the same contract. */
export function sameAccount(a: Account | null, b: Account | null): boolean {
  return isSameJson(a, b);
}

/** The account, with the API that has answered for its user. */
export function answeredBy(account: Account, api: Account["api"]): Account {
  if (account.api === api || account.api === "ccm" || api === "ccm") return account;
  return { ...account, api };
}
