/** What a user of a CCM account can be found by. */
export type Lookup =
  | { readonly by: "contact-uri"; readonly contactUri: string }
  | { readonly by: "email"; readonly email: string };

/** A user that was found, for the agent to choose. */
export interface FoundUser {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** Phone numbers and SIP addresses, in the order of the account. */
  readonly addresses: readonly string[];
}

/** What a search has found. */
export interface Found {
  readonly users: readonly FoundUser[];
  /** The account's list was looked through to its end; otherwise the search took too long, and there may be more. */
  readonly isWhole: boolean;
}
