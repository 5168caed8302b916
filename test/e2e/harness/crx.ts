import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import JSZip from "jszip";
import { idOfKey, readManifest } from "./extension-id.ts";

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
 *
 * The format: "Cr24", version and length of the header as little-endian numbers, the header (a protocol buffer that
 * holds the public key, the signature and the id), the zip. Signed are the magic, the id's part of the header and the zip.
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

  const { publicKey, privateKey } = changes.key ?? newPackingKey();
  const der = publicKey.export({ type: "spki", format: "der" });
  const signedData = bytesField(1, createHash("sha256").update(der).digest().subarray(0, 16));
  const signature = createSign("sha256")
    .update("CRX3 SignedData\0")
    .update(uint32(signedData.length))
    .update(signedData)
    .update(zip)
    .sign(privateKey);
  const proof = Buffer.concat([bytesField(1, der), bytesField(2, signature)]);
  const header = Buffer.concat([bytesField(2, proof), bytesField(10_000, signedData)]);
  const crx = Buffer.concat([Buffer.from("Cr24"), uint32(3), uint32(header.length), header, zip]);
  return { crx, id: idOfKey(der), version: String(manifest.version) };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A protocol buffer's field of the type "bytes". */
function bytesField(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
