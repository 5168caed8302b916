import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import JSZip from "jszip";
import manifest from "../manifest.json" with { type: "json" };
import { distProblems } from "./build/dist-problems.ts";
import { firefoxManifest } from "./build/firefox-manifest.ts";
import { type ProxyHost, proxyHostIn, withProxy } from "./build/proxy.ts";
import { sbom } from "./build/sbom.ts";
import { buildExtension } from "./build.ts";
import { deriveFirefox } from "./build-firefox.ts";

/** The earliest date that a zip can store. */
const ENTRY_TIME = new Date(Date.UTC(1980, 0, 1, 12));

/**
 * Packs a built extension for the store. Leaves out the manifest's `key`, which the store refuses. The result is
 * reproducible: entries are sorted and their times fixed.
 *
 * @param distDir The unpacked extension.
 * @param expected The manifest that it must have.
 * @throws Error if the build may not ship, for example because the manifest names a missing file.
 */
export async function packageZip(distDir: string, expected: object = manifest): Promise<Uint8Array> {
  const problems = distProblems(distDir, expected);
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

/** What the names of a release's files begin with. A build that asks an organisation's server is never taken for what is published. */
function releaseName(proxyHost: ProxyHost): string {
  return `hookswitch-${manifest.version}${proxyHost === null ? "" : "-with-proxy"}`;
}

/** A release's files for Chromium, by name: the package and its software bill of materials (CycloneDX). */
export async function releaseFiles(
  root: string,
  distDir: string,
  proxyHost: ProxyHost = null,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const release = releaseName(proxyHost);
  const bill = `${JSON.stringify(sbom(root), null, 2)}\n`;
  return new Map([
    [`${release}.zip`, await packageZip(distDir, withProxy(manifest, proxyHost))],
    [`${release}.cdx.json`, new TextEncoder().encode(bill)],
  ]);
}

/** Builds for both browsers, and packs what was built. */
async function buildAndPack(root: string, proxyHost: ProxyHost): Promise<ReadonlyMap<string, Uint8Array>> {
  await buildExtension({ proxyHost });
  deriveFirefox();
  const expected = firefoxManifest(withProxy(manifest, proxyHost));
  return new Map([
    ...(await releaseFiles(root, join(root, "dist"), proxyHost)),
    [`${releaseName(proxyHost)}-firefox.zip`, await packageZip(join(root, "dist-firefox"), expected)],
  ]);
}

async function main(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const proxyHost = proxyHostIn(process.argv.slice(2));
  const [files, again] = [await buildAndPack(root, proxyHost), await buildAndPack(root, proxyHost)];
  const sums = [...files].map(
    ([name, content]) => `${createHash("sha256").update(content).digest("hex")}  ${name}\n`,
  );
  for (const [name, content] of files) {
    if (!Buffer.from(content).equals(again.get(name) ?? Buffer.alloc(0)))
      throw new Error(`Two builds give two different ${name}.`);
    writeFileSync(join(root, name), content);
    console.log(`${name}: ${content.length} bytes`);
  }
  // As `sha256sum --check` reads them.
  writeFileSync(join(root, `${releaseName(proxyHost)}.sha256`), sums.join(""));
  console.log(sums.join("").trimEnd());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
