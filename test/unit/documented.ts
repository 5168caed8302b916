import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";

const DOCUMENT = resolve(import.meta.dirname, "../../docs/reliability.md");

/**
 * Expects `text` in docs/reliability.md, between the comments `<!-- name… -->` and `<!-- /name -->`; with UPDATE_DOCS=1 in
 * the environment, writes it there.
 */
export function expectDocumented(name: string, text: string): void {
  const document = readFileSync(DOCUMENT, "utf8");
  const section = new RegExp(`(<!-- ${name}[^>]*-->\n)[^]*(<!-- /${name} -->)`);
  expect(document).toMatch(section);
  const wanted = document.replace(
    section,
    (_all, begin: string, end: string) => `${begin}\n${text}\n\n${end}`,
  );
  if (process.env.UPDATE_DOCS === "1") writeFileSync(DOCUMENT, wanted);
  else
    expect(document, "the table differs from the document's; run this again with UPDATE_DOCS=1").toBe(wanted);
}
