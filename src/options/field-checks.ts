import { type Message, message } from "../core/message.ts";
import type { FieldErrors } from "./api-form.ts";

/** A checked text: the value to use, or what is wrong with it. */
export type Text = { readonly value: string } | { readonly error: Message };

/**
 * An ID as one part of a URL's path.
 *
 * @param field what it is called inside a sentence
 */
export function checkId(typed: string, field: Message): Text {
  const value = typed.trim();
  if (value === "") return { error: message("setUpEnter", { field }) };
  if (/:\/\/|\/v2\//.test(value)) return { error: message("setUpIsAddress", { field }) };
  if (/\p{C}/u.test(value)) return { error: message("setUpUnseenCharacter", { field }) };
  // A browser would read these as steps in the path, even percent-encoded.
  if (value === "." || value === "..") return { error: message("setUpCannotBe", { value, field }) };
  return { value };
}

/** A secret that goes into a header. `Bearer` in front of it is what examples show, and no part of it. */
export function checkSecret(typed: string, field: Message): Text {
  const word = checkWord(typed.trim().replace(/^bearer(\s+|$)/i, ""), field);
  return "error" in word || /^[\x21-\x7e]+$/.test(word.value) ? word : { error: notPartOf(field) };
}

/** A secret in one word, of any script. */
export function checkWord(typed: string, field: Message): Text {
  const value = typed.trim();
  if (value === "") return { error: message("setUpEnter", { field }) };
  return /[\s\p{C}]/u.test(value) ? { error: notPartOf(field) } : { value };
}

function notPartOf(field: Message): Message {
  return message("setUpWrongCharacter", { field });
}

/** What is wrong among checked texts, by the field's name. */
export function errorsOf(checked: Readonly<Record<string, Text | null>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, text]) => (text && "error" in text ? [[name, text.error]] : [])),
  );
}
