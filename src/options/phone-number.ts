import {
  getCountryCallingCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/min";
import { withPlainDigits } from "../core/digits.ts";
import { isE164 } from "../core/e164.ts";
import { type Message, message } from "../core/message.ts";
import { type Country, countryWords } from "./countries.ts";

export type PhoneNumber =
  /** In E.164. */
  | { readonly number: string }
  /** Why it is no valid number, and what to enter. `null`: it does not look like a number at all. */
  | { readonly number: null; readonly error: Message | null };

/**
 * Converts a phone number, as typed or pasted, to E.164.
 *
 * Accepts digits of any script. Ignores invisible characters, brackets, a word in front (`Ph:`), and words and an extension
 * at the end.
 *
 * @param country the country of a number without a country code
 */
export function readPhoneNumber(typed: string, country: Country): PhoneNumber {
  const text = withPlainDigits(typed)
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    // Words of any script at the end, if something separates them from the number.
    .replace(/(?<=\d)[^\d+@\p{L}\p{M}][^\d+@]*$/u, "")
    .replace(/[()（）[\]［］]/g, "")
    .replace(/＋/g, "+")
    // A word of any script in front, if something separates it from the number.
    .replace(/^[^\d+@]*[^\d+@\p{L}\p{M}](?=[+\d])/u, "")
    .replace(/[\s\p{Pd}./]/gu, "");
  const code = getCountryCallingCode(country);
  // The prefixes people dial: 00 for other countries, and 0 by habit, even before a country code.
  const readings = [text.replace(/^00/, "+"), text, text.replace(new RegExp(`^0(?=${code})`), "+")];
  for (const reading of readings) {
    const found = parsePhoneNumberFromString(reading, { defaultCountry: country, extract: false });
    if (found?.isValid() && isE164(found.number) && isSubscriber(found.number))
      return { number: found.number };
  }
  return { number: null, error: whatIsWrong(readings[0] as string, country) };
}

/** Whether it is a subscriber's number. The library also accepts India's service numbers, such as 1800…, of other lengths. */
function isSubscriber(number: string): boolean {
  return !number.startsWith("+91") || /^\+91[1-9]\d{9}$/.test(number);
}

function whatIsWrong(text: string, country: Country): Message | null {
  const found = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  const length = validatePhoneNumberLength(text, { defaultCountry: country });
  if (length === "INVALID_COUNTRY") return message("numberUnknownCode");
  if (found === undefined && length === "NOT_A_NUMBER") return null;
  const size = length === "TOO_SHORT" || length === "TOO_LONG" ? length : "OTHER";
  if (!text.startsWith("+")) return message(NOT_OF_COUNTRY[size], { country: countryWords(country) });
  if (found === undefined) return message(NOT_OF_THIS_CODE[size]);
  return message(NOT_OF_CODE[size], { code: `+${found.countryCallingCode}` });
}

const NOT_OF_COUNTRY = {
  TOO_SHORT: "numberTooShortForCountry",
  TOO_LONG: "numberTooLongForCountry",
  OTHER: "numberUnlikeCountry",
} as const;
const NOT_OF_CODE = {
  TOO_SHORT: "numberTooShortForCode",
  TOO_LONG: "numberTooLongForCode",
  OTHER: "numberUnlikeCode",
} as const;
/** For numbers too short to tell which country code they have. */
const NOT_OF_THIS_CODE = {
  TOO_SHORT: "numberTooShort",
  TOO_LONG: "numberTooLong",
  OTHER: "numberUnlike",
} as const;
