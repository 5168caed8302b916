import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type InlineConfig, type Plugin } from "vite";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = join(root, "dist");

/** The scripts of the package, and the module that each begins with. */
const SCRIPTS = {
  "background.js": "src/background.ts",
  "src/popup/main.js": "src/popup/main.tsx",
  "src/options/main.js": "src/options/main.tsx",
};

const common: BuildOptions = { outDir, target: "chrome120" };

/** Refuses `import()`: it rejects in a service worker, and one script has nothing to load later. */
const noDynamicImport: Plugin = {
  name: "no-dynamic-import",
  resolveDynamicImport(specifier, importer) {
    this.error(`${importer} imports ${String(specifier)} dynamically, which a worker cannot.`);
  },
};

/** How to build one script of the package: classic, and with all that it needs in it. */
function classicScript(file: string, entry: string): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [noDynamicImport],
    build: {
      ...common,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(root, entry),
        output: { format: "iife", strict: true, entryFileNames: file },
      },
    },
  };
}

/**
 * Builds the extension into `dist/`, which it empties first.
 *
 * The worker and each page get one script of their own. A stopped worker has no second file to load before it answers, and
 * a classic script has run before the browser paints the page's first frame; a module runs after it.
 *
 * @throws Error where what was built may not ship.
 */
export async function buildExtension(): Promise<void> {
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { ...common, emptyOutDir: true },
  });
  await Promise.all(Object.entries(SCRIPTS).map(([file, entry]) => build(classicScript(file, entry))));
  const problems = distProblems(outDir, manifest);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExtension();
