import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { idOfKey } from "../../../scripts/build/crx.ts";

/** The parts of a manifest that the harness reads. */
export interface Manifest {
  name: string;
  key?: string;
  action?: { default_popup?: string; default_title?: string };
  options_ui?: { page?: string };
  [field: string]: unknown;
}

/**
 * Reads the manifest of an unpacked extension.
 *
 * @throws Error when the folder holds no manifest, which for the product means that it has not been built
 */
export function readManifest(directory: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Manifest;
  } catch (cause) {
    throw new Error(`No extension in ${directory}: build it first with "npm run build"`, { cause });
  }
}

/** The id under which an unpacked folder is loaded: that of the manifest's `key`, else that of the folder's path. */
export function idOfUnpacked(directory: string): string {
  const { key } = readManifest(directory);
  return idOfKey(key === undefined ? Buffer.from(resolve(directory)) : Buffer.from(key, "base64"));
}
