import { type Finding, looksLikeId } from "./finding.ts";
import { type Label, labelsIn, STRONG } from "./labels.ts";
import { firstWord, labelledFinding } from "./values.ts";

/** A word or a dash that may join a label and its value, or just go on with the sentence. */
const WEAK = /^["'`*_)\]]*[^\S\n]+(?:(?:is|[-–—])[^\S\n]+)?(?!\s)/;
/** Between two cells of a line that begins with a label. */
const CELL = /^[^\S\n]*(?:\([^()\n]*\))?[^\S\n]*[,;|\t]/;
/** A placeholder of several words, such as `<your token>`. */
const BRACKETED = /^\s*[<{[][^\n]*?[>}\]]/;
/** What may stand before a label that begins its line. */
const BULLET = /^[\s|>*•·"'#\-–]*(?:\d+[.)]\s*)?$/;
/** Addresses and curl's credentials, which are read by themselves. A word in them is no label. "-User ID" is not curl's. */
const OTHERS = /\b[a-zA-Z]+:\/\/\S+|(?<=^|\s)(?:-u(?=[ \t"'])|--user(?=[ \t=]))[ \t=]*\S+/g;

/** A value, with where it ends in the text. */
interface Value {
  readonly value: string;
  readonly end: number;
}

/** The values that stand behind labels, such as "Customer ID: …", "your app token is …", or below them. */
export function inLabelled(pasted: string): Finding[] {
  const text = pasted.replace(OTHERS, " ");
  const labels = labelsIn(text);
  const findings: Finding[] = [];
  let taken = 0;
  for (const label of labels) {
    // What stands inside a value is no label.
    const found = label.start < taken ? null : valueBehind(text, label, labels);
    if (found === null) continue;
    taken = found.end;
    // Outside a table, a contact may be in the signature.
    if (label.field !== "contact") findings.push(...labelledFinding(label.field, found.value));
  }
  return findings;
}

function valueBehind(text: string, { field, start, end }: Label, labels: readonly Label[]): Value | null {
  const lineEnd = endOfLine(text, end);
  const line = text.slice(end, lineEnd);
  const isLast = !labels.some((one) => one.start >= end && one.start < lineEnd);
  const beginsLine = BULLET.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));
  const strong = STRONG.exec(line) ?? (beginsLine && isLast ? CELL.exec(line) : null);
  const joint = strong ?? WEAK.exec(line);
  const from = end + (joint?.[0].length ?? 0);
  if (beginsLine && isLast && text.slice(from, lineEnd).trim() === "")
    return wordOfLine(text, lineEnd + 1, labels);
  if (joint === null) return null;
  const bracketed = BRACKETED.exec(text.slice(from, lineEnd))?.[0];
  if (bracketed) return { value: bracketed.trim(), end: from + bracketed.length };
  const next = labels.find((one) => one.start >= end && one.start < lineEnd && endsValue(text, one, from));
  const behind = text.slice(from, next?.wordStart ?? lineEnd).replace(/[&;,|]\s*$/, "");
  if (field === "region" || field === "lookup" || field === "contact")
    return strong === null ? null : { value: behind, end: from + behind.length };
  const found = firstWord(behind);
  if (found === null || !((strong !== null && found.isAlone) || looksLikeId(found.word))) return null;
  return { value: found.word, end: from + found.end };
}

/** Whether a value that begins at `from` ends before this label: at the next word, or at the next pair of a query. */
function endsValue(text: string, { start, end, wordStart }: Label, from: number): boolean {
  const before = text.slice(from, wordStart);
  if (before.trim() === "") return start === wordStart;
  return /\s["'`*_]*$/.test(before) || STRONG.test(text.slice(end));
}

/** The only word of the line that begins here; `null` if there are more, or if a label is in it. */
function wordOfLine(text: string, start: number, labels: readonly Label[]): Value | null {
  const lineEnd = endOfLine(text, start);
  const line = text.slice(start, lineEnd).trim();
  if (line === "" || /\s/.test(line) || labels.some((one) => one.start >= start && one.start < lineEnd))
    return null;
  const found = firstWord(line);
  return found && { value: found.word, end: lineEnd };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
