import { type CcmOffice, type CcmRegion, inOtherRegion } from "../core/account.ts";
import type { Failure } from "../core/failure.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Budgets } from "./budgets.ts";

/**
 * The other region, if Exotel accepts there what it has refused in the account's own; `null` otherwise. Stores the wait that
 * the server asks for there.
 *
 * @param attempt does the same in the other region; `undefined`: it cannot be done there
 */
export async function acceptedElsewhere<T extends CcmOffice>(
  office: T,
  { kind }: Failure,
  budgets: Budgets,
  attempt: (other: T) => Promise<unknown> | undefined,
): Promise<CcmRegion | null> {
  if (kind !== "credentials-refused" && kind !== "not-permitted") return null;
  const other = inOtherRegion(office);
  try {
    const answer = attempt(other);
    if (answer === undefined) return null;
    await answer;
    return other.region;
  } catch (error) {
    const { waitUntil } = asFailure(error);
    if (waitUntil !== null) await budgets.storeWait(other, waitUntil);
    return null;
  }
}
