import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalogue } from "../../../scripts/check/message-problems.ts";
import { DIST } from "./launch.ts";

/** How each text of the pseudo-locale ends. No text of the product does. */
export const END = "⟧";

const ACCENTED: Readonly<Record<string, string>> = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", s: "š" };

/**
 * A catalogue of the same messages in a language that does not exist: each text is 40 % longer, in accented letters, and has its end
 * marked. It begins as in English, so that a test finds it.
 */
export function pseudoLocale(english: Catalogue): Catalogue {
  const longer = Object.entries(english).map(([key, text]) => {
    if (key === "direction") return [key, text];
    if (key === "locale") return [key, { ...text, message: "en-XA" }];
    const letters = text.message.replace(/\$\w+\$/g, "").trim();
    const more = letters.slice(0, Math.ceil(letters.length * 0.4));
    const accented = more.replace(/[aeiouns]/g, (letter) => ACCENTED[letter] ?? letter);
    // A word stays one word.
    const between = letters.includes(" ") ? " " : "";
    return [key, { ...text, message: `${text.message}${between}${accented}${END}` }];
  });
  return Object.fromEntries(longer) as Catalogue;
}

/**
 * A copy of the build with another catalogue in place of the English one, in a new folder.
 *
 * @param change makes it from the English one
 * @returns the folder, which the caller removes
 */
export function withCatalogue(change: (english: Catalogue) => Catalogue): string {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-words-"));
  cpSync(DIST, folder, { recursive: true });
  const file = join(folder, "_locales/en/messages.json");
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")) as Catalogue)));
  return folder;
}
