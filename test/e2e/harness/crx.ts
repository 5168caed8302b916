import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import JSZip from "jszip";
import { idOfSigned, signCrx } from "../../../scripts/build/crx.ts";
import { readManifest } from "./extension-id.ts";

export interface Crx {
  readonly crx: Buffer;
  readonly id: string;
  readonly version: string;
}

/** The key that makes an extension the same one in another version. */
export type PackingKey = ReturnType<typeof newPackingKey>;

export function newPackingKey() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/**
 * Packs an unpacked extension as a CRX (version 3), signed with a fresh key unless one is given. The manifest's own `key` is
 * left out, so that the id is that of the packing key.
 */
export async function packCrx(
  directory: string,
  changes: { readonly manifest?: { version?: string; update_url?: string }; readonly key?: PackingKey } = {},
): Promise<Crx> {
  const { key: _, ...written } = readManifest(directory);
  const manifest = { ...written, ...changes.manifest };
  const archive = new JSZip();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    archive.file(path.slice(directory.length + 1), readFileSync(path));
  }
  archive.file("manifest.json", JSON.stringify(manifest));
  const zip = await archive.generateAsync({ type: "uint8array" });

  const { privateKey } = changes.key ?? newPackingKey();
  return { crx: signCrx(zip, privateKey), id: idOfSigned(privateKey), version: String(manifest.version) };
}
