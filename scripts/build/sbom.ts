import { execFileSync } from "node:child_process";
import english from "../../public/_locales/en/messages.json" with { type: "json" };

interface Sbom {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; tools?: unknown; readonly component: { name: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  }[];
}

/**
 * The software bill of materials (CycloneDX): npm's list from package-lock.json, without development dependencies and without
 * anything that differs between runs, folders or machines.
 *
 * @param root The folder of package-lock.json.
 * @throws Error if npm cannot read it.
 */
export function sbom(root: string): Sbom {
  const args = ["sbom", "--package-lock-only", "--omit", "dev", "--sbom-format", "cyclonedx"];
  const made = JSON.parse(
    execFileSync("npm", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    }),
  ) as Sbom;
  delete made.serialNumber;
  delete made.metadata.timestamp;
  // It names npm's own version.
  delete made.metadata.tools;
  // npm uses the folder's name.
  made.metadata.component.name = english.extensionName.message;
  return made;
}
