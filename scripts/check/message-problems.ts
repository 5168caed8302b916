import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One language's `messages.json`, in the browser's `i18n` format. */
export type Catalogue = Readonly<
  Record<
    string,
    {
      readonly message: string;
      readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
    }
  >
>;

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** A key without its plural form. */
const idOf = (key: string): string => key.replace(PLURAL, "");

/**
 * The problems of the messages, as sentences; empty if there are none. The compiler already ensures that the code uses only
 * existing messages and parameters.
 *
 * @param catalogues each language's messages, by language code; English (`en`) is the reference
 * @param sources the text of all files that may use a message
 */
export function messageProblems(
  catalogues: Readonly<Record<string, Catalogue>>,
  sources: readonly string[],
): string[] {
  const english = catalogues.en ?? {};
  const all = sources.join("\n");
  const used = new Set(
    [...all.matchAll(/(["'`])(?!__MSG_)(\w+)\1|__MSG_(\w+)__/g)].map(([, , id, named]) => id ?? named),
  );
  const ids = new Set(Object.keys(english).map(idOf));
  const problems = [...ids].filter((id) => !used.has(id)).map((id) => `Nothing uses the message ${id}.`);
  for (const [, id = ""] of all.matchAll(/__MSG_(\w+)__/g)) {
    if (!(id in english)) problems.push(`There is no message ${id}.`);
  }
  for (const [language, catalogue] of Object.entries(catalogues)) {
    const say = (problem: string): void => void problems.push(`${language}: ${problem}`);
    for (const id of ids)
      if (!Object.keys(catalogue).some((key) => idOf(key) === id)) say(`${id} is missing.`);
    for (const [key, { message, placeholders = {} }] of Object.entries(catalogue)) {
      if (!ids.has(idOf(key))) say(`${key} is no message of the English catalogue.`);
      const names = Object.keys(placeholders).sort();
      const asked = new Set([...message.matchAll(/\$(\w+)\$/g)].map(([, name = ""]) => name.toLowerCase()));
      for (const name of asked) if (!names.includes(name)) say(`${key} has no parameter ${name}.`);
      // A plural form may leave out its number.
      for (const name of names) if (!asked.has(name) && name !== "count") say(`${key} does not say ${name}.`);
      if (names.some((name, index) => placeholders[name]?.content !== `$${index + 1}`))
        say(`${key}: the parameters are not numbered in the order of the alphabet.`);
      const reference = english[key] ?? english[`${idOf(key)}_other`];
      const wanted = Object.keys(reference?.placeholders ?? {}).sort();
      if (reference !== undefined && wanted.join() !== names.join())
        say(
          `${key} has the parameters ${names.join(", ") || "none"}, and not ${wanted.join(", ") || "none"}.`,
        );
      if (!PLURAL.test(key)) continue;
      for (const form of new Intl.PluralRules(language.replace("_", "-")).resolvedOptions()
        .pluralCategories) {
        if (!(`${idOf(key)}_${form}` in catalogue)) say(`${idOf(key)} has no form for ${form}.`);
      }
    }
  }
  return [...new Set(problems)];
}

/** The problems of the messages of the project in this folder. */
export function projectMessageProblems(root: string): string[] {
  const locales = join(root, "public/_locales");
  const catalogues = Object.fromEntries(
    readdirSync(locales).map((language) => [
      language,
      JSON.parse(readFileSync(join(locales, language, "messages.json"), "utf8")) as Catalogue,
    ]),
  );
  const files = readdirSync(join(root, "src"), { recursive: true })
    .map((file) => join(root, "src", String(file)))
    .filter((file) => /\.(tsx?|html)$/.test(file));
  const others = ["manifest.json", "public/managed-schema.json"].map((file) => join(root, file));
  return messageProblems(
    catalogues,
    [...files, ...others].map((file) => readFileSync(file, "utf8")),
  );
}
