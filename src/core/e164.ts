/** E.164: a plus, a country code that does not begin with 0, and at most fifteen digits. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether a text is a phone number in the form that CCM wants (seed 001, `contact_uri`). */
export function isE164(text: string): boolean {
  return E164.test(text);
}
