import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { distProblems } from "../../../scripts/build/dist-problems.ts";

const MANIFEST = {
  name: "An extension",
  permissions: ["storage"],
  background: { service_worker: "background.js" },
  action: { default_popup: "popup.html" },
  content_security_policy: { extension_pages: "default-src 'none'; style-src 'self'; img-src 'self'" },
};

const FILES = {
  "background.js": "chrome.alarms.onAlarm.addListener(() => 0);",
  "popup.html": '<head><link rel="stylesheet" href="/popup.css"><script src="./popup.js"></script></head>',
  "popup.css": "main{color:red}",
  "popup.js": "document.title",
};

let folder = "";

/** What is wrong with an extension that was built with other files, or another manifest, than it should. */
function problems(files: Record<string, string> = {}, manifest: object = {}): string[] {
  folder = mkdtempSync(join(tmpdir(), "hookswitch-dist-"));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...MANIFEST, ...manifest }));
  for (const [file, text] of Object.entries({ ...FILES, ...files })) writeFileSync(join(folder, file), text);
  return distProblems(folder, MANIFEST);
}

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a build with the manifest of the sources and all files may ship", () => {
  expect(problems()).toEqual([]);
});

describe("a manifest fails the build that has", () => {
  it.each([
    ["a permission that the sources do not ask for", { permissions: ["storage", "tabs"] }],
    ["a policy that allows any style", { content_security_policy: { extension_pages: "style-src *" } }],
    [
      "files that web pages may read",
      { web_accessible_resources: [{ resources: ["*"], matches: ["*://*/*"] }] },
    ],
  ])("%s", (_what, changes) => {
    expect(problems({}, changes)).toEqual(["The built manifest differs from manifest.json."]);
  });

  it("a popup that is not there", () => {
    expect(problems({}, { action: { default_popup: "other.html" } })).toContain(
      "The manifest names other.html, which is not there.",
    );
  });

  it("no worker", () => {
    expect(problems({}, { background: undefined })).toContain(
      "The built manifest names no background worker.",
    );
  });
});

describe("a file fails the build:", () => {
  it.each([
    [
      "a page that names a script that is not there",
      { "popup.html": '<script src="./main.js"></script>' },
      "popup.html names main.js, which is not there.",
    ],
    ["a source map", { "popup.js.map": "{}" }, "popup.js.map is a source map."],
    [
      "a script that points to a source map",
      { "popup.js": "0\n//# sourceMappingURL=elsewhere" },
      "popup.js points to a source map.",
    ],
    [
      "a worker that loads a module later",
      { "background.js": "chrome.alarms.onAlarm.addListener(({ name }) => import(name))" },
      "The background worker uses import(, which workers do not have.",
    ],
    [
      "a worker that uses the page's document, even later",
      { "background.js": "chrome.alarms.onAlarm.addListener(() => document.title)" },
      "The background worker uses document, which workers do not have.",
    ],
    [
      "a worker that throws when it starts",
      { "background.js": "window.name = ''" },
      "The background worker throws in its first turn: ReferenceError: window is not defined",
    ],
  ])("%s", (_what, files, problem) => {
    expect(problems(files)).toEqual([problem]);
  });
});
