import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { distProblems } from "../../scripts/build/dist-problems.ts";
import { policyHash } from "../../scripts/build/inline-style.ts";

const STYLE = "main{color:red}";
const SOURCE = {
  name: "An extension",
  permissions: ["storage"],
  background: { service_worker: "src/background.ts" },
  action: { default_popup: "popup.html" },
  content_security_policy: { extension_pages: "default-src 'none'; style-src 'self'; img-src 'self'" },
};

let folder = "";

/** Writes a built extension whose popup has `style` of its own, under a manifest that allows `allowed`. */
function built(style: string, allowed: string, changes: object = {}): string {
  folder = mkdtempSync(join(tmpdir(), "hookswitch-dist-"));
  mkdirSync(join(folder, "assets"));
  const policy = `default-src 'none'; style-src 'self' ${policyHash(allowed)}; img-src 'self'`;
  const manifest = {
    ...SOURCE,
    background: { service_worker: "background.js" },
    content_security_policy: { extension_pages: policy },
    ...changes,
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "background.js"), "chrome.alarms.onAlarm.addListener(() => 0);");
  writeFileSync(join(folder, "popup.html"), `<head><style>${style}</style></head>`);
  return folder;
}

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a page's own style is allowed by its hash, and nothing else in the manifest may differ", () => {
  expect(distProblems(built(STYLE, STYLE), SOURCE)).toEqual([]);
});

it.each([
  ["a style that the policy does not allow, without which the page would be shown", `${STYLE} `, STYLE, {}],
  ["a permission that the sources do not ask for", STYLE, STYLE, { permissions: ["storage", "tabs"] }],
  [
    "a policy that allows any style",
    STYLE,
    STYLE,
    { content_security_policy: { extension_pages: "style-src *" } },
  ],
] as const)("%s fails the build", (_what, style, allowed, changes) => {
  expect(distProblems(built(style, allowed, changes), SOURCE)).toEqual([
    "The built manifest differs from manifest.json in more than the worker's file and the styles.",
  ]);
});
