import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createContext, Script } from "node:vm";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The manifest's keys whose string values name files of the package. */
const FILE_KEYS = new Set([
  "icons",
  "default_icon",
  "default_popup",
  "page",
  "service_worker",
  "scripts",
  "managed_schema",
  "options_page",
  "side_panel",
  "devtools_page",
]);

function filesNamed(value: Json, isFile = false): string[] {
  if (typeof value === "string") return isFile ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => filesNamed(item, isFile));
  return Object.entries(value).flatMap(([key, child]) => filesNamed(child, isFile || FILE_KEYS.has(key)));
}

/** A page's scripts, style sheets and images, as paths in the package. */
export function filesOfPage(distDir: string, page: string): string[] {
  const html = readFileSync(join(distDir, page), "utf8");
  return [...html.matchAll(/\s(?:src|href)="([^"#]+)"/g)]
    .map((match) => match[1] ?? "")
    .filter((url) => !/^[a-z]+:/.test(url))
    .map((url) => (url.startsWith("/") ? url.slice(1) : posix.join(posix.dirname(page), url)));
}

/** A stub that a program can read, call or construct. Its promises never settle. */
function anything(known: Record<string, unknown> = {}): unknown {
  const never = new Promise(() => undefined);
  // A function can be called, and one that is no arrow function can be constructed.
  return new Proxy(function stub() {}, {
    has: () => true,
    get: (target, key) => {
      if (typeof key === "string" && key in known) return known[key];
      if (key === Symbol.toPrimitive) return () => "";
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      if (key === "then") return never.then.bind(never);
      return key === "prototype" ? target.prototype : anything();
    },
    apply: () => anything(),
    construct: () => anything() as object,
  });
}

/**
 * Runs the worker's first turn against a stub of the extension API that only takes listeners. Returns the error it threw, if
 * any. A worker that throws there never answers a message. `browser` is undefined, as before Chrome 148. The browser tests
 * cover everything after the first turn.
 */
function firstTurnError(code: string): string | null {
  const globals: Record<string, unknown> = {
    chrome: anything({ runtime: anything({ id: "a".repeat(32) }) }),
    navigator: { onLine: true },
    fetch: () => new Promise(() => undefined),
    addEventListener: () => undefined,
    console,
    crypto,
    performance,
    structuredClone,
    queueMicrotask,
    setTimeout: () => 0,
    clearTimeout: () => undefined,
    setInterval: () => 0,
    clearInterval: () => undefined,
    AbortController,
    AbortSignal,
    Headers,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
  };
  globals.self = globals;
  try {
    new Script(code, { filename: "background.js" }).runInContext(createContext(globals));
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Features that a service worker lacks: `import()` rejects and `document` is undefined. Matches in strings count too. */
const MISSING_IN_WORKERS = /\bimport\(|\bdocument\b/;

/** The problems of a worker's script; empty if it may ship. */
function workerProblems(code: string): string[] {
  const missing = MISSING_IN_WORKERS.exec(code)?.[0];
  const thrown = firstTurnError(code);
  return [
    ...(missing === undefined ? [] : [`The background worker uses ${missing}, which workers do not have.`]),
    ...(thrown === null ? [] : [`The background worker throws in its first turn: ${thrown}`]),
  ];
}

/**
 * The problems of a built extension, as sentences; empty if it may ship.
 *
 * @param distDir The unpacked extension.
 * @param expected The manifest it must have: the project's manifest.json, or what is derived from it.
 */
export function distProblems(distDir: string, expected: object): string[] {
  const read = (file: string): string => readFileSync(join(distDir, file), "utf8");
  const isThere = (file: string): boolean => existsSync(join(distDir, file));
  const problems: string[] = [];
  const manifest = JSON.parse(read("manifest.json")) as { readonly [key: string]: Json };
  if (!isDeepStrictEqual(manifest, expected)) {
    problems.push("The built manifest differs from manifest.json.");
  }
  for (const file of filesNamed(manifest)) {
    if (!isThere(file)) problems.push(`The manifest names ${file}, which is not there.`);
  }
  for (const file of readdirSync(distDir, { recursive: true }).map(String)) {
    if (file.endsWith(".html")) {
      const missing = filesOfPage(distDir, file).filter((part) => !isThere(part));
      for (const part of missing) problems.push(`${file} names ${part}, which is not there.`);
    }
    if (file.endsWith(".map")) problems.push(`${file} is a source map.`);
    else if (/\.(?:js|css)$/.test(file) && read(file).includes("sourceMappingURL=")) {
      problems.push(`${file} points to a source map.`);
    }
  }
  const { service_worker, scripts } = (manifest.background ?? {}) as {
    readonly service_worker?: string;
    readonly scripts?: readonly string[];
  };
  // Firefox has an event page, which runs the same script.
  const worker = service_worker ?? scripts?.[0] ?? "";
  if (worker === "") problems.push("The built manifest names no background worker.");
  else if (isThere(worker)) problems.push(...workerProblems(read(worker)));
  return problems;
}
