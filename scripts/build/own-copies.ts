import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { normalizePath, type Plugin } from "vite";

const TAG = /\.for-worker(\.[a-z]+)$/;
/** What may be copied: our modules and packages' modules. */
const COPIED = /\.[cm]?[jt]sx?$/;

/**
 * Gives the background worker a copy of its own of every module, ours and packages', that the pages use too.
 *
 * Without it the bundler moves shared modules to chunks of their own, and a stopped worker would have
 * to load three files before it could answer. Worker and page are worlds of their own, so that a second
 * copy shares no state that the first could miss; it costs a few kilobytes in the package and lets
 * each drop what only the other uses. The pages share one: the package is the smaller for it.
 *
 * A copy is the same file under a name with a tag (`verdict.ts` as `verdict.for-worker.ts`), so that
 * the tools which go by a name's ending treat it as the original.
 *
 * @param workerEntry Absolute path of the worker's entry.
 */
export function ownCopies(workerEntry: string): Plugin {
  const worker = normalizePath(workerEntry);
  const isWorkers = (importer: string): boolean => {
    const path = importer.replace(/\?.*$/, "");
    return path === worker || TAG.test(path);
  };
  return {
    name: "own-copies",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer, options) {
      if (importer === undefined || !isWorkers(importer)) return null;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found?.external !== false || found.id.startsWith("\0")) return found;
      if (!COPIED.test(found.id) || TAG.test(found.id)) return found;
      const extension = extname(found.id);
      return { ...found, id: `${found.id.slice(0, -extension.length)}.for-worker${extension}` };
    },
    load: {
      filter: { id: TAG },
      handler(id) {
        const file = id.replace(TAG, "$1");
        this.addWatchFile(file);
        return readFile(file, "utf8");
      },
    },
  };
}
