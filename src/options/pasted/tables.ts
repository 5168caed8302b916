import type { Finding } from "./finding.ts";
import { type Labelled, labelOf } from "./labels.ts";
import { labelledFinding, regionIn } from "./values.ts";

interface InTables {
  readonly findings: readonly Finding[];
  /** The text without the lines of tables. */
  readonly rest: string;
}

/** The values of tables with a head, such as CSV: each line below the head that has as many cells. */
export function inTables(text: string): InTables {
  const findings: Finding[] = [];
  const rest: string[] = [];
  let head: readonly (Labelled | null)[] = [];
  for (const line of text.split("\n")) {
    const cells = cellsOf(line);
    const labels = cells.map(labelOf);
    if (labels.filter((label) => label !== null).length >= 2) head = labels;
    else if (head.length === 0 || cells.length !== head.length) {
      head = [];
      rest.push(line);
    } else
      findings.push(
        ...cells.flatMap((cell, index) => (head[index] ? labelledFinding(head[index], cell) : [])),
      );
  }
  return { findings, rest: rest.join("\n") };
}

/**
 * The values of one line without a head, in the order of the form: customer ID, app ID, user ID, app token; or region, account
 * SID, API key, API token, user ID. Only if the lengths agree with that: secrets are longer than IDs.
 */
export function inBareLine(text: string): Finding[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const cells = lines.length === 1 ? cellsOf(lines[0] ?? "") : [];
  if (cells.some((cell) => cell === "" || /[\s:/@]/.test(cell))) return [];
  const [first = "", ...others] = cells;
  const [a = "", b = "", c = "", d = ""] = others;
  const lengths = others.map(({ length }) => length);
  if (cells.length === 4 && c.length > Math.max(first.length, a.length, b.length, 15))
    return findingsOf({ customerId: first, appId: a, userId: b, appToken: c });
  const region = cells.length === 5 ? regionIn(first) : null;
  if (region !== null && Math.min(b.length, c.length) > Math.max(lengths[0] ?? 0, d.length, 15))
    return findingsOf({ region, accountSid: a, apiKey: b, apiToken: c, userId: d });
  return [];
}

function findingsOf(values: Readonly<Partial<Record<Labelled, string>>>): Finding[] {
  return Object.entries(values).flatMap(([field, value]) => labelledFinding(field as Labelled, value));
}

/** The cells of a line, by the delimiter that it has most of; none if it has no delimiter. */
function cellsOf(line: string): string[] {
  const [delimiter = ",", count = 0] =
    [",", ";", "\t", "|"]
      .map((one) => [one, line.split(one).length - 1] as const)
      .sort((a, b) => b[1] - a[1])[0] ?? [];
  if (count === 0) return [];
  const bare = delimiter === "|" ? line.trim().replace(/^\||\|$/g, "") : line;
  return bare.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^(["'])(.*)\1$/, "$2")
      .trim(),
  );
}
