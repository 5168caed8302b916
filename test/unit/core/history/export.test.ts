import { describe, expect, it } from "vitest";
import { asCsv, type ExportedLine, exportedLines } from "../../../../src/core/history/export.ts";
import { timeline } from "../../../../src/core/history/timeline.ts";
import { message } from "../../../../src/core/message.ts";
import { english } from "../../english.ts";
import { BOTH, HOUR, historyOf, observed, PHONE } from "./histories.ts";

const told = { kind: "told", at: 2.5 * HOUR, words: [message("verdictPhone")] } as const;
const switched = { kind: "switched", at: 2.25 * HOUR, by: "key", isReturn: false } as const;
const history = historyOf([observed(HOUR, BOTH), observed(2 * HOUR, PHONE), told, switched], 3 * HOUR);
const exported = () => exportedLines(timeline(history, 0, 24 * HOUR, 3 * HOUR), history.records, english);

describe("what is exported of a day", () => {
  it("is each stretch, telling and switch, in order", () => {
    const lines = exported();
    expect(
      lines.map(({ kind, from, seconds, reachable, rang }) => [kind, from, seconds, reachable, rang]),
    ).toEqual([
      ["stretch", "1970-01-01T00:00:00.000Z", 3_600, "not-observed", ""],
      ["stretch", "1970-01-01T01:00:00.000Z", 3_600, "yes", "both"],
      ["stretch", "1970-01-01T02:00:00.000Z", 3_600, "yes", "phone"],
      ["switched", "1970-01-01T02:15:00.000Z", 0, "", ""],
      ["told", "1970-01-01T02:30:00.000Z", 0, "", ""],
    ]);
    expect(lines.map(({ showed }) => showed)).toEqual([
      "",
      "Calls ring on your phone and your softphone.",
      "Calls ring on your phone only. Your softphone is on, but not registered.",
      "You switched with a key.",
      "Calls ring on your phone only",
    ]);
    expect(lines[2]).toEqual({
      kind: "stretch",
      from: "1970-01-01T02:00:00.000Z",
      to: "1970-01-01T03:00:00.000Z",
      seconds: 3_600,
      reachable: "yes",
      rang: "phone",
      phoneOn: true,
      softphoneOn: true,
      registered: false,
      softphone: "not-registered",
      tab: null,
      onCall: false,
      readAt: "1970-01-01T00:00:00.000Z",
      showed: "Calls ring on your phone only. Your softphone is on, but not registered.",
    });
  });

  it("has the tab, a call that goes on, and no reading where there was none", () => {
    const odd = historyOf([observed(0, { ...BOTH, tab: "muted", isBusy: true, readAt: null })], HOUR);
    const [line] = exportedLines(timeline(odd, 0, HOUR, HOUR), [], english);
    expect(line).toMatchObject({ tab: "muted", onCall: true, readAt: null });
  });

  it("has what happened within that time alone", () => {
    const events = [0, 1, 2, 3].map((hour) => ({ ...told, at: hour * HOUR }));
    const lines = exportedLines(timeline(history, HOUR, 3 * HOUR, 3 * HOUR), events, english);
    expect(lines.filter(({ kind }) => kind === "told").map(({ from }) => from)).toEqual([
      "1970-01-01T01:00:00.000Z",
      "1970-01-01T02:00:00.000Z",
    ]);
  });

  it("is nothing of a day to come", () => {
    expect(exportedLines([], history.records, english)).toEqual([]);
    expect(asCsv([])).toBe("\uFEFF\r\n");
  });
});

describe("CSV", () => {
  const cellOf = (showed: string): string => {
    const line = exported()[1] as ExportedLine;
    const [, row = ""] = asCsv([{ ...line, showed }]).split(/\r\n(?="stretch)/);
    return row.slice(row.lastIndexOf('","') + 2, -2);
  };

  it("begins with a byte order mark and the names of the columns", () => {
    const lines = exported();
    const csv = asCsv(lines);
    expect(csv.startsWith('\uFEFF"kind","from","to","seconds",')).toBe(true);
    expect(csv.split("\r\n")).toHaveLength(lines.length + 2);
    expect(csv).toContain('"both","true","true","true","registered","","false",');
  });

  it.each([
    ["quotes", 'a "b"', '"a ""b"""'],
    ["a formula", '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ["a formula that begins with plus", "+1", '"\'+1"'],
    ["one that begins with minus", "-1", '"\'-1"'],
    ["one that begins with at", "@SUM(A1)", '"\'@SUM(A1)"'],
    ["one after a space", " =1", '"\' =1"'],
    ["one after a tab", "\t=1", '"\'\t=1"'],
    ["one after a line break", "\r\n=1", '"\'\r\n=1"'],
    ["one in wide letters", "＝1", '"\'＝1"'],
    ["a text", "plain, text", '"plain, text"'],
  ])("makes %s harmless", (_what, text, cell) => {
    expect(cellOf(text)).toBe(cell);
  });
});
