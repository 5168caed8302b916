import type { FieldErrors } from "./api-form.ts";

/** A checked text: the value to use, or what is wrong with it. */
export type Text = { readonly value: string } | { readonly error: string };

/** An ID as one part of a URL's path. */
export function checkId(typed: string, name: string): Text {
  const value = typed.trim();
  if (value === "") return { error: `Enter the ${name}.` };
  if (/:\/\/|\/v2\//.test(value)) return { error: `This is an address. Enter only the ${name} itself.` };
  if (/\p{C}/u.test(value))
    return { error: `The ${name} holds a character that cannot be seen. Type it anew.` };
  // A browser would read these as steps in the path, even percent-encoded.
  if (value === "." || value === "..") return { error: `“${value}” cannot be the ${name}.` };
  return { value };
}

/** A secret that goes into a header. `Bearer` in front of it is what examples show, and no part of it. */
export function checkSecret(typed: string, name: string): Text {
  const word = checkWord(typed.trim().replace(/^bearer(\s+|$)/i, ""), name);
  return "error" in word || /^[\x21-\x7e]+$/.test(word.value) ? word : { error: notPartOf(name) };
}

/** A secret in one word, of any script. */
export function checkWord(typed: string, name: string): Text {
  const value = typed.trim();
  if (value === "") return { error: `Enter the ${name}.` };
  return /[\s\p{C}]/u.test(value) ? { error: notPartOf(name) } : { value };
}

function notPartOf(name: string): string {
  return `The ${name} holds a space or another character that cannot be part of it. Paste it anew.`;
}

/** What is wrong among checked texts, by the field's name. */
export function errorsOf(checked: Readonly<Record<string, Text | null>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, text]) => (text && "error" in text ? [[name, text.error]] : [])),
  );
}
