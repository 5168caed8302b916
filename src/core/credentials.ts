/** What an API wants to know its caller by. Only the vault reads saved ones. */
export type Credentials = { readonly api: "integrations-core"; readonly appToken: string };
