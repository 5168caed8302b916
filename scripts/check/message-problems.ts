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
    for (const problem of languageProblems(language, catalogue, english))
      problems.push(`${language}: ${problem}`);
  }
  return [...new Set(problems)];
}

/** What is wrong with one language's messages, as sentences. */
function languageProblems(language: string, catalogue: Catalogue, english: Catalogue): string[] {
  const problems: string[] = [];
  const ids = new Set(Object.keys(english).map(idOf));
  const plurals = new Set(Object.keys(english).flatMap((key) => (PLURAL.test(key) ? [idOf(key)] : [])));
  // As BCP 47 writes it, by which `Intl` goes.
  const locale = language.replace("_", "-");
  const forms = numbersOfForms(locale);
  if (catalogue.direction !== undefined && !/^(ltr|rtl)$/.test(catalogue.direction.message))
    problems.push("direction is neither ltr nor rtl.");
  // The browser refuses an extension with a longer one.
  if ((catalogue.extensionDescription?.message.length ?? 0) > 132)
    problems.push("extensionDescription is longer than 132 characters.");
  // The pages compare it with the browser's language.
  if ((catalogue.locale?.message ?? locale) !== locale)
    problems.push(`locale is not the name of its folder, ${locale}.`);
  for (const id of ids) {
    if (!Object.keys(catalogue).some((key) => idOf(key) === id)) problems.push(`${id} is missing.`);
    else if (plurals.has(id))
      for (const form of forms.keys())
        if (!(`${id}_${form}` in catalogue)) problems.push(`${id} has no form for ${form}.`);
  }
  for (const [key, { message, placeholders = {} }] of Object.entries(catalogue)) {
    const form = PLURAL.exec(key)?.[1];
    if (!ids.has(idOf(key))) problems.push(`${key} is no message of the English catalogue.`);
    else if (form !== undefined && !forms.has(form))
      problems.push(`${key}: the language has no such plural form.`);
    else if (plurals.has(idOf(key)) !== (form !== undefined))
      problems.push(`${key} is a plural form in one of the two languages only.`);
    if (message.trim() === "") problems.push(`${key} is empty.`);
    else if (message.trim() !== message) problems.push(`${key} begins or ends with a space.`);
    const names = Object.keys(placeholders).sort();
    const asked = new Set([...message.matchAll(/\$(\w+)\$/g)].map(([, name = ""]) => name.toLowerCase()));
    for (const name of asked) if (!names.includes(name)) problems.push(`${key} has no parameter ${name}.`);
    // Only a form for one number may leave out that number: "tomorrow", but not for 0 and 1 alike.
    const mayLeaveOutCount = form !== undefined && (forms.get(form) ?? 0) <= 1;
    for (const name of names)
      if (!asked.has(name) && !(name === "count" && mayLeaveOutCount))
        problems.push(`${key} does not say ${name}.`);
    if (names.some((name, index) => placeholders[name]?.content !== `$${index + 1}`))
      problems.push(`${key}: the parameters are not numbered in the order of the alphabet.`);
    const reference = english[key] ?? english[`${idOf(key)}_other`];
    const wanted = Object.keys(reference?.placeholders ?? {}).sort();
    if (reference !== undefined && wanted.join() !== names.join())
      problems.push(
        `${key} has the parameters ${names.join(", ") || "none"}, and not ${wanted.join(", ") || "none"}.`,
      );
  }
  return problems;
}

/** How many of the numbers from 0 to 200 each of a language's plural forms stands for, by form. */
function numbersOfForms(locale: string): ReadonlyMap<string, number> {
  const rules = new Intl.PluralRules(locale);
  const forms = new Map<string, number>(rules.resolvedOptions().pluralCategories.map((form) => [form, 0]));
  for (let count = 0; count <= 200; count += 1) {
    const form = rules.select(count);
    forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  return forms;
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
