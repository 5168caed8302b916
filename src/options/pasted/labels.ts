import type { Finding } from "./finding.ts";

/** What a label names. `contact`: somebody's phone number or email, which may also be that of the one who signs. */
export type Labelled = Finding["field"] | "contact";

/** The names of each field in emails, tables, JSON and environment files. A space stands for any way of joining words. */
const NAMES: readonly (readonly [Labelled, string])[] = [
  ["customerId", "cust(?:omer)? id"],
  ["userId", "(?:app )?(?:user|agent) id"],
  ["appId", "app(?:lication)? id"],
  ["secret", "(?:(?:app(?:lication)?|client) )?secret(?: key)?"],
  ["appToken", "app(?:lication)? (?:access )?token"],
  ["apiToken", "api token"],
  ["token", "(?:(?:access|auth|bearer) )?token"],
  ["apiKey", "(?:api )?key"],
  ["accountSid", "(?:(?:account|exotel|your) )?sid"],
  ["region", "(?:region|cluster|subdomain)"],
  [
    "lookup",
    "your (?:phone|mobile)(?: (?:number|no))?|your e-?mail(?: (?:address|id))?|phone number or e-?mail",
  ],
  ["contact", "(?:phone|mobile|contact)(?: (?:number|no))?|e-?mail(?: (?:address|id))?"],
];

const PATTERNS = NAMES.map(([field, names]) => [field, `(?:${names.replaceAll(" ", "[ _-]?")})`] as const);

/** A label in a text, with where it begins and ends. */
export interface Label {
  readonly field: Labelled;
  readonly start: number;
  readonly end: number;
  /** Where the word begins that the label is in: before the label if that has a prefix, as in `EXOTEL_APP_ID`. */
  readonly wordStart: number;
}

/** What ends a label for sure. A remark in brackets may stand before it. */
export const STRONG = /^["'`*_)\]]*[^\S\n]*(?:\([^()\n]*\))?[^\S\n]*(?::|=>|->|=|→)/;
/** What goes on with a word, such as a secret. */
const WORD_BEFORE = /[\p{L}\d_.+~/-]*$/u;
const WORD_BEHIND = /^[_.+~/-]+[\p{L}\d]/u;

/** All labels in a text, in order. Of two at the same place, the longer one counts. */
export function labelsIn(text: string): Label[] {
  const all = PATTERNS.flatMap(([field, pattern]) =>
    [...text.matchAll(new RegExp(`(?<![\\p{L}\\d])${pattern}(?![\\p{L}\\d])`, "giu"))].map(
      ({ index: start, 0: name }) => {
        const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
        const wordStart = start - (WORD_BEFORE.exec(before)?.[0].length ?? 0);
        return { field, start, end: start + name.length, wordStart };
      },
    ),
  ).sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return all.filter((label) => {
    const isFree = label.start >= end && isLabel(text, label);
    if (isFree) end = label.end;
    return isFree;
  });
}

/** Whether it is more than a part of a longer word, such as a secret. */
function isLabel(text: string, { start, end, wordStart }: Label): boolean {
  const behind = text.slice(end);
  return !WORD_BEHIND.test(behind) && (start === wordStart || STRONG.test(behind));
}

/** What a cell of a table's head names; `null` if it is no label. */
export function labelOf(cell: string): Labelled | null {
  const [label, ...others] = labelsIn(cell);
  const isWhole = label !== undefined && others.length === 0;
  return isWhole && label.start === 0 && label.end === cell.length ? label.field : null;
}
