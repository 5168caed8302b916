import { createHash, X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import { HOSTS } from "./store.ts";

export interface Certificate {
  /** PEM. */
  key: string;
  /** PEM. */
  cert: string;
  /** Base64 SHA-256 of the public key, as Chromium's --ignore-certificate-errors-spki-list takes it. */
  spkiHash: string;
}

/** Makes a self-signed certificate for Exotel's three hosts and this machine. */
export async function makeCertificate(): Promise<Certificate> {
  const names = [...Object.values(HOSTS), "localhost"];
  const altNames = [
    ...names.map((value) => ({ type: 2 as const, value })),
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const { private: key, cert } = await generate([{ name: "commonName", value: "Exotel emulator" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames },
    ],
  });
  const spki = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  return { key, cert, spkiHash: createHash("sha256").update(spki).digest("base64") };
}
