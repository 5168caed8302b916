import type { Api } from "./api-rules.ts";
import type { Failure } from "./failure.ts";

/** The places in the options page that the popup and the set-up check can lead to. */
const OPTIONS_FIELDS = [
  "user-id",
  "app-token",
  "api-key",
  "access",
  "softphone-page",
  "lock",
  "hours",
  "safety-net",
] as const;

/** One of these places. It is the fragment of the page's address. */
export type OptionsField = (typeof OPTIONS_FIELDS)[number];

/** The place that a fragment names; `null` for any other text. */
export function asOptionsField(fragment: string): OptionsField | null {
  return OPTIONS_FIELDS.find((field) => field === fragment) ?? null;
}

/** The first field of what an agent signs in with. */
export function secretField(api: Api): OptionsField {
  return api === "ccm" ? "api-key" : "app-token";
}

/** Where the agent can mend the cause of a failed request; `null` if nothing in the options does. */
export function fieldToMend({ kind, cause }: Failure, api: Api): OptionsField | null {
  if (cause === "user-id-case") return "user-id";
  if (cause === "key-not-authorised") return "api-key";
  if (cause !== null && cause !== "authentication-failed") return null;
  switch (kind) {
    case "credentials-refused":
      return secretField(api);
    case "not-found":
      return "user-id";
    case "access-withheld":
    case "access-forbidden":
      return "access";
    default:
      return null;
  }
}
