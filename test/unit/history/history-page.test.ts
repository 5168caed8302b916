import "../browser-api.ts";
import { describe, expect, it } from "vitest";
import { asItems } from "../../../src/store/items.ts";
import { elements, wordsOf } from "../rendered.ts";
import { aDay, yesterday } from "./a-day.ts";
import { type HistoryView, historyView } from "./history-view.ts";

/** The history's page as it is built, without a browser. */

const NOW = new Date(2026, 9, 14, 10).getTime();

const items = {
  ...asItems({}),
  account: { api: "integrations-core", customerId: "c", appId: "a", userId: "u" },
} as const;

/** The day before today, with a time of a call. */
function dayBefore(time: string): HistoryView {
  const history = { records: aDay(NOW), mark: { seen: NOW, holds: NOW + 60_000 } };
  return historyView(items, history, { day: yesterday(NOW), time }, NOW);
}

const listed = ({ page }: HistoryView, list: string): string[] =>
  elements(page, ({ props }) => props.class === list)
    .flatMap(({ children }) => elements(children, ({ tag }) => tag === "li"))
    .map((one) => wordsOf([one]));

describe("a day that is over", () => {
  it("is shown in totals", () => {
    expect(listed(dayBefore(""), "totals")).toEqual([
      "Reachable 7 h 19 min of 8 h 18 min",
      "Perhaps reachable: 44 min",
      "Not reachable: 9 min",
      "Not known: 6 min",
      "Not observed: 15 h 42 min",
      "Softphone not registered: 2 times, 18 min",
    ]);
  });

  it("is shown as a table, the newest first, with who switched", () => {
    const { rows } = dayBefore("");
    expect(rows.map(([, lasted, rang]) => `${lasted}: ${rang}`)).toEqual([
      "6 h 30 min: Not observed",
      "1 h 30 min: Phone and softphone",
      "44 min: Only the softphone",
      "6 min: Not known",
      "24 min: Phone and softphone",
      "5 min: Only the phone",
      "9 min: Nothing",
      "1 h 22 min: Phone and softphone",
      "12 min: Not observed",
      "1 h 39 min: Phone and softphone",
      "4 min: Only the phone",
      "2 h 15 min: Phone and softphone",
      "9 h: Not observed",
    ]);
    expect(rows[6]?.[3]).toBe(
      "Calls will not reach you. Your softphone is on, but not registered. 2:32:00 PM: You switched with a key. You were told at 2:33:00 PM: “Calls will not reach you.”",
    );
    const who = rows.map(([, , , showed]) => /PM: (.*\.)$/.exec(showed ?? "")?.[1] ?? null);
    expect(who.filter((one) => one !== null)).toEqual([
      "End of a rule: while this computer is locked.",
      "Changed elsewhere.",
      "You switched in the popup.",
    ]);
  });

  it.each([
    [
      "14:34",
      /^At 2:34:00 PM, a call would not have reached you\. From 2:32:00 PM, Hookswitch showed: “Calls will not reach you\. Your softphone is on, but not registered\.” This was set at 2:32:00 PM: “You switched with a key\.” The devices were read from Exotel at 2:32:00 PM\. You were told at 2:33:00 PM: “Calls will not reach you\.” This ended at 2:41:00 PM\.$/,
    ],
    ["15:12:10", /Not known: this computer has no internet/],
    ["03:00", /nothing was observed/],
  ])("answers for a call at %s", (time, answer) => {
    expect(dayBefore(time).answer).toMatch(answer);
  });

  it("marks the row of the call, which can be gone to", () => {
    const view = dayBefore("14:45");
    const [asked, ...others] = elements(view.page, ({ props }) => props["aria-current"] === "true");
    expect(others).toEqual([]);
    expect(asked?.props).toMatchObject({ id: "asked-row", tabIndex: -1 });
    expect(wordsOf(asked ? [asked] : [])).toContain("Only the phone");
  });

  it("is shown as bands, with what its marks mean", () => {
    const view = dayBefore("");
    const main = elements(view.page, ({ props }) => props.class === "band-row band-row-main");
    const parts = main.flatMap(({ children }) => elements(children, ({ tag }) => tag === "rect"));
    expect(parts.filter(({ props }) => props.class === "part part-no")).toHaveLength(1);
    const chart = elements(view.page, ({ props }) => props.class === "bands");
    const marks = ["told", "agent", "rule", "elsewhere"].map(
      (kind) =>
        chart.flatMap(({ children }) =>
          elements(children, ({ props }) => props.class === `mark mark-${kind}`),
        ).length,
    );
    expect(marks).toEqual([1, 2, 1, 1]);
    expect(listed(view, "legend")).toEqual([
      "on",
      "on, but of no use",
      "You were told",
      "you",
      "a rule",
      "elsewhere",
    ]);
  });

  it("stands among the last fourteen days", () => {
    const { page } = dayBefore("");
    const week = elements(page, ({ props }) => props.class === "week");
    const body = week.flatMap(({ children }) => elements(children, ({ tag }) => tag === "tbody"));
    expect(body.flatMap(({ children }) => elements(children, ({ tag }) => tag === "tr"))).toHaveLength(14);
  });

  it("stays the day that is shown when midnight passes", () => {
    const history = { records: aDay(NOW), mark: { seen: NOW, holds: NOW + 60_000 } };
    const shown = { day: yesterday(NOW), time: "14:34" };
    const { page, answer } = historyView(items, history, shown, NOW + 24 * 3_600_000);
    const [chosen] = elements(page, ({ tag }) => tag === "select");
    expect(chosen?.props.value).toBe("2");
    expect(answer).toContain("a call would not have reached you");
  });
});
