import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import { PICTURES } from "../../../scripts/store/captions.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(resolve(ROOT, file), "utf8");

const LANGUAGES = readdirSync(resolve(ROOT, "public/_locales"));

/** The names in the first column of the table below a heading of Markdown. */
function namesBelow(heading: string, file: string): string[] {
  const section = read(file).split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section.split("\n").flatMap((line) => {
    const [, cell = ""] = /^\| (`[^|]*)\|/.exec(line) ?? [];
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  });
}

describe("what the stores ask", () => {
  const { permissions, optional_permissions = [] } = manifest as {
    permissions: string[];
    optional_permissions?: string[];
  };

  it("is answered for each permission and host of the manifest, and for no other", () => {
    expect(namesBelow("Permissions", "docs/store/questions.md").sort()).toEqual(
      [...permissions, ...optional_permissions].sort(),
    );
    expect(namesBelow("Hosts", "docs/store/questions.md")).toEqual([
      ...manifest.host_permissions,
      ...manifest.optional_host_permissions,
    ]);
  });

  it("is answered in as many letters as their forms take", () => {
    const cells = read("docs/store/questions.md")
      .split("\n")
      .flatMap((line) => line.split(" | "));
    for (const cell of cells) expect(cell.length).toBeLessThanOrEqual(1000);
  });
});

describe.each(LANGUAGES)("the listing in %s", (language) => {
  const messages = JSON.parse(read(`public/_locales/${language}/messages.json`)) as Record<
    string,
    { message: string }
  >;

  it("has a name and a summary that fit each store", () => {
    // AMO's limit is the shortest.
    expect([...(messages.extensionName?.message ?? "")].length).toBeLessThanOrEqual(50);
    expect([...(messages.extensionDescription?.message ?? "")].length).toBeLessThanOrEqual(132);
  });

  it("has a description, which begins as the summary does and names no markup", () => {
    const description = read(`docs/store/listing/${language}.txt`);
    const [question = ""] = /^.+?[?؟]/.exec(messages.extensionDescription?.message ?? "") ?? [];
    expect(description.split("\n")[0]).toBe(question);
    expect(description.length).toBeLessThanOrEqual(16_000);
    expect(description).not.toMatch(/[*_<>`#]|\bhttps?:/);
    // As many parts as in English.
    const parts = (text: string) => [text.split("\n\n").length, text.split("\n•").length];
    expect(parts(description)).toEqual(parts(read("docs/store/listing/en.txt")));
  });

  it("has all pictures, in the stores' sizes", async () => {
    const sizes: Record<string, readonly number[]> = {
      ...Object.fromEntries(PICTURES.map((name) => [name, [1280, 800]])),
      tile: [440, 280],
      marquee: [1400, 560],
    };
    const files = readdirSync(resolve(ROOT, "docs/store/pictures", language));
    expect(files.sort()).toEqual(
      Object.keys(sizes)
        .map((name) => `${name}.png`)
        .sort(),
    );
    for (const [name, size] of Object.entries(sizes)) {
      const { width, height, format } = await sharp(
        resolve(ROOT, `docs/store/pictures/${language}/${name}.png`),
      ).metadata();
      expect([name, [width, height], format]).toEqual([name, size, "png"]);
    }
  });
});

it("the page on publishing names the secrets that the workflow takes", () => {
  const taken = [...read(".github/workflows/publish.yml").matchAll(/secrets\.(\w+)/g)].map(
    ([, name]) => name,
  );
  expect(namesBelow("Secrets", "docs/store/publishing.md").sort()).toEqual(taken.sort());
});
