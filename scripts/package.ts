import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Zippable, zipSync } from "fflate";
import { build } from "vite";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";

/** The earliest time that a zip can hold. It is written as local time, whatever the time zone. */
const ENTRY_TIME = new Date(1980, 0, 1, 12);

/**
 * Packs a built extension for the store: without the manifest's `key`, which the store refuses, and the
 * same bytes each time (entries sorted, their times fixed).
 *
 * @param distDir The unpacked extension.
 * @throws Where the build may not ship, such as a manifest that names a file that is not there.
 */
export function packageZip(distDir: string): Uint8Array {
  const problems = distProblems(distDir, manifest);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const files = readdirSync(distDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(distDir, sep).length).split(sep).join("/"))
    .sort();
  const entries: Zippable = {};
  for (const file of files) {
    let content: Uint8Array = readFileSync(join(distDir, file));
    if (file === "manifest.json") {
      const { key: _key, ...shipped } = JSON.parse(new TextDecoder().decode(content)) as Record<
        string,
        unknown
      >;
      content = new TextEncoder().encode(`${JSON.stringify(shipped, null, 2)}\n`);
    }
    entries[file] = [content, { level: 9, mtime: ENTRY_TIME }];
  }
  return zipSync(entries);
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  const zip = packageZip(join(root, "dist"));
  const name = `hookswitch-${manifest.version}.zip`;
  writeFileSync(join(root, name), zip);
  console.log(`${name}: ${zip.length} bytes`);
  console.log(`sha256 ${createHash("sha256").update(zip).digest("hex")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
