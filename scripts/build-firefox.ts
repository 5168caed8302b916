import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { distProblems } from "./build/dist-problems.ts";
import { type ChromiumManifest, firefoxManifest } from "./build/firefox-manifest.ts";
import { buildExtension } from "./build.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What only Chromium reads: the schema of its policies, and the document without a window that plays sounds. */
const CHROMIUM_FILES = ["managed-schema.json", "src/sound"];

/**
 * Makes the extension for Firefox in `dist-firefox/` out of the build for Chromium in `dist/`: the same scripts and pages
 * under another manifest.
 *
 * @throws Error if the result may not ship.
 */
export function deriveFirefox(): void {
  const [from, to] = [join(root, "dist"), join(root, "dist-firefox")];
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  for (const file of CHROMIUM_FILES) rmSync(join(to, file), { recursive: true });
  const manifest = firefoxManifest(
    JSON.parse(readFileSync(join(from, "manifest.json"), "utf8")) as ChromiumManifest,
  );
  writeFileSync(join(to, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const problems = distProblems(to, manifest);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension();
  deriveFirefox();
}
