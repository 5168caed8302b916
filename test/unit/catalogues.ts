import { readdirSync, readFileSync } from "node:fs";
import type { Catalogue } from "../../scripts/check/message-problems.ts";

const LOCALES = new URL("../../public/_locales/", import.meta.url);

/** The languages that the product speaks, by the names of their folders. */
export const LANGUAGES: readonly string[] = readdirSync(LOCALES).sort();

/** A language's messages. */
export function catalogueOf(language: string): Catalogue {
  return JSON.parse(readFileSync(new URL(`${language}/messages.json`, LOCALES), "utf8")) as Catalogue;
}

/** `i18n.getMessage` as Chromium does it, for a catalogue. */
export function getMessageOf(catalogue: Catalogue) {
  return (key: string, substitutions: readonly string[] = []): string => {
    const entry = catalogue[key];
    if (entry === undefined) return "";
    return entry.message.replace(/\$(\w+)\$|\$\$/g, (all, name?: string) => {
      if (name === undefined) return "$";
      const content = entry.placeholders?.[name.toLowerCase()]?.content;
      return content === undefined
        ? all
        : content.replace(/\$(\d)/g, (_, at: string) => substitutions[Number(at) - 1] ?? "");
    });
  };
}
