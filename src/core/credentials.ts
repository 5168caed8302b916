import type { Api } from "./api-rules.ts";

/** What identifies the caller to an API. Only the vault reads saved ones. */
export type Credentials = IntegrationsCoreCredentials | CcmCredentials;

export interface IntegrationsCoreCredentials {
  readonly api: "integrations-core";
  readonly appToken: string;
}

export interface CcmCredentials {
  readonly api: "ccm";
  readonly apiKey: string;
  readonly apiToken: string;
}

/**
 * Where an account's credentials may come from: typed into one of our pages, the administrator's policy, or the organisation's
 * sign-in page.
 */
export const SOURCES = ["page", "policy", "organisation"] as const;
export type Source = (typeof SOURCES)[number];

/** The credentials that an API takes: both contracts of Integrations Core take the same app token. */
export function credentialsOf(api: Api): Credentials["api"] {
  return api === "usermapping" ? "integrations-core" : api;
}
