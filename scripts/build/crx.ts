import { createHash, createPublicKey, createSign, type KeyObject } from "node:crypto";

/** The ID that Chromium derives from a public key (DER): 128 bits of its SHA-256, each nibble as a letter from a to p. */
export function idOfKey(der: Uint8Array): string {
  return [...createHash("sha256").update(der).digest("hex").slice(0, 32)]
    .map((nibble) => String.fromCharCode(97 + Number.parseInt(nibble, 16)))
    .join("");
}

/** The ID of an extension that is signed with this RSA key. */
export function idOfSigned(privateKey: KeyObject): string {
  return idOfKey(publicDer(privateKey));
}

/**
 * Signs a zip as a CRX (version 3), which browsers install by policy. The same zip and key give the same bytes.
 *
 * The format: "Cr24", version and length of the header as little-endian numbers, the header (a protocol buffer that
 * holds the public key, the signature and the id), the zip. Signed are the magic, the id's part of the header and the zip.
 *
 * @param privateKey an RSA key: the extension's ID is that of its public key
 */
export function signCrx(zip: Uint8Array, privateKey: KeyObject): Buffer {
  const der = publicDer(privateKey);
  const signedData = bytesField(1, createHash("sha256").update(der).digest().subarray(0, 16));
  const signature = createSign("sha256")
    .update("CRX3 SignedData\0")
    .update(uint32(signedData.length))
    .update(signedData)
    .update(zip)
    .sign(privateKey);
  const proof = Buffer.concat([bytesField(1, der), bytesField(2, signature)]);
  const header = Buffer.concat([bytesField(2, proof), bytesField(10_000, signedData)]);
  return Buffer.concat([Buffer.from("Cr24"), uint32(3), uint32(header.length), header, zip]);
}

function publicDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: "spki", format: "der" });
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
