import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What the polyfill knows of the extension API, by namespace and function: JSON in its source. */
interface Table {
  readonly [name: string]: Table | number | boolean;
}

/** That table. */
const TABLE = /(?<=const apiMetadata = )\{[\s\S]*?\n {6}\}(?=;)/;
/** What it adds to the table for the namespace `privacy`. */
const PRIVACY = /apiMetadata\.privacy = \{[\s\S]*?\n {6}\};/;
/** The functions and events that the table does not suffice for, by namespace. */
const SPECIAL = /(?<=const staticWrappers = )\{[\s\S]*?\n {6}\}(?=;)/;
/** What an entry of the table may say, and none of ours does. */
const PECULIARITIES = /\bmetadata\.(fallbackToNoCallback|noCallback|singleCallbackArg)\b(?! =[^=])/g;
/** It is published as CommonJS, in a wrapper that looks for `define`, `exports` and what else may be there. */
const WRAPPER = /^\(function \(global, factory\) \{[\s\S]*?, function \(module\) \{\n([\s\S]*)\n\}\);\n/;

/** What our sources name of it: `browser.storage` as `storage` and in full, `"local"` as `local`. */
function namesUsed(sourceDir: string): Set<string> {
  const files = readdirSync(sourceDir, { recursive: true }).map(String);
  const texts = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(sourceDir, file), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/(?:\bbrowser)?[."](\w+)\b/g)].flat()));
}

/** The part of the table that is about what is used. What describes a function, `minArgs` and the like, stays. */
function thinned(table: Table, used: ReadonlySet<string>): Table {
  const kept = Object.entries(table).filter(([name, entry]) => typeof entry !== "object" || used.has(name));
  return Object.fromEntries(
    kept.map(([name, entry]) => [name, typeof entry === "object" ? thinned(entry, used) : entry]),
  );
}

/**
 * Hands `webextension-polyfill` to the bundler as an ES module that wraps only what our sources use.
 *
 * It is published as CommonJS, for which the bundler adds its interop helpers as a chunk that the worker
 * and every page would have to load first. Half of it is about what we never call; that stays as the
 * browser has it.
 *
 * @param sourceDir The sources that are searched for the names in use.
 */
export function polyfillModule(sourceDir: string): Plugin {
  return {
    name: "polyfill-module",
    apply: "build",
    transform: {
      filter: { id: /webextension-polyfill[\\/]dist[\\/]/ },
      handler(code) {
        const used = namesUsed(sourceDir);
        const ifUsed = (text: string, name: string): string => (used.has(name) ? text : "");
        let rest = code;
        const replace = (part: RegExp, by: (found: string, inner: string) => string): void => {
          if (rest.search(part) < 0) this.error(`The polyfill has nothing like ${part} any more.`);
          rest = rest.replace(part, by);
        };
        let table = "";
        replace(TABLE, (whole) => {
          table = JSON.stringify(thinned(JSON.parse(whole) as Table, used));
          return table;
        });
        replace(PECULIARITIES, (said, name) => (table.includes(name) ? said : "undefined"));
        replace(PRIVACY, (text) => ifUsed(text, "browser.privacy"));
        replace(SPECIAL, (special) =>
          special
            .replace(/\n {8}(\w+): \{[\s\S]*?\n {8}\},?/g, ifUsed)
            .replace(/\n {10}(\w+): wrapEvent\(\w+\),/g, ifUsed),
        );
        replace(WRAPPER, (_all, body) => `const module = {};\n${body}\nexport default module.exports;\n`);
        return {
          // So that the bundler leaves out those which nothing refers to any more.
          code: rest.replaceAll(" new DefaultWeakMap(", " /* @__PURE__ */ new DefaultWeakMap("),
          map: null,
        };
      },
    },
  };
}
