import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";
import { build } from "vite";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";
import { sbom } from "./build/sbom.ts";

/** The earliest day that a zip can hold. */
const ENTRY_TIME = new Date(Date.UTC(1980, 0, 1, 12));

/**
 * Packs a built extension for the store: without the manifest's `key`, which the store refuses, and the
 * same bytes each time (entries sorted, their times fixed).
 *
 * @param distDir The unpacked extension.
 * @throws Error where the build may not ship, such as a manifest that names a file that is not there.
 */
export async function packageZip(distDir: string): Promise<Uint8Array> {
  const problems = distProblems(distDir, manifest);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const files = readdirSync(distDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(distDir, sep).length).split(sep).join("/"))
    .sort();
  const zip = new JSZip();
  for (const file of files) {
    let content: Uint8Array = readFileSync(join(distDir, file));
    if (file === "manifest.json") {
      const { key: _key, ...shipped } = JSON.parse(new TextDecoder().decode(content)) as Record<
        string,
        unknown
      >;
      content = new TextEncoder().encode(`${JSON.stringify(shipped, null, 2)}\n`);
    }
    zip.file(file, content, { date: ENTRY_TIME, createFolders: false });
  }
  // Compressed in JavaScript: the machine's own zlib may give other bytes on another processor.
  return zip.generateAsync({
    type: "uint8array",
    platform: "UNIX",
    compression: "DEFLATE",
    compressionOptions: { level: 9 },
  });
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  const zip = await packageZip(join(root, "dist"));
  const release = `hookswitch-${manifest.version}`;
  const name = `${release}.zip`;
  writeFileSync(join(root, name), zip);
  writeFileSync(join(root, `${release}.cdx.json`), `${JSON.stringify(sbom(root), null, 2)}\n`);
  console.log(`${name}: ${zip.length} bytes`);
  console.log(`sha256 ${createHash("sha256").update(zip).digest("hex")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
