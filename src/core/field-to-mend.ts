import type { Api } from "./api-rules.ts";
import { type Credentials, credentialsOf } from "./credentials.ts";
import type { Failure } from "./failure.ts";
import type { MessageId } from "./message.ts";

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

/** What an agent signs in with: its first field in the options, and the messages of it. */
const SECRETS = {
  "integrations-core": {
    field: "app-token",
    refused: "verdictTokenRefused",
    remedy: "whyEnterToken",
    enterTheNew: "actionEnterToken",
    enterANew: "checkEnterToken",
  },
  ccm: {
    field: "api-key",
    refused: "verdictKeyRefused",
    remedy: "whyCheckKey",
    enterTheNew: "actionEnterKey",
    enterANew: "checkEnterKey",
  },
} as const satisfies Record<
  Credentials["api"],
  { readonly field: OptionsField } & Record<"refused" | "remedy" | "enterTheNew" | "enterANew", MessageId>
>;

/** What an agent signs in with at this API. */
export function secretOf(api: Api = "integrations-core"): (typeof SECRETS)[Credentials["api"]] {
  return SECRETS[credentialsOf(api)];
}

/** Where the agent can mend the cause of a failed request; `null` if nothing in the options does. */
export function fieldToMend({ kind, cause }: Failure, api: Api): OptionsField | null {
  if (cause === "user-id-case") return "user-id";
  if (cause === "key-not-authorised") return "api-key";
  if (cause !== null && cause !== "authentication-failed") return null;
  switch (kind) {
    case "credentials-refused":
      return secretOf(api).field;
    case "not-found":
      return "user-id";
    case "access-withheld":
    case "access-forbidden":
      return "access";
    default:
      return null;
  }
}
