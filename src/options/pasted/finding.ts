/** A field of the form that a pasted text can fill, by its name. */
export type PastedField =
  | "customerId"
  | "appId"
  | "userId"
  | "appToken"
  | "region"
  | "accountSid"
  | "apiKey"
  | "apiToken"
  | "lookup";

/** One value that a text gives. `token` is a token that the text does not name further; `secret` an app secret, left out. */
export interface Finding {
  readonly field: PastedField | "token" | "secret";
  readonly value: string;
}

/** Whether a value only stands for one, as in a document's example: `{user_id}`, `<your_sid>`, `$TOKEN`, `xxxx`. */
export function isPlaceholder(value: string): boolean {
  return (
    /^[<{[(].*[>}\])]$/.test(value) ||
    /^\$|^%\w+%$|^(?:your|my)[_-]/i.test(value) ||
    /^([x*.…_-])\1+$/i.test(value)
  );
}

/** Whether a word is more likely an ID or a secret than a word of a sentence. */
export function looksLikeId(word: string): boolean {
  return /[\d_]/.test(word) || /-.+-/.test(word) || word.length >= 20;
}

/** The finding, unless its value is empty or a placeholder. */
export function finding(field: Finding["field"], value: string | undefined): Finding[] {
  return value === undefined || value === "" || isPlaceholder(value) ? [] : [{ field, value }];
}
