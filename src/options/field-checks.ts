import { type Message, message } from "../core/message.ts";
import type { FieldErrors } from "./api-form.ts";

/** The result of a check: the value to use, or an error. */
export type Text = { readonly value: string } | { readonly error: Message };

/**
 * Checks an ID that becomes one segment of a URL's path.
 *
 * @param field the field's name inside a sentence
 */
export function checkId(typed: string, field: Message): Text {
  const value = typed.trim();
  if (value === "") return { error: message("setUpEnter", { field }) };
  if (/:\/\/|\/v2\//.test(value)) return { error: message("setUpIsAddress", { field }) };
  if (/\p{C}/u.test(value)) return { error: message("setUpUnseenCharacter", { field }) };
  // Browsers resolve these as path segments, even percent-encoded.
  if (value === "." || value === "..") return { error: message("setUpCannotBe", { value, field }) };
  return { value };
}

/** Checks a secret that goes into a header. Removes a leading `Bearer`, which examples show but is not part of it. */
export function checkSecret(typed: string, field: Message): Text {
  const word = checkWord(typed.trim().replace(/^bearer(\s+|$)/i, ""), field);
  return "error" in word || /^[\x21-\x7e]+$/.test(word.value) ? word : { error: notPartOf(field) };
}

/** Checks a secret of one word, in any script. */
export function checkWord(typed: string, field: Message): Text {
  const value = typed.trim();
  if (value === "") return { error: message("setUpEnter", { field }) };
  return /[\s\p{C}]/u.test(value) ? { error: notPartOf(field) } : { value };
}

function notPartOf(field: Message): Message {
  return message("setUpWrongCharacter", { field });
}

/** The errors among checked values, by the fields' names. */
export function errorsOf(checked: Readonly<Record<string, Text | null>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, text]) => (text && "error" in text ? [[name, text.error]] : [])),
  );
}
