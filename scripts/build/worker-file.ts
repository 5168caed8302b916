import type { Plugin } from "vite";

/** A node of the ESTree that the bundler's parser answers with. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const isGlobalObject = (value: unknown): boolean =>
  isNode(value) && /^(?:globalThis|self|window)$/.test(String(value.name));

/**
 * What a program uses that a service worker lacks: `import()`, which rejects there, and `document`.
 * Text in strings and properties that merely have the name do not count.
 *
 * @param program The program's ESTree.
 */
function missingInWorkers(program: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value)) return;
    if (value.type === "ImportExpression") found.add("import()");
    if (value.type === "Identifier" && value.name === "document") found.add("document");
    for (const [field, child] of Object.entries(value)) {
      const isName = (field === "property" || field === "key") && value.computed !== true;
      if (!isName || isGlobalObject(value.object)) visit(child);
    }
  };
  visit(program);
  return found;
}

/** A module that imports and exports nothing, as a script: strict, and with no name of its own made global. */
function asClassicScript(module: string): string {
  return `"use strict";(()=>{${module.trim()}\n})();\n`;
}

/**
 * Makes the background worker one file, `background.js`, which the built manifest names. It is a classic script:
 * with a module, Chromium takes a quarter longer until a stopped worker's first reply.
 *
 * `@crxjs/vite-plugin` writes a loader that imports the worker's chunk; a stopped worker has to load
 * both before its first reply. Fails the build where the worker would need a second file, and where
 * its code uses what a worker lacks.
 */
export function workerFile(): Plugin {
  return {
    name: "worker-file",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const manifest = bundle["manifest.json"];
        if (manifest?.type !== "asset") return this.error("The build has no manifest.json.");
        const content = JSON.parse(String(manifest.source)) as { background: { service_worker: string } };
        const loaderName = content.background.service_worker;
        const loader = bundle[loaderName];
        const chunkName = /^import '\.\/(.+)';\s*$/.exec(
          loader?.type === "asset" ? String(loader.source) : "",
        )?.[1];
        const chunk = chunkName === undefined ? undefined : bundle[chunkName];
        if (chunkName === undefined || chunk?.type !== "chunk") {
          return this.error(`${loaderName} is not the loader that this plugin knows how to replace.`);
        }
        const others = [...chunk.imports, ...chunk.dynamicImports];
        if (others.length > 0) {
          return this.error(
            `The background worker must be one file, and would also load ${others.join(", ")}. ` +
              "Modules as values (`import * as x` used whole) and CommonJS packages make such chunks.",
          );
        }
        for (const what of missingInWorkers(this.parse(chunk.code))) {
          return this.error(`The background worker uses ${what}, which a service worker does not have.`);
        }
        delete bundle[loaderName];
        delete bundle[chunkName];
        this.emitFile({ type: "asset", fileName: "background.js", source: asClassicScript(chunk.code) });
        // Without a type it is a classic script.
        content.background = { service_worker: "background.js" };
        manifest.source = `${JSON.stringify(content, null, 2)}\n`;
      },
    },
  };
}
