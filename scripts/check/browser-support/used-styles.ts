import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postcss from "postcss";
import { supportOf } from "./compat-data.ts";
import type { Uses } from "./used-apis.ts";

/**
 * The features of CSS that the style sheets use: properties, the words and functions in their values, at-rules, media features
 * and pseudo-classes. Of words, only those that the compatibility data lists.
 *
 * @param root the project's folder
 */
export function usedStyles(root: string): Uses {
  const uses: Uses = new Map();
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".css"))) {
    const path = `src/${file.replaceAll("\\", "/")}`;
    const add = (feature: string): void => {
      uses.set(feature, (uses.get(feature) ?? new Set()).add(path));
    };
    const sheet = postcss.parse(readFileSync(join(root, path), "utf8"));
    sheet.walkDecls(({ prop, value }) => {
      if (!prop.startsWith("--")) add(`css.properties.${prop}`);
      for (const feature of inValue(prop, value)) add(feature);
    });
    sheet.walkAtRules(({ name, params }) => {
      add(`css.at-rules.${name}`);
      for (const [, feature = ""] of params.matchAll(/\(\s*([a-z-]+)/g))
        add(`css.at-rules.${name}.${feature.replace(/^(?:min|max)-/, "")}`);
    });
    sheet.walkRules(({ selector, parent }) => {
      if (parent?.type === "rule" || selector.includes("&")) add("css.selectors.nesting");
      for (const [, pseudo = ""] of selector.matchAll(/::?([a-z-]+)/g)) add(`css.selectors.${pseudo}`);
    });
  }
  return uses;
}

function inValue(property: string, value: string): string[] {
  const bare = value.replace(/"[^"]*"|'[^']*'|#[\da-f]+\b|--[\w-]+/gi, "");
  const functions = [...bare.matchAll(/([a-z][a-z-]*)\(/g)].map(([, name]) => `css.functions.${name}`);
  const words = [...bare.matchAll(/(?<![\w-])([a-z][a-z-]*)(?![\w(-])/g)]
    .map(([, word]) => `css.properties.${property}.${word}`)
    .filter((feature) => supportOf(feature) !== undefined);
  return [...functions, ...words];
}
