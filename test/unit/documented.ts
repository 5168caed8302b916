import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";

/**
 * Expects `text` in a file of docs/, between the comments `<!-- name… -->` and `<!-- /name -->`; with UPDATE_DOCS=1 in the
 * environment, writes it there.
 */
export function expectDocumented(name: string, text: string, file: string): void {
  const path = resolve(import.meta.dirname, "../../docs", file);
  const document = readFileSync(path, "utf8");
  const section = new RegExp(`(<!-- ${name}[^>]*-->\n)[^]*(<!-- /${name} -->)`);
  expect(document).toMatch(section);
  const wanted = document.replace(
    section,
    (_all, begin: string, end: string) => `${begin}\n${text}\n\n${end}`,
  );
  if (process.env.UPDATE_DOCS === "1") writeFileSync(path, wanted);
  else
    expect(document, "what is generated differs from the document; run this again with UPDATE_DOCS=1").toBe(
      wanted,
    );
}
