import { expect, it } from "vitest";
import type { Message } from "../../../src/core/message.ts";
import { renderMessage } from "../../../src/core/render-message.ts";
import { catalogueOf, getMessageOf, LANGUAGES } from "../catalogues.ts";

/** Between them, they take every plural form of every language. */
const NUMBERS = [0, 1, 2, 3, 11, 100];

it("each message that depends on a number has the right form for it, in each language", async () => {
  const english = catalogueOf("en");
  const ids = Object.keys(english).flatMap((key) => /^(.*)_other$/.exec(key)?.[1] ?? []);
  const tables = ids.map((id) => {
    const { placeholders = {} } = english[`${id}_other`] ?? {};
    const others = Object.keys(placeholders).map((name) => [name, "…"]);
    const rows = LANGUAGES.map((language) => {
      const words = { text: getMessageOf(catalogueOf(language)), locale: () => `${language}-u-nu-latn` };
      const cells = NUMBERS.map((count) => {
        const params = { ...Object.fromEntries(others), count };
        const text = renderMessage({ id, params } as unknown as Message, words);
        expect(text).not.toBe("");
        return text.replace(/[\u2066-\u2069]/g, "");
      });
      return `| ${[language, ...cells].join(" | ")} |`;
    });
    const head = [id, ...NUMBERS].join(" | ");
    return [`| ${head} |`, `|${"---|".repeat(NUMBERS.length + 1)}`, ...rows].join("\n");
  });
  await expect(`${tables.join("\n\n")}\n`).toMatchFileSnapshot("plurals.md");
});
