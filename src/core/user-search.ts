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
  /** The account's list was looked through to its end; otherwise the search took too long or failed, and there may be more. */
  readonly isWhole: boolean;
  /** Until when the server wants to be left alone, where that has ended the search; this machine's clock, ms. */
  readonly waitUntil?: number | null;
}
