import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createContext, Script } from "node:vm";
import type { Plugin } from "vite";
import { policyHash, styleOf } from "./inline-style.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The manifest's keys whose text values are files of the package. */
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

/** Anything that a program may read, call or construct; what it promises never comes. */
function anything(known: Record<string, unknown> = {}): unknown {
  const never = new Promise(() => undefined);
  // A function, so that it can be called, and not an arrow function, so that it can be constructed.
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
 * Runs the worker's first turn against an extension API that only takes listeners, and says what it threw.
 * A worker that throws there leaves every message to it unanswered, for ever. `browser` is not defined,
 * as before Chrome 148; the tests in a browser run what comes after.
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
    new Script(`"use strict";${code}`, { filename: "background.js" }).runInContext(createContext(globals));
    return null;
  } catch (error) {
    return String(error);
  }
}

/**
 * What is wrong with a built extension, in sentences; nothing where it may ship.
 *
 * @param distDir The unpacked extension.
 * @param sourceManifest The project's manifest.json, which the built one must equal but for the worker's file and the
 *   hashes of the pages' own styles.
 */
export function distProblems(distDir: string, sourceManifest: object): string[] {
  const manifest = JSON.parse(readFileSync(join(distDir, "manifest.json"), "utf8")) as {
    readonly [key: string]: Json;
  };
  const problems: string[] = [];
  if ("web_accessible_resources" in manifest) problems.push("The built manifest opens files to web pages.");
  const named = filesNamed(manifest);
  const styles = named
    .filter((file) => file.endsWith(".html") && existsSync(join(distDir, file)))
    .flatMap((page) => styleOf(readFileSync(join(distDir, page), "utf8")) ?? []);
  // As the sources would have it. A page whose style is not allowed would be shown without.
  const allowed = styles.map((style) => ` ${policyHash(style)}`).join("");
  const { background: _, ...expected } = JSON.parse(
    JSON.stringify(sourceManifest).replace("style-src 'self'", `style-src 'self'${allowed}`),
  ) as Record<string, Json>;
  const { background, ...built } = manifest;
  if (!isDeepStrictEqual(built, expected)) {
    problems.push(
      "The built manifest differs from manifest.json in more than the worker's file and the styles.",
    );
  }
  for (const file of named) {
    if (!existsSync(join(distDir, file))) problems.push(`The manifest names ${file}, which is not there.`);
    else if (file.endsWith(".html")) {
      for (const part of filesOfPage(distDir, file)) {
        if (!existsSync(join(distDir, part))) problems.push(`${file} names ${part}, which is not there.`);
      }
    }
  }
  for (const file of readdirSync(distDir, { recursive: true }).map(String)) {
    if (file.endsWith(".map")) problems.push(`${file} is a source map.`);
    else if (
      /\.(?:js|css)$/.test(file) &&
      /sourceMappingURL=/.test(readFileSync(join(distDir, file), "utf8"))
    ) {
      problems.push(`${file} points to a source map.`);
    }
  }
  const { service_worker: name = "" } = (background ?? {}) as { readonly service_worker?: string };
  const worker = join(distDir, name);
  if (name !== "" && existsSync(worker)) {
    const thrown = firstTurnError(readFileSync(worker, "utf8"));
    if (thrown !== null) problems.push(`The background worker throws in its first turn: ${thrown}`);
  } else problems.push("The built manifest names no background worker.");
  return problems;
}

/** Fails the build where `distProblems` finds something. */
export function checkedDist(sourceManifest: object): Plugin {
  return {
    name: "checked-dist",
    apply: "build",
    enforce: "post",
    writeBundle: {
      order: "post",
      sequential: true,
      handler(options) {
        const problems = distProblems(options.dir ?? dirname(options.file ?? ""), sourceManifest);
        if (problems.length > 0) this.error(problems.join("\n"));
      },
    },
  };
}
