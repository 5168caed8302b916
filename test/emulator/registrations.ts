import type { Store } from "./store.ts";

/** What a registrar knows of an address of record. */
export interface Registration {
  readonly registered: boolean;
  /** Epoch ms; null if it was never seen. */
  readonly lastSeen: number | null;
}

/** Asks a registrar for an address of record, such as `agent_001@app_abc123.exotel.com`. */
export type Registrations = (addressOfRecord: string) => Promise<Registration>;

/** Writes what the registrar knows now of a user's softphone into the store. Does nothing for a user without one. */
export async function takeRegistration(
  store: Store,
  { customer_id = "", app_id = "", user_id = "" }: Readonly<Record<string, string | undefined>>,
  registrations: Registrations,
): Promise<void> {
  const sip = store.customers.get(customer_id)?.apps.get(app_id)?.users.get(user_id)?.sip;
  if (sip) sip.registration = await registrations(sip.username);
}
