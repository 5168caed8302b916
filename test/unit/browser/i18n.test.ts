import { beforeEach, describe, expect, it, vi } from "vitest";
import { message } from "../../../src/core/message.ts";
import { catalogueOf, getMessageOf } from "../catalogues.ts";

const agent = { browser: "en-US", words: "en" };

vi.mock("../../../src/browser/extension.ts", () => ({
  browser: {
    i18n: {
      getUILanguage: () => agent.browser,
      getMessage: (key: string, given: readonly string[]) =>
        key === "locale" ? agent.words : getMessageOf(catalogueOf(agent.words))(key, given),
    },
  },
}));

const { inPlainWords, inWords, locale, t } = await import("../../../src/browser/i18n.ts");

beforeEach(() => Object.assign(agent, { browser: "en-US", words: "en" }));

describe("the locale of numbers and times", () => {
  it.each([
    ["the browser's own region", "en-GB", "en", "en-GB-u-nu-latn"],
    ["the words' language where the browser's has no catalogue", "fr", "en", "en-u-nu-latn"],
    ["the browser's own where its catalogue has a region", "pt-PT", "pt-BR", "pt-PT-u-nu-latn"],
    ["the words' language where only the catalogue is another", "en-US", "ar", "ar-u-nu-latn"],
  ])("is %s", (_, browser, words, expected) => {
    Object.assign(agent, { browser, words });
    expect(locale()).toBe(expected);
  });

  it("has Latin digits where Arabic is written with others", () => {
    Object.assign(agent, { browser: "ar-EG", words: "ar" });
    expect(inWords(message("agoDays", { count: 3 }))).toMatch(/\b3\b/);
    expect(new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(0)).toContain("1970");
  });
});

describe("in words from right to left", () => {
  beforeEach(() => Object.assign(agent, { browser: "ar", words: "ar" }));

  it("a number keeps its own direction", () => {
    expect(t("numberAsk", { number: "+919876543210" })).toContain("\u2068+919876543210\u2069");
  });

  it("a plain text that begins with a name in Latin letters still goes from right to left", () => {
    const title = message("toolbarTitle", { text: { sentences: [message("verdictNobody")] } });
    expect(inPlainWords(title)).toMatch(/^\u200FHookswitch: \p{Script=Arabic}/u);
  });

  it("a country's code has its plus in front", () => {
    expect(t("numberCountryWithCode", { country: "الهند", code: "+91" })).toContain("(\u2068+91\u2069)");
  });
});

it("in words from left to right, nothing is put around a text", () => {
  expect(inPlainWords(message("numberAsk", { number: "+91" }))).toBe("Change the number to +91?");
});
