import { type Message, message } from "../core/message.ts";
import type { Lookup } from "../core/user-search.ts";
import type { Country } from "./countries.ts";
import { readPhoneNumber } from "./phone-number.ts";

type ReadLookup =
  | { readonly lookup: Lookup }
  /** What is wrong with the typed text, and what to enter. */
  | { readonly lookup: null; readonly error: Message };

/**
 * Parses a phone number in any common format, an email address, or a SIP address, with its scheme or as a single word.
 *
 * @param country the country of a number without a country code
 */
export function readLookup(typed: string, country: Country): ReadLookup {
  const text = typed.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "").trim();
  const sip = /^(sips?:)(\S+)$/i.exec(text);
  // The scheme is case-insensitive (RFC 3986, 3.1); Exotel writes it in lower case.
  if (sip !== null) return contactUri(`${sip[1]?.toLowerCase()}${sip[2]}`);
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return { lookup: { by: "email", email: text } };
  const read = readPhoneNumber(text, country);
  const isNumber = read.number !== null && !/^(?!(?:tel|ph|phone|mob|mobile|cell)[.-])[a-z]/i.test(text);
  if (!isNumber && /^[a-z][\w.+-]*$/i.test(text)) return contactUri(`sip:${text}`);
  if (read.number !== null) return contactUri(read.number);
  return { lookup: null, error: read.error ?? message("findMeEnter") };
}

function contactUri(uri: string): ReadLookup {
  return { lookup: { by: "contact-uri", contactUri: uri } };
}
