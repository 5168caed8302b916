import { vi } from "vitest";
import type { History } from "../../../src/core/history/record.ts";
import { HistoryPage, type Shown } from "../../../src/history/history-page.tsx";
import type { Items } from "../../../src/store/items.ts";
import { elements, type Rendered, rendered, wordsOf } from "../rendered.ts";

// Its buttons remember what was copied, which a page without a browser cannot. They are a browser's matter anyway.
vi.mock("../../../src/history/answer-actions.tsx", () => ({ AnswerActions: () => null }));

vi.stubGlobal("document", { dir: "ltr" });

/** What an agent sees in the history's page. */
export interface HistoryView {
  readonly page: readonly (Rendered | string)[];
  readonly text: string;
  /** The rows of the day's table, cell by cell. */
  readonly rows: readonly (readonly string[])[];
  /** Where calls rang, row by row. */
  readonly rang: readonly string[];
  /** The answer about a call. */
  readonly answer: string;
}

/** The history's page as `src/history/main.tsx` makes it, without a browser. */
export function historyView(items: Items, history: History, shown: Shown, now: number): HistoryView {
  const page = rendered(HistoryPage({ items, history, shown, show: () => undefined, now }));
  const table = elements(page, ({ props }) => props.class === "day-table");
  const body = table.flatMap((one) => elements(one.children, ({ tag }) => tag === "tbody"));
  const rows = body
    .flatMap((one) => elements(one.children, ({ tag }) => tag === "tr"))
    .map((row) => elements(row.children, ({ tag }) => tag === "td").map((cell) => wordsOf([cell])));
  const answer = wordsOf(elements(page, ({ props }) => props.role === "status"));
  return { page, text: wordsOf(page), rows, rang: rows.map(([, , rang = ""]) => rang), answer };
}
