import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The table of the extension API's functions, by namespace, as the polyfill's source has it: JSON. */
const TABLE = /(?<=const apiMetadata = )\{[\s\S]*?\n {6}\}(?=;)/;

/** The namespaces of the extension API that our sources name, as in `browser.storage`. */
function namespacesUsed(sourceDir: string): Set<string> {
  const files = readdirSync(sourceDir, { recursive: true }).map(String);
  const texts = files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(sourceDir, file), "utf8"));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/\bbrowser\.(\w+)/g)].map((match) => match[1] ?? "")),
  );
}

/**
 * Hands `webextension-polyfill` to the bundler as an ES module that wraps only what our sources use.
 *
 * It is published as CommonJS, for which the bundler adds its interop helpers as a chunk that the worker
 * and every page would have to load first. A third of it describes namespaces that we never call; those
 * stay as the browser has them.
 *
 * @param sourceDir The sources that are searched for the namespaces in use.
 */
export function polyfillModule(sourceDir: string): Plugin {
  return {
    name: "polyfill-module",
    apply: "build",
    transform: {
      filter: { id: /webextension-polyfill[\\/]dist[\\/]/ },
      handler(code) {
        const table = TABLE.exec(code)?.[0];
        if (table === undefined) return this.error("The polyfill's table of functions is not where it was.");
        const used = namespacesUsed(sourceDir);
        const kept = Object.entries(JSON.parse(table) as object).filter(([namespace]) => used.has(namespace));
        const thinned = code
          .replace(TABLE, () => JSON.stringify(Object.fromEntries(kept)))
          .replace(/^\/\/# sourceMappingURL=.*$/m, "");
        return {
          code: `const module = { exports: {} };\nconst exports = module.exports;\n${thinned}\nexport default module.exports;\n`,
          map: null,
        };
      },
    },
  };
}
