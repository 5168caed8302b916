import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Plugin } from "vite";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";
import { type ProxyHost, proxyHostIn, withProxy } from "./build/proxy.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(root, "dist");

/** The package's scripts, with the entry module of each. */
const SCRIPTS = {
  "background.js": "src/background.ts",
  "src/popup/main.js": "src/popup/main.tsx",
  "src/options/main.js": "src/options/main.tsx",
  "src/probe/probe.js": "src/probe/probe.ts",
  "src/history/main.js": "src/history/main.tsx",
  "src/sound/main.js": "src/sound/main.tsx",
  "src/set-up-check/main.js": "src/set-up-check/main.tsx",
};

/** What may differ from the package that is published. */
export interface BuildChoices {
  /** The folder to write to; `dist/` when absent. */
  readonly outDir?: string;
  readonly proxyHost?: ProxyHost;
}

const TARGET = "chrome120";

/** Rejects `import()`: it fails in a service worker, and a single script has nothing to load later. */
const noDynamicImport: Plugin = {
  name: "no-dynamic-import",
  resolveDynamicImport(specifier, importer) {
    this.error(`${importer} imports ${String(specifier)} dynamically, which a worker cannot.`);
  },
};

const POLYFILL = fileURLToPath(import.meta.resolve("webextension-polyfill"));

/**
 * Takes what the polyfill exports as it is. The bundler would copy it property by property, and the browser would make each of its
 * APIs ready at every start, used or not.
 */
const polyfillAsItIs: Plugin = {
  name: "polyfill-as-it-is",
  transform(code, id) {
    if (id !== POLYFILL) return;
    const script = `const module = { exports: {} };\nconst { exports } = module;\n${code}`;
    return { code: `${script}\nexport default module.exports;`, map: null };
  },
};

/**
 * Leaves out of Preact what sets HTML: no page of ours does, and the content security policy forbids it (trusted types).
 * Firefox's linter warns of it.
 */
const noHtml: Plugin = {
  name: "no-html",
  transform(code, id) {
    if (!id.endsWith("/preact/dist/preact.mjs")) return;
    const without = code
      .replaceAll(/\((\w+\.innerHTML)=\w+\.__html\)/g, "0")
      .replaceAll(/\w+\.innerHTML/g, "0");
    if (without === code || without.includes("innerHTML="))
      this.error("Preact sets HTML in another way than known.");
    return { code: without, map: null };
  },
};

/** The Vite configuration for one script of the package: a classic script that includes all its dependencies. */
function classicScript(
  file: string,
  entry: string,
  { outDir, proxyHost }: Required<BuildChoices>,
): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { __PROXY_HOST__: JSON.stringify(proxyHost) },
    plugins: [noDynamicImport, polyfillAsItIs, noHtml],
    build: {
      outDir,
      target: TARGET,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(root, entry),
        checks: { pluginTimings: false },
        output: { format: "iife", strict: true, entryFileNames: file },
      },
    },
  };
}

interface Text {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

/** Leaves out of each catalogue what only its translators need: descriptions, examples, white space. */
function shrinkCatalogues(outDir: string): void {
  const locales = join(outDir, "_locales");
  for (const language of readdirSync(locales)) {
    const file = join(locales, language, "messages.json");
    const texts = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, Text>>);
    const shipped = texts.map(([key, { message, placeholders }]) => {
      const contents = Object.entries(placeholders ?? {}).map(([name, { content }]) => [name, { content }]);
      return [key, placeholders ? { message, placeholders: Object.fromEntries(contents) } : { message }];
    });
    writeFileSync(file, JSON.stringify(Object.fromEntries(shipped)));
  }
}

/**
 * Builds the extension into a folder, which it empties first.
 *
 * The worker, each page and the softphone's page get a single script each. A stopped worker then has no second file to load
 * before it answers. A classic script runs before the browser paints the page's first frame; a module runs after it.
 *
 * @throws Error if the build may not ship.
 */
export async function buildExtension({ outDir = DIST, proxyHost = null }: BuildChoices = {}): Promise<void> {
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir, target: TARGET, emptyOutDir: true },
  });
  const choices = { outDir, proxyHost };
  await Promise.all(
    Object.entries(SCRIPTS).map(([file, entry]) => build(classicScript(file, entry, choices))),
  );
  shrinkCatalogues(outDir);
  const expected = withProxy(manifest, proxyHost);
  if (proxyHost !== null) writeFileSync(join(outDir, "manifest.json"), JSON.stringify(expected, null, 2));
  const problems = distProblems(outDir, expected);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension({ proxyHost: proxyHostIn(process.argv.slice(2)) });
}
