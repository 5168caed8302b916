import type { Api } from "./api-rules.ts";
import type { Failure } from "./failure.ts";

/** A place in the options page where something can be mended. It is the fragment of the page's address. */
export type OptionsField =
  | "customer-id"
  | "app-id"
  | "user-id"
  | "app-token"
  | "region"
  | "account-sid"
  | "api-key"
  | "api-token"
  | "keep-signed-in"
  | "phone-number"
  | "access";

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
