/** What to search a CCM account's users for. */
export type Lookup =
  | { readonly by: "contact-uri"; readonly contactUri: string }
  | { readonly by: "email"; readonly email: string };

/** A user that a search found, for the agent to choose. */
export interface FoundUser {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** Phone numbers and SIP addresses, in the account's order. */
  readonly addresses: readonly string[];
}

/** The result of a search. */
export interface Found {
  readonly users: readonly FoundUser[];
  /** Whether the search reached the end of the account's list. If not, it took too long or failed: there may be more users. */
  readonly isWhole: boolean;
  /** The end of the wait that the server asked for, if that ended the search (this machine's clock, ms). */
  readonly waitUntil?: number | null;
}
