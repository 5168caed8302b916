import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
} from "libphonenumber-js/min";
import { locale, t } from "../browser/i18n.ts";
import type { CcmRegion } from "../core/account.ts";

/** The country of numbers entered without a country code (ISO 3166-1, two letters). */
export type Country = CountryCode;

/** The country of each Exotel region. */
const COUNTRY_OF_REGION: Readonly<Record<CcmRegion, Country>> = { mumbai: "IN", singapore: "SG" };

/** The country to use. @param chosen the stored choice; `null` follows the region */
export function effectiveCountry(chosen: string | null, region: CcmRegion): Country {
  return chosen !== null && isSupportedCountry(chosen) ? chosen : COUNTRY_OF_REGION[region];
}

/** The choice to store; `null` for the region's own country. */
export function choiceToStore(country: string, region: CcmRegion): string | null {
  return country === COUNTRY_OF_REGION[region] ? null : country;
}

const names = new Intl.DisplayNames(locale(), { type: "region", fallback: "none" });

/** A country with its code, such as "India (+91)". */
export function countryWords(country: Country): string {
  return t("numberCountryWithCode", {
    country: names.of(country) ?? country,
    code: `+${getCountryCallingCode(country)}`,
  });
}

let all: readonly Country[] | undefined;

/** Every country with a name: the regions' countries first, the others sorted by name. */
export function countries(): readonly Country[] {
  all ??= sortedCountries();
  return all;
}

function sortedCountries(): readonly Country[] {
  const first = Object.values(COUNTRY_OF_REGION);
  const others = getCountries().filter((one) => names.of(one) !== undefined && !first.includes(one));
  const { compare } = new Intl.Collator(locale());
  const named = others.map((country) => ({ country, words: countryWords(country) }));
  return [...first, ...named.sort((a, b) => compare(a.words, b.words)).map(({ country }) => country)];
}
