import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
} from "libphonenumber-js/min";
import { locale, t } from "../browser/i18n.ts";
import type { CcmRegion } from "../core/account.ts";

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

const names = new Intl.DisplayNames(locale(), { type: "region", fallback: "none" });

/** A country with its code, as "India (+91)". */
export function countryWords(country: Country): string {
  return t("numberCountryWithCode", {
    country: names.of(country) ?? country,
    code: getCountryCallingCode(country),
  });
}

let all: readonly Country[] | undefined;

/** Every country that has a name, in its order, with the regions' own first. */
export function countries(): readonly Country[] {
  all ??= inOrder();
  return all;
}

function inOrder(): readonly Country[] {
  const first = Object.values(COUNTRY_OF_REGION);
  const others = getCountries().filter((one) => names.of(one) !== undefined && !first.includes(one));
  const { compare } = new Intl.Collator(locale());
  const named = others.map((country) => ({ country, words: countryWords(country) }));
  return [...first, ...named.sort((a, b) => compare(a.words, b.words)).map(({ country }) => country)];
}
