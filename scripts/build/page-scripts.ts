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

/** Where a chunk leaves what those after it use. */
const shelf = (fileName: string): string => `globalThis[${JSON.stringify(fileName)}]`;

/**
 * A chunk, which is a module, as a function called at once, which takes from the shelf what the chunk imports and leaves
 * there what it exports.
 *
 * @param body The top level of the chunk's ESTree.
 * @throws Error where the chunk has an import or export of another form than the bundler writes
 */
function asFunction({ code, fileName, imports }: Rollup.OutputChunk, body: readonly Declaration[]): string {
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
  return `(()=>{${script.trim()}\n})();\n`;
}

/** A page, and the chunk with its own modules. */
interface Page {
  readonly asset: Rollup.OutputAsset;
  readonly html: string;
  /** The script's element, and the blanks before it. */
  readonly tag: string;
  readonly entry: Rollup.OutputChunk;
}

/**
 * Lets each page load classic scripts, in its head and after its style sheet, in place of modules; and `first` only one.
 *
 * A module runs when the page has been parsed, which is when the browser has already painted an empty frame; what the
 * page shows comes a frame later. A classic script holds the first frame back until it has run, and by then it has asked
 * the storage for all that is shown.
 *
 * Each file that is loaded puts the first frame off by more than what is in it. The script of `first` therefore holds
 * also what the pages share, and the other pages load it for that.
 *
 * @param first The page that is to be painted soonest, as its path in the package.
 */
export function pageScripts(first: string): Plugin {
  return {
    name: "page-scripts",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunkOf = (fileName = ""): Rollup.OutputChunk => {
          const chunk = bundle[fileName];
          return chunk?.type === "chunk" ? chunk : this.error(`There is no script ${fileName}.`);
        };
        const bodyOf = (chunk: Rollup.OutputChunk): string =>
          asFunction(chunk, this.parse(chunk.code).body as unknown as Declaration[]);
        const pages = Object.values(bundle).flatMap((asset): Page[] => {
          if (asset.type !== "asset" || !asset.fileName.endsWith(".html")) return [];
          const html = String(asset.source);
          const tag = /\s*<script type="module"[^>]* src="\/([^"]+)"><\/script>/.exec(html);
          return [{ asset, html, tag: tag?.[0] ?? "", entry: chunkOf(tag?.[1]) }];
        });
        const own = pages.find(({ asset }) => asset.fileName === first)?.entry;
        if (own === undefined) return this.error(`There is no page ${first}.`);
        const shared = own.imports.map(chunkOf);
        if (shared.some(({ imports }) => imports.length > 0))
          return this.error("What pages share is in more than one row.");
        for (const { asset, html, tag, entry } of pages) {
          const missing = entry.imports.filter((name) => !own.imports.includes(name));
          if (missing.length > 0) return this.error(`${asset.fileName} would also need ${missing}.`);
          if (entry !== own) entry.code = `"use strict";${bodyOf(entry)}`;
          const scripts = [...new Set([own, entry])].map(
            ({ fileName }) => `    <script src="/${fileName}"></script>\n`,
          );
          asset.source = html
            .replace(tag, "")
            .replace(/\s*<link rel="modulepreload"[^>]*>/g, "")
            .replaceAll(" crossorigin", "")
            .replace(/ *<\/head>/, `${scripts.join("")}  </head>`);
        }
        own.code = [
          '"use strict";',
          ...shared.map(bodyOf),
          `location.pathname===${JSON.stringify(`/${first}`)}&&${bodyOf(own)}`,
        ].join("");
        for (const { fileName } of shared) delete bundle[fileName];
      },
    },
  };
}
