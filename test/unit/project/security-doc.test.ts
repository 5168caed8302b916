import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const text = readFileSync(resolve(ROOT, "docs/security.md"), "utf8");

/** The threats: the rows of the tables, without the two lines that begin each. */
const rows = text
  .split("\n")
  .filter((line, index, lines) => {
    const isHead = /^\|---/.test(line) || /^\|---/.test(lines[index + 1] ?? "");
    return line.startsWith("|") && !isHead;
  })
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const named = [...text.matchAll(/`(test\/[^`]+?) › ([^`]+)`/g)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));

it("each threat of docs/security.md names a test, or says that nothing holds it off", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const [threat = "", answer = "", shown = ""] = row;
    expect([threat, row.length]).toEqual([threat, 3]);
    const isOpen = shown.startsWith("Nothing holds this off");
    expect([threat, isOpen || /`test\/[^`]+ › [^`]+`/.test(shown)]).toEqual([threat, true]);
    expect([threat, answer.length > 0]).toEqual([threat, true]);
  }
});

it("each test that docs/security.md names is there", () => {
  expect(named.length).toBeGreaterThan(20);
  for (const { file, title } of named) {
    const path = resolve(ROOT, file);
    expect([file, existsSync(path)]).toEqual([file, true]);
    const source = readFileSync(path, "utf8");
    const isThere = ['"', "`"].some((quote) => source.includes(quote + title + quote));
    expect([file, title, isThere]).toEqual([file, title, true]);
  }
});
