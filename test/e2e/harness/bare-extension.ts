import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { idOfKey } from "../../../scripts/build/crx.ts";

/** The host of the first device API, which the bare extension may ask. */
const API = "https://integrationscore.mum1.exotel.com";

/** A worker that only starts: the floor for how fast any worker can answer. */
const EMPTY_WORKER = "";

/** A worker that answers every message with the message, and does nothing else. */
export const ECHO_WORKER = `
chrome.runtime.onMessage.addListener((message, _sender, reply) => { reply(message); });
`;

/** A worker that sends one PUT to `path` upon any command, and does nothing else: the floor for a key press. */
export function fetchingWorker(path: string): string {
  return `
chrome.commands.onCommand.addListener((command) => {
  fetch(${JSON.stringify(API + path)}, {
    method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ command }),
    credentials: "omit", cache: "no-store", redirect: "error",
  });
});
`;
}

/** A page of nothing but static HTML: the floor for a first paint. */
const BLANK_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bare</title></head>
<body><main><h1>Bare</h1></main></body>
</html>
`;

export interface BareExtensionOptions {
  /** The script of the worker, a module. Default `EMPTY_WORKER`. */
  worker?: string;
  /** The HTML of the popup. Default `BLANK_PAGE`. */
  popup?: string;
  /** Further files by path; they replace those of the same name. */
  files?: Record<string, string>;
  /** Fields that are added to the manifest, or replace those of the same name. */
  manifest?: Record<string, unknown>;
}

export interface BareExtension {
  directory: string;
  id: string;
  /** Removes the folder. */
  remove(): void;
}

/**
 * Writes a minimal extension to a new temporary folder: a module worker, a popup, an options page, storage, alarms, the
 * popup on Alt+Shift+H, the command `switch-device` on Alt+Shift+S, the API's host and the product's content security policy. What a test shows
 * with it is the browser's doing, and a bench that compares with it measures what the product adds.
 */
export function writeBareExtension(options: BareExtensionOptions = {}): BareExtension {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = publicKey.export({ type: "spki", format: "der" });
  const manifest = {
    manifest_version: 3,
    name: "Bare",
    version: "1.0",
    key: key.toString("base64"),
    minimum_chrome_version: "120",
    action: { default_popup: "popup.html", default_title: "Bare" },
    options_ui: { page: "options.html", open_in_tab: true },
    background: { service_worker: "worker.js", type: "module" },
    permissions: ["storage", "alarms"],
    host_permissions: [`${API}/*`],
    content_security_policy: {
      extension_pages: `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src ${API}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
    commands: {
      _execute_action: { suggested_key: { default: "Alt+Shift+H" } },
      "switch-device": { suggested_key: { default: "Alt+Shift+S" }, description: "Switch" },
    },
    ...options.manifest,
  };
  const files = {
    "manifest.json": JSON.stringify(manifest, null, 2),
    "worker.js": options.worker ?? EMPTY_WORKER,
    "popup.html": options.popup ?? BLANK_PAGE,
    "options.html": BLANK_PAGE,
    ...options.files,
  };
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-bare-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return {
    directory,
    id: idOfKey(key),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
