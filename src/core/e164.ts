/** E.164: a plus, a country code that does not begin with 0, and fifteen digits at most. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Tells whether a text is a phone number as Exotel's CCM API wants it (seed 001, `contact_uri`). */
export function isE164(text: string): boolean {
  return E164.test(text);
}

/**
 * A phone number as an agent types it, in E.164; `null` where it cannot be one.
 *
 * A number that does not name its country is taken for an Indian one: ten digits, with or without a
 * 0 or 91 in front, or both. Any other country's begins with `+` or `00`. Spaces, dashes, dots, slashes,
 * brackets, invisible marks and a `tel:` in front do not count, nor does a `(0)` behind the country's
 * code, which is dialled only within the country.
 */
export function toE164(typed: string): string | null {
  const bare = typed
    .replace(/[\s\p{Pd}\p{Cf}./]/gu, "")
    .replace(/^tel:/i, "")
    .replace(/^(\(?(?:\+|00)\d{1,3}\)?)\(0\)/, "$1")
    .replace(/[()]/g, "");
  const number = international(bare);
  if (number === null || !isE164(number)) return null;
  return number.startsWith("+91") && !/^\+91[1-9]\d{9}$/.test(number) ? null : number;
}

function international(bare: string): string | null {
  const indian = /^(?:0|(?:\+|00?)?910?)?([1-9]\d{9})$/.exec(bare);
  if (indian !== null) return `+91${indian[1]}`;
  if (/^\+\d+$/.test(bare)) return bare;
  return /^00\d+$/.test(bare) ? `+${bare.slice(2)}` : null;
}
