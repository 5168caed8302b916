import type { Message } from "../message.ts";
import { reachableBy } from "./reachable.ts";
import type { Facts, HistoryRecord } from "./record.ts";
import { switchedWords } from "./switched-words.ts";
import type { Stretch } from "./timeline.ts";

/** A line of the export: a stretch of time, something that the agent was told, or a switch. Times are ISO 8601, in UTC. */
export interface ExportedLine {
  /** `stretch`: a time, with its facts. `told`, `switched`: the moment when the agent was told, or of a switch. */
  readonly kind: "stretch" | "told" | "switched";
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  /** Empty for a moment, as `rang` is. */
  readonly reachable: string;
  readonly rang: string;
  readonly phoneOn: boolean | null;
  readonly softphoneOn: boolean | null;
  readonly registered: boolean | null;
  readonly softphone: string | null;
  readonly tab: string | null;
  readonly onCall: boolean | null;
  readonly readAt: string | null;
  /** What Hookswitch showed. */
  readonly showed: string;
}

/**
 * What is exported of a time, in order.
 *
 * @param events what happened besides: tellings and switches
 * @param inWords makes words of what was shown
 */
export function exportedLines(
  stretches: readonly Stretch[],
  events: readonly HistoryRecord[],
  inWords: (said: readonly Message[]) => string,
): readonly ExportedLine[] {
  const [start = 0, end = 0] = [stretches[0]?.from, stretches.at(-1)?.to];
  const lines = stretches.map((one) => lineOf(one, one.facts === null ? "" : inWords(wordsOf(one.facts))));
  const others = events
    .filter(({ at }) => at >= start && at < end)
    .flatMap((event) => {
      if (event.kind === "observed") return [];
      const words = event.kind === "told" ? event.words : [switchedWords(event)];
      const line = lineOf({ from: event.at, to: event.at, facts: null }, inWords(words));
      return [{ ...line, kind: event.kind, reachable: "" }];
    });
  return [...lines, ...others].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
}

function wordsOf({ title, why }: Facts): readonly Message[] {
  return [{ id: "asSentence", params: { words: title } }, ...why];
}

function lineOf({ from, to, facts }: Stretch, showed: string): ExportedLine {
  return {
    kind: "stretch",
    from: iso(from),
    to: iso(to),
    seconds: Math.round((to - from) / 1_000),
    reachable: reachableBy(facts),
    rang: facts?.reach ?? "",
    phoneOn: facts?.phoneOn ?? null,
    softphoneOn: facts?.softphoneOn ?? null,
    registered: facts?.registered ?? null,
    softphone: facts?.softphone ?? null,
    tab: facts?.tab ?? null,
    onCall: facts?.isBusy ?? null,
    readAt: facts?.readAt === undefined || facts.readAt === null ? null : iso(facts.readAt),
    showed,
  };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/** Makes spreadsheets read the text as UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The lines as CSV (RFC 4180). No cell is taken for a formula. */
export function asCsv(lines: readonly ExportedLine[]): string {
  const [first] = lines;
  const head = first === undefined ? [] : Object.keys(first);
  const rows = [head, ...lines.map((line) => Object.values(line))];
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A spreadsheet runs what begins like this as a formula, even in wide letters, unless an apostrophe comes first. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;

function cell(value: unknown): string {
  const text = value === null ? "" : String(value);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
