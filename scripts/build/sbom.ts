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
 * What ships, as CycloneDX says it: npm's own list of package-lock.json without what only builds and tests, and without
 * what differs from one run, folder or machine to the next.
 *
 * @param root The folder of package-lock.json.
 * @throws Error where npm cannot read it.
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
  // npm's own version.
  delete made.metadata.tools;
  // Otherwise the folder's.
  made.metadata.component.name = english.extensionName.message;
  return made;
}
