import { createCipheriv } from "node:crypto";

/** The key in the source of Exotel's CRM SDK (`publicKey`), which so opens every `SipSecret`. */
const KEY = Buffer.from("6368616e676520746869732070617373776f726420746f206120736563726574", "hex");
/** Exotel's is another one for each secret. */
const IV = Buffer.from("9e107d9d372bb6826bd81d3542a419d6", "hex");

/** A softphone's password as `SipSecret` holds it, by Exotel's CRM SDK: an IV and AES-256-CFB, in hexadecimal digits. */
export function sipSecret(password: string): string {
  const cipher = createCipheriv("aes-256-cfb", KEY, IV);
  return Buffer.concat([IV, cipher.update(password, "utf8"), cipher.final()]).toString("hex");
}
