import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  type Catalogue,
  messageProblems,
  projectMessageProblems,
} from "../../../scripts/check/message-problems.ts";

const one = (message: string, ...names: string[]): Catalogue[string] => ({
  message,
  placeholders: Object.fromEntries(names.map((name, index) => [name, { content: `$${index + 1}` }])),
});

describe("the messages", () => {
  it("are all used, and have the parameters that they say, in each language", () => {
    expect(projectMessageProblems(fileURLToPath(new URL("../../..", import.meta.url)))).toEqual([]);
  });

  const en: Catalogue = {
    hello: one("Hello $NAME$", "name"),
    days_one: one("a day", "count"),
    days_other: one("$COUNT$ days", "count"),
  };
  const uses = ['t("hello", { name })', 'message("days", { count })'];

  it("that are well are no problem", () => {
    expect(messageProblems({ en }, uses)).toEqual([]);
    expect(messageProblems({ en: { title: one("Title") } }, ['"name": "__MSG_title__"'])).toEqual([]);
  });

  it.each<[string, Catalogue, readonly string[], RegExp]>([
    ["nothing uses", { ...en, bye: one("Bye") }, uses, /Nothing uses the message bye/],
    [
      "only a manifest names, and that are not there",
      en,
      [...uses, "__MSG_title__"],
      /There is no message title/,
    ],
    [
      "say what is no parameter",
      { ...en, hello: one("Hello $NAME$ $WHO$", "name") },
      uses,
      /hello has no parameter who/,
    ],
    ["do not say a parameter", { ...en, hello: one("Hello", "name") }, uses, /hello does not say name/],
    [
      "number their parameters otherwise",
      { ...en, hello: one("$B$ $A$", "b", "a") },
      uses,
      /not numbered in the order/,
    ],
    [
      "lack a plural form",
      { hello: en.hello!, days_other: en.days_other! },
      uses,
      /days has no form for one/,
    ],
  ])("that %s are told", (_, catalogue, sources, problem) => {
    expect(messageProblems({ en: catalogue }, sources).join("\n")).toMatch(problem);
  });

  it.each<[string, Catalogue, RegExp]>([
    ["missing", { days_other: en.days_other! }, /id: hello is missing/],
    ["unknown in English", { ...en, more: one("Lagi") }, /id: more is no message/],
    ["empty", { ...en, hello: one(" ", "name") }, /id: hello is empty/],
    ["with a space at the end", { ...en, hello: one("Halo $NAME$ ", "name") }, /hello begins or ends with/],
    ["in no direction", { ...en, direction: one("right") }, /id: direction is neither ltr nor rtl/],
    [
      "too long for the browser",
      { ...en, extensionDescription: one("a".repeat(133)) },
      /extensionDescription is longer than 132/,
    ],
    ["said to be another language", { ...en, locale: one("in") }, /id: locale is not the name/],
    ["in a plural form that the language has not", en, /id: days_one: the language has no such plural form/],
    [
      "without plural forms where English has them",
      { hello: en.hello!, days: one("$COUNT$ hari", "count") },
      /id: days is a plural form in one of the two languages only/,
    ],
    [
      "without a parameter that the English has",
      { ...en, hello: one("Halo") },
      /id: hello has the parameters none, and not name/,
    ],
  ])("of another language that are %s are told", (_, id, problem) => {
    expect(messageProblems({ en, id }, uses).join("\n")).toMatch(problem);
  });

  it("name a language and its region with a hyphen, although their folder has an underscore", () => {
    const inBrazil = (locale: string) =>
      messageProblems({ en, pt_BR: { ...en, locale: one(locale) } }, uses).filter((problem) =>
        problem.includes("locale is not"),
      );
    expect(inBrazil("pt-BR")).toEqual([]);
    expect(inBrazil("pt_BR")).toEqual(["pt_BR: locale is not the name of its folder, pt-BR."]);
  });

  it("leave out a number only in a form that stands for one number alone", () => {
    const forms = ["zero", "one", "two", "few", "many", "other"];
    const ar = {
      hello: en.hello!,
      ...Object.fromEntries(forms.map((form) => [`days_${form}`, one("أيام", "count")])),
    };
    expect(messageProblems({ en, ar }, uses)).toEqual(
      ["few", "many", "other"].map((form) => `ar: days_${form} does not say count.`),
    );
    // In Hindi, 0 and 1 have the same form.
    const hi = { ...en, days_one: one("एक दिन", "count") };
    expect(messageProblems({ en, hi }, uses)).toEqual(["hi: days_one does not say count."]);
  });
});
