/** E.164: a plus, a country code that does not begin with 0, and fifteen digits at most. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Tells whether a text is a phone number as Exotel's CCM API wants it (seed 001, `contact_uri`). */
export function isE164(text: string): boolean {
  return E164.test(text);
}
