/** Whose devices are shown, and through which API. No credential is part of it. */
export type Account = IntegrationsCoreAccount | CcmAccount;

/** Seed "Device Management": the three parts of the path. */
export interface IntegrationsCoreAccount {
  readonly api: "integrations-core";
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

/** The account whose users are looked through; which of them is the agent is what is looked for. */
export type CcmOffice = Pick<CcmAccount, "region" | "accountSid">;

export type CcmRegion = "mumbai" | "singapore";

/**
 * Whose requests are counted together, as text: by Exotel's public documentation all users of an account share one budget. On
 * CCM that is the account SID in its region; on Integrations Core the customer, whatever the app: it is Exotel's account.
 */
export function budgetOf(owner: Account | CcmOffice): string {
  if ("customerId" in owner) return `integrations-core ${owner.customerId}`;
  return `ccm ${owner.region} ${owner.accountSid}`;
}

/** Tells whether requests for the one use up the budget of the other. */
export function shareBudget(a: Account | CcmOffice | null, b: Account | null): boolean {
  return a !== null && b !== null && budgetOf(a) === budgetOf(b);
}

/** Seeds "Device Management" and "To update user's device" (`<subdomain>`): the host that an account's API is asked at. */
export function hostOf(where: Pick<IntegrationsCoreAccount, "api"> | Pick<CcmAccount, "region">): string {
  if (!("region" in where)) return "integrationscore.mum1.exotel.com";
  return where.region === "mumbai" ? "ccm-api.in.exotel.com" : "ccm-api.exotel.com";
}

/** Tells whether two accounts are the same agent seen through the same API. */
export function sameAccount(a: Account | null, b: Account | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.userId !== b.userId) return false;
  if (a.api === "ccm") return b.api === "ccm" && a.region === b.region && a.accountSid === b.accountSid;
  return b.api === "integrations-core" && a.customerId === b.customerId && a.appId === b.appId;
}
