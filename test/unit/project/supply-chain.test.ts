import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { sbom } from "../../../scripts/build/sbom.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

interface Locked {
  version?: string;
  integrity?: string;
  link?: boolean;
  resolved?: string;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const lock = JSON.parse(readFileSync(resolve(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};
const { "": project, ...packages } = lock.packages;
const direct = { ...packageJson.dependencies, ...packageJson.devDependencies };
const shipped = Object.keys(packageJson.dependencies).map((name) => ({
  name,
  ...packages[`node_modules/${name}`],
}));

describe("what is installed", () => {
  it("is named with exact versions, and locked at these", () => {
    for (const [name, version] of Object.entries(direct)) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
    expect(project?.dependencies).toEqual(packageJson.dependencies);
    expect(project?.devDependencies).toEqual(packageJson.devDependencies);
  });

  it("is locked with a checksum, from the registry, and with all that it needs", () => {
    expect(Object.keys(packages).length).toBeGreaterThan(Object.keys(direct).length);
    for (const [path, { version, integrity, link, resolved, dependencies }] of Object.entries(packages)) {
      const locked = { version, integrity, link, from: resolved ?? "https://" };
      expect([path, locked]).toEqual([
        path,
        {
          version: expect.stringMatching(/^\d/),
          integrity: expect.stringMatching(/^sha512-/),
          link: undefined,
          from: expect.stringMatching(/^https:/),
        },
      ]);
      for (const name of Object.keys(dependencies ?? {})) {
        expect([path, name, isLockedFor(path, name)]).toEqual([path, name, true]);
      }
    }
  });
});

/** Whether a package finds another one: in its own folder, or in one above it. */
function isLockedFor(path: string, name: string): boolean {
  const own = `${path}/node_modules/${name}`;
  if (own in packages) return true;
  const parts = path.split("/node_modules/");
  return parts.some((_, depth) => {
    const above = parts.slice(0, depth).join("/node_modules/");
    return `${above === "" ? "" : `${above}/`}node_modules/${name}` in packages;
  });
}

describe("what ships", () => {
  it("is five packages, which run nothing when they are installed and need no others", () => {
    expect(shipped.map(({ name }) => name)).toEqual([
      "idb",
      "libphonenumber-js",
      "preact",
      "valibot",
      "webextension-polyfill",
    ]);
    for (const { hasInstallScript, dependencies } of shipped) {
      expect([hasInstallScript, dependencies]).toEqual([undefined, undefined]);
    }
  });

  it("is what the bill of materials names, with the checksums that are locked", () => {
    const bill = sbom(ROOT);
    const named = bill.components.map(({ name, version, hashes }) => ({
      name,
      version,
      integrity: hashes.map(({ alg, content }) => [alg, Buffer.from(content, "hex").toString("base64")]),
    }));
    expect(named).toEqual(
      shipped.map(({ name, version, integrity }) => ({
        name,
        version,
        integrity: [["SHA-512", integrity?.replace("sha512-", "")]],
      })),
    );
    expect(named.map(({ name, version }) => [name, version])).toEqual(
      Object.entries(packageJson.dependencies),
    );
  });

  it("is named in the same words each time", () => {
    const bill = JSON.stringify(sbom(ROOT));
    expect(JSON.stringify(sbom(ROOT))).toBe(bill);
    for (const word of ["timestamp", "serialNumber", "urn:uuid", ROOT]) expect(bill).not.toContain(word);
    expect(bill).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
  });
});
