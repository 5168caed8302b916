import type { Reply } from "../browser/commands.ts";
import { type CcmOffice, inOtherRegion } from "../core/account.ts";
import { explainRegion } from "../core/explain-failure.ts";
import type { Failure } from "../core/failure.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Budgets } from "./budgets.ts";
import { failedAttempt } from "./failed-attempt.ts";
import type { Pacer } from "./pacer.ts";

/**
 * Explains a failed request to CCM: either the other region accepts what the account's own has refused, or the failure itself.
 * Stores the waits that the server asks for in both.
 *
 * @param attempt does the same in the other region; `undefined`: it cannot be done there
 * @param remedy what the agent can do if it is the wrong region
 */
export async function failedInRegion<T extends CcmOffice>(
  office: T,
  failure: Failure,
  pacer: Pacer,
  budgets: Budgets,
  attempt: (other: T) => Promise<unknown> | undefined,
  remedy: Parameters<typeof explainRegion>[1],
): Promise<Reply> {
  const reply = await failedAttempt(office, failure, pacer, budgets);
  if (failure.kind !== "credentials-refused" && failure.kind !== "not-permitted") return reply;
  const other = inOtherRegion(office);
  try {
    const answer = attempt(other);
    if (answer === undefined) return reply;
    await answer;
    return { ok: false, ...explainRegion(other.region, remedy), otherRegion: other.region };
  } catch (error) {
    const { waitUntil } = asFailure(error);
    if (waitUntil !== null) await budgets.storeWait(other, waitUntil);
    return reply;
  }
}
