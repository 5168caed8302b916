import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import manifest from "../manifest.json" with { type: "json" };
import { idOfKey } from "./build/crx.ts";
import { checkedUpdateUrl } from "./build/self-hosted.ts";
import { writeFiles } from "./build/write-files.ts";
import { CHROME_WEB_STORE } from "./policies/browser.ts";
import { policyFiles } from "./policies/files.ts";
import { readPolicy } from "./policies/read.ts";
import { examplePolicy } from "./policies/values.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The policies in `examples/policies/`: for the extension that is built here, as if it came from the store. */
export function examplePolicies(): ReadonlyMap<string, string> {
  const id = idOfKey(Buffer.from(manifest.key, "base64"));
  return policyFiles({ id, updateUrl: CHROME_WEB_STORE }, examplePolicy());
}

function main(): void {
  const { values } = parseArgs({
    options: { id: { type: "string" }, "update-url": { type: "string" }, policy: { type: "string" } },
  });
  const { id, policy } = values;
  if (id === undefined) {
    if (Object.keys(values).length > 0) throw new Error("Give the extension's ID: --id.");
    writeFiles(join(root, "examples/policies"), examplePolicies());
    return;
  }
  if (!/^[a-p]{32}$/.test(id)) throw new Error("The ID must have 32 letters from a to p.");
  const updateUrl = checkedUpdateUrl(values["update-url"] ?? CHROME_WEB_STORE);
  const folder = join(root, "rollout/policies");
  writeFiles(folder, policyFiles({ id, updateUrl }, policy ? readPolicy(policy) : examplePolicy()));
  console.log(`Written to ${folder}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
