import { toE164 } from "./e164.ts";

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

/**
 * A phone number in any usual form, an email address, or a SIP address, with its scheme or as one bare word;
 * `null` where it is none of them.
 */
export function parseLookup(typed: string): Lookup | null {
  const text = typed.trim();
  const sip = /^(sips?:)(\S+)$/i.exec(text);
  // The scheme may be written in any case (RFC 3986, 3.1); Exotel writes it small.
  if (sip !== null) return { by: "contact-uri", contactUri: `${sip[1]?.toLowerCase()}${sip[2]}` };
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return { by: "email", email: text };
  if (/^[a-z][\w.+-]*$/i.test(text)) return { by: "contact-uri", contactUri: `sip:${text}` };
  const number = toE164(text);
  return number === null ? null : { by: "contact-uri", contactUri: number };
}
