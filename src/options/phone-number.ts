import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/min";
import type { CcmRegion } from "../core/account.ts";
import { withPlainDigits } from "../core/digits.ts";
import { isE164 } from "../core/e164.ts";

/** A country whose numbers are entered without its code, by its two letters (ISO 3166-1). */
export type Country = CountryCode;

/** What Exotel's regions are named after. */
const COUNTRY_OF_REGION: Readonly<Record<CcmRegion, Country>> = { mumbai: "IN", singapore: "SG" };

/** @param chosen as it is kept; `null` follows the region */
export function countryInForce(chosen: string | null, region: CcmRegion): Country {
  return chosen !== null && isSupportedCountry(chosen) ? chosen : COUNTRY_OF_REGION[region];
}

/** What is kept of a choice: nothing where it is what the region's country is anyway. */
export function choiceToKeep(country: string, region: CcmRegion): string | null {
  return country === COUNTRY_OF_REGION[region] ? null : country;
}

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** A country with its code, as "India (+91)". */
export function countryWords(country: Country): string {
  return `${names.of(country) ?? country} (+${getCountryCallingCode(country)})`;
}

/** Every country that has a name, in its order, with the regions' own first. */
export function countries(): readonly Country[] {
  const first = Object.values(COUNTRY_OF_REGION);
  const others = getCountries().filter((one) => names.of(one) !== undefined && !first.includes(one));
  return [...first, ...others.sort((a, b) => countryWords(a).localeCompare(countryWords(b), "en"))];
}

export type PhoneNumber =
  /** In E.164. */
  | { readonly number: string }
  /** Why it is none, and what to enter, in sentences. `null`: it does not even look like one. */
  | { readonly number: null; readonly error: string | null };

/**
 * A phone number as an agent types or pastes it, in E.164.
 *
 * Digits of any script count, and what is not seen does not, nor do brackets, a word in front (`Ph:`), and words and an
 * extension behind.
 *
 * @param country whose number it is where it does not begin with a country's code
 */
export function readPhoneNumber(typed: string, country: Country): PhoneNumber {
  const text = withPlainDigits(typed)
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    // Words of any script behind, where something sets them off from the number.
    .replace(/(?<=\d)[^\d+@\p{L}\p{M}][^\d+@]*$/u, "")
    .replace(/[()（）[\]［］]/g, "")
    .replace(/＋/g, "+")
    // A word of any script in front, where something sets it off from the number.
    .replace(/^[^\d+@]*[^\d+@\p{L}\p{M}](?=[+\d])/u, "")
    .replace(/[\s\p{Pd}./]/gu, "");
  const code = getCountryCallingCode(country);
  // The last two are dialled: abroad from some countries, and by habit where the country's code is in front already.
  const readings = [text.replace(/^00/, "+"), text, text.replace(new RegExp(`^0(?=${code})`), "+")];
  for (const reading of readings) {
    const found = parsePhoneNumberFromString(reading, { defaultCountry: country, extract: false });
    if (found?.isValid() && isE164(found.number) && isSubscriber(found.number))
      return { number: found.number };
  }
  return { number: null, error: whatIsWrong(readings[0] as string, country) };
}

/** The library counts India's service numbers too, such as 1800…, which are nobody's phone and have other lengths. */
function isSubscriber(number: string): boolean {
  return !number.startsWith("+91") || /^\+91[1-9]\d{9}$/.test(number);
}

function whatIsWrong(text: string, country: Country): string | null {
  const found = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  const length = validatePhoneNumberLength(text, { defaultCountry: country });
  if (length === "INVALID_COUNTRY") {
    return "No country has the code that this begins with. Enter the whole number, with its country's code.";
  }
  if (found === undefined && length === "NOT_A_NUMBER") return null;
  const size = length === "TOO_SHORT" ? "short" : length === "TOO_LONG" ? "long" : null;
  if (text.startsWith("+")) {
    const of =
      found === undefined ? "with this country code" : `with the country code +${found.countryCallingCode}`;
    const what = size === null ? `No number ${of} is like this.` : `This is too ${size} for a number ${of}.`;
    return `${what} Enter the whole number, with its country's code.`;
  }
  const of = `of ${countryWords(country)}`;
  const what = size === null ? `No number ${of} is like this` : `This is too ${size} for a number ${of}`;
  return `${what}, and no + with a country's code is in front. Enter the whole number, or choose its country.`;
}
