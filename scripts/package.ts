import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";
import { sbom } from "./build/sbom.ts";
import { buildExtension } from "./build.ts";

/** The earliest date that a zip can store. */
const ENTRY_TIME = new Date(Date.UTC(1980, 0, 1, 12));

/**
 * Packs a built extension for the store. Leaves out the manifest's `key`, which the store refuses. The result is
 * reproducible: entries are sorted and their times fixed.
 *
 * @param distDir The unpacked extension.
 * @throws Error if the build may not ship, for example because the manifest names a missing file.
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
  // Compress in JavaScript: the system's zlib may produce other bytes on another processor.
  return zip.generateAsync({
    type: "uint8array",
    platform: "UNIX",
    compression: "DEFLATE",
    compressionOptions: { level: 9 },
  });
}

/** A release's files, by name: the package and its software bill of materials (CycloneDX). */
export async function releaseFiles(root: string, distDir: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const release = `hookswitch-${manifest.version}`;
  const bill = `${JSON.stringify(sbom(root), null, 2)}\n`;
  return new Map([
    [`${release}.zip`, await packageZip(distDir)],
    [`${release}.cdx.json`, new TextEncoder().encode(bill)],
  ]);
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  await buildExtension();
  for (const [name, content] of await releaseFiles(root, join(root, "dist"))) {
    writeFileSync(join(root, name), content);
    console.log(`${name}: ${content.length} bytes`);
    console.log(`sha256 ${createHash("sha256").update(content).digest("hex")}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
