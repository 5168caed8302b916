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
