import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { normalizePath, type Plugin } from "vite";

const TAG = /\.for-([a-z]+)(\.[a-z]+)$/;
/** What may be copied: our modules, packages' modules and style sheets. */
const COPIED = /\.(?:[cm]?[jt]sx?|css)$/;

/**
 * Gives the background worker and each page a copy of its own of every module of ours that they share, and
 * the worker a copy of its own of the packages.
 *
 * Without it the bundler moves shared modules to chunks of their own, and a stopped worker would have
 * to load three files before it could answer. Each context is a world of its own, so that a second
 * copy shares no state that the first could miss; it costs a few kilobytes in the package and lets
 * each context drop what only another one uses.
 *
 * A copy is the same file under a name with a tag (`verdict.ts` as `verdict.for-popup.ts`), so that
 * the tools which go by a name's ending treat it as the original.
 *
 * @param workerEntry Absolute path of the worker's entry.
 */
export function ownCopies(workerEntry: string): Plugin {
  const worker = normalizePath(workerEntry);
  const ownerOf = (importer: string): string | null => {
    const path = importer.replace(/\?.*$/, "");
    if (path === worker) return "worker";
    if (path.endsWith(".html")) return basename(path, ".html");
    return TAG.exec(path)?.[1] ?? null;
  };
  return {
    name: "own-copies",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer, options) {
      const owner = importer === undefined ? null : ownerOf(importer);
      if (owner === null) return null;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found?.external !== false || found.id.startsWith("\0")) return found;
      if (!COPIED.test(found.id) || TAG.test(found.id)) return found;
      const extension = extname(found.id);
      // What the pages use of packages is the larger part, and the same for both: it is one file more for each.
      const isShared = owner !== "worker" && found.id.includes("/node_modules/");
      const tag = isShared ? "pages" : owner;
      return { ...found, id: `${found.id.slice(0, -extension.length)}.for-${tag}${extension}` };
    },
    load: {
      filter: { id: TAG },
      handler(id) {
        const file = id.replace(TAG, "$2");
        this.addWatchFile(file);
        return readFile(file, "utf8");
      },
    },
  };
}
