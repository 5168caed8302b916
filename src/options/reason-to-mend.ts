import { troubleOfFailure } from "../core/explain-failure.ts";
import { fieldToMend, type OptionsField, secretOf } from "../core/field-to-mend.ts";
import { type Message, message } from "../core/message.ts";
import type { Items } from "../store/items.ts";

/** The names of those fields in the connection's form that something can lead to. Access to Exotel's host has a button instead. */
export const FIELD_NAMES: Readonly<Partial<Record<OptionsField, string>>> = {
  "user-id": "userId",
  "app-token": "appToken",
  "api-key": "apiKey",
} satisfies Record<"user-id" | ReturnType<typeof secretOf>["field"], string>;

/** Why the agent was led to a field: what was wrong when Exotel was last asked; `null` if nothing was. */
export function reasonToMend(field: OptionsField, { account, status }: Items): Message | null {
  if (account === null) return null;
  const { failure, credentials } = status;
  if (failure !== null && fieldToMend(failure, account.api) === field)
    return troubleOfFailure(failure).problem[0] ?? null;
  return credentials === "missing" && field === secretOf(account.api).field ? message("signedOut") : null;
}
