import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import packageJson from "../../../package.json" with { type: "json" };

const read = (file: string) => readFileSync(resolve(import.meta.dirname, "../../..", file), "utf8");

it("the manifest, the package, its lock and the changelog name the same version", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    version: string;
    packages: Record<string, { version?: string }>;
  };
  const [, newest] = /^## \[(.+?)\] - \d{4}-\d\d-\d\d$/m.exec(read("CHANGELOG.md")) ?? [];
  const versions = [packageJson.version, lock.version, lock.packages[""]?.version, newest];
  expect(versions).toEqual(versions.map(() => manifest.version));
});
