import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import manifest from "../manifest.json" with { type: "json" };
import { idOfSigned } from "./build/crx.ts";
import { readSelfHosting, selfHostedFiles } from "./build/self-hosted.ts";
import { writeFiles } from "./build/write-files.ts";
import { buildExtension } from "./build.ts";
import { packageZip } from "./package.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds what an organisation hosts itself: the signed package, its update manifest, and policies under its own ID. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { key: { type: "string" }, "update-url": { type: "string" }, policy: { type: "string" } },
  });
  const hosting = readSelfHosting(values);
  await buildExtension();
  const dist = join(root, "dist");
  const expected = { ...manifest, update_url: hosting.updateUrl };
  writeFileSync(join(dist, "manifest.json"), JSON.stringify(expected));
  const zip = await packageZip(dist, expected);
  const files = selfHostedFiles(zip, manifest.version, hosting);
  writeFiles(join(root, "rollout"), files);
  for (const name of files.keys()) console.log(`rollout/${name}`);
  console.log(`The extension's ID is ${idOfSigned(hosting.key)}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
