import type { Reply } from "../browser/commands.ts";
import type { Account, CcmOffice } from "../core/account.ts";
import { troubleOfAttempt } from "../core/explain-failure.ts";
import { type Failure, withheldHost } from "../core/failure.ts";
import { fieldToMend } from "../core/field-to-mend.ts";
import type { Budgets } from "./budgets.ts";
import type { Pacer } from "./pacer.ts";

/** Explains a failed request for this account or office, and stores the wait that the server asked for. */
export async function failedAttempt(
  owner: Account | CcmOffice,
  failure: Failure,
  pacer: Pacer,
  budgets: Budgets,
): Promise<Reply> {
  await pacer.save();
  if (failure.waitUntil !== null) await budgets.storeWait(owner, failure.waitUntil);
  const field = fieldToMend(failure, "api" in owner ? owner.api : "ccm");
  return { ok: false, ...troubleOfAttempt(failure), withheld: withheldHost(failure), field };
}
