import type { Plugin, Rollup } from "vite";

/** A declaration at the top of a module, in the ESTree that the bundler's parser answers with. */
interface Declaration {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: { readonly value: string } | null;
  readonly specifiers?: readonly {
    readonly local: { readonly name: string };
    readonly imported?: { readonly name: string };
    readonly exported?: { readonly name: string };
  }[];
}

/** Where a script leaves what the scripts after it use. */
const shelf = (fileName: string): string => `globalThis[${JSON.stringify(fileName)}]`;

/**
 * A module of the bundle as a classic script, which takes from the shelf what it imports and leaves there what it exports.
 *
 * @param body The top level of the module's ESTree.
 * @throws Error where the module has an import or export of another form than the bundler writes
 */
function asClassicScript(
  { code, fileName, imports }: Rollup.OutputChunk,
  body: readonly Declaration[],
): string {
  let script = code;
  for (const node of [...body].reverse()) {
    const { type, start, end, specifiers = [] } = node;
    if (!type.startsWith("Import") && !type.startsWith("Export")) continue;
    const put = (text: string): void => {
      script = script.slice(0, start) + text + script.slice(end);
    };
    if (type === "ImportDeclaration") {
      const from = imports.find((name) => name.endsWith(node.source?.value.replace(/^\.\//, "/") ?? "?"));
      if (from === undefined)
        throw new Error(`${fileName} imports ${node.source?.value}, which is no chunk.`);
      const names = specifiers.map(({ imported, local }) => {
        if (imported === undefined) throw new Error(`${fileName} imports ${from} as a whole.`);
        return `${imported.name}:${local.name}`;
      });
      put(names.length === 0 ? "" : `const{${names.join(",")}}=${shelf(from)};`);
    } else if (type === "ExportNamedDeclaration" && !node.source && specifiers.length > 0) {
      put(
        `${shelf(fileName)}={${specifiers.map(({ exported, local }) => `${exported?.name}:${local.name}`)}};`,
      );
    } else throw new Error(`${fileName} has an ${type} that cannot be made a classic script.`);
  }
  return `"use strict";(()=>{${script.trim()}\n})();\n`;
}

/**
 * Lets each page load classic scripts, in its head and after its style sheet, in place of modules.
 *
 * A module runs when the page has been parsed, which is when the browser has already painted an empty frame; what the
 * page shows comes a frame later. A classic script holds the first frame back until it has run, and by then it has asked
 * the storage for all that is shown.
 */
export function pageScripts(): Plugin {
  return {
    name: "page-scripts",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunks = new Map<string, Rollup.OutputChunk>();
        for (const page of Object.values(bundle)) {
          if (page.type !== "asset" || !page.fileName.endsWith(".html")) continue;
          const html = String(page.source);
          const tag = /\s*<script type="module"[^>]* src="\/([^"]+)"><\/script>/.exec(html);
          const entry = bundle[tag?.[1] ?? ""];
          if (tag === null || entry?.type !== "chunk") return this.error(`${page.fileName} names no script.`);
          const files = [...entry.imports, entry.fileName];
          for (const file of files) {
            const chunk = bundle[file];
            if (chunk?.type !== "chunk" || (chunk !== entry && chunk.imports.length > 0)) {
              return this.error(`${page.fileName} would need more than one row of scripts, for ${file}.`);
            }
            chunks.set(file, chunk);
          }
          const scripts = files.map((file) => `    <script src="/${file}"></script>\n`).join("");
          page.source = html
            .replace(tag[0], "")
            .replace(/\s*<link rel="modulepreload"[^>]*>/g, "")
            .replaceAll(" crossorigin", "")
            .replace(/ *<\/head>/, `${scripts}  </head>`);
        }
        for (const chunk of chunks.values()) {
          chunk.code = asClassicScript(chunk, this.parse(chunk.code).body as unknown as Declaration[]);
        }
      },
    },
  };
}
