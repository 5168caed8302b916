import type { Message, Param, Sentences } from "./message.ts";

/** The source of the words: the browser (`src/browser/i18n.ts`). */
export interface Words {
  /** The text for a key, with `$1` to `$9` filled in; empty if there is no such key (as `i18n.getMessage`). */
  text(key: string, substitutions: readonly string[]): string;
  /** The language of the words, and the region whose formats numbers and times follow (BCP 47). */
  locale(): string;
}

/** A message in words. */
export function renderMessage({ id, params }: Message, words: Words): string {
  // The browser fills placeholders by number. Their names in alphabetical order have the numbers from 1.
  const named = Object.entries(params as Readonly<Record<string, Param>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const substitutions = named.map(([, param]) => renderParam(param, words));
  const count = named.find(([name]) => name === "count")?.[1];
  const form = typeof count === "number" ? new Intl.PluralRules(words.locale()).select(count) : null;
  return (
    (form && (words.text(`${id}_${form}`, substitutions) || words.text(`${id}_other`, substitutions))) ||
    words.text(id, substitutions)
  );
}

/** Sentences in words, with spaces between them. */
export function renderSentences(sentences: Sentences, words: Words): string {
  return sentences.map((one) => renderMessage(one, words)).join(" ");
}

/**
 * A text from outside, such as a number, an address or a name. In right-to-left words, Unicode marks around it keep its own
 * direction: otherwise "+91…" would end with its plus.
 */
function isolated(text: string, words: Words): string {
  return words.text("direction", []) === "rtl" ? `\u2068${text}\u2069` : text;
}

function renderParam(param: Param, words: Words): string {
  if (typeof param === "string") return isolated(param, words);
  if (typeof param === "number") return new Intl.NumberFormat(words.locale()).format(param);
  if ("id" in param) return renderMessage(param, words);
  if ("sentences" in param) return renderSentences(param.sentences, words);
  if ("list" in param)
    return new Intl.ListFormat(words.locale()).format(param.list.map((one) => isolated(one, words)));
  if ("day" in param) return new Intl.DateTimeFormat(words.locale(), { dateStyle: "long" }).format(param.day);
  return "minute" in param
    ? new Intl.DateTimeFormat(words.locale(), { timeStyle: "short" }).format(param.minute)
    : new Intl.DateTimeFormat(words.locale(), { timeStyle: "medium" }).format(param.moment);
}
