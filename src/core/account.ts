/** Whose devices are shown, and through which API. No credential is part of it. */
export type Account = IntegrationsCoreAccount;

/** Seed "Device Management": the three parts of the path. */
export interface IntegrationsCoreAccount {
  readonly api: "integrations-core";
  readonly customerId: string;
  readonly appId: string;
  readonly userId: string;
}

/** Tells whether two accounts are the same agent seen through the same API. */
export function sameAccount(a: Account | null, b: Account | null): boolean {
  if (a === null || b === null) return a === b;
  return a.customerId === b.customerId && a.appId === b.appId && a.userId === b.userId;
}
