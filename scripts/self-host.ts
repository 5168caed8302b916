import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import manifest from "../manifest.json" with { type: "json" };
import { idOfSigned } from "./build/crx.ts";
import { proxyHostIn, withProxy } from "./build/proxy.ts";
import { readSelfHosting, selfHostedFiles } from "./build/self-hosted.ts";
import { writeFiles } from "./build/write-files.ts";
import { buildExtension } from "./build.ts";
import { packageZip } from "./package.ts";

const folder = fileURLToPath(new URL("../rollout", import.meta.url));

/** Builds what an organisation hosts itself: the signed package, its update manifest, and policies under its own ID. */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const options = { key: text, "update-url": text, policy: text, proxy: text };
  const { proxy, ...values } = parseArgs({ options }).values;
  const hosting = readSelfHosting(values);
  const proxyHost = proxyHostIn(proxy === undefined ? [] : ["--proxy", proxy]);
  const unpacked = join(folder, "unpacked");
  await buildExtension({ outDir: unpacked, proxyHost });
  const expected = { ...withProxy(manifest, proxyHost), update_url: hosting.updateUrl };
  writeFileSync(join(unpacked, "manifest.json"), JSON.stringify(expected));
  const zip = await packageZip(unpacked, expected);
  const files = selfHostedFiles(zip, manifest.version, hosting);
  writeFiles(folder, files);
  for (const name of files.keys()) console.log(`rollout/${name}`);
  console.log(`The extension's ID is ${idOfSigned(hosting.key)}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
