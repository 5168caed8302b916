import { createPublicKey, createVerify, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { idOfKey, idOfSigned, signCrx } from "../../../scripts/build/crx.ts";
import { readSelfHosting, selfHostedFiles } from "../../../scripts/build/self-hosted.ts";
import { all, parseXml } from "./xml.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const UPDATES = "https://intranet.example.com/hookswitch/updates.xml";
const folder = mkdtempSync(join(tmpdir(), "hookswitch-hosting-"));
const keyFile = join(folder, "hookswitch.pem");
writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
const policyFile = join(folder, "policy.json");
writeFileSync(policyFile, JSON.stringify({ AppToken: "s3cret", UserId: "agent_001" }));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the signed package", () => {
  const zip = Buffer.from("a zip");
  const crx = signCrx(zip, privateKey);

  it("is the zip behind a header that the key has signed", () => {
    const headerLength = crx.readUInt32LE(8);
    expect(crx.subarray(0, 4).toString()).toBe("Cr24");
    expect(crx.readUInt32LE(4)).toBe(3);
    expect(crx.subarray(12 + headerLength)).toEqual(zip);
    const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const header = crx.subarray(12, 12 + headerLength);
    expect(header.includes(der)).toBe(true);
    const at = header.indexOf(der) + der.length;
    // A field with 256 bytes: its number and type, then its length in two bytes.
    const signature = header.subarray(at + 3, at + 3 + 256);
    const signedData = header.subarray(-18);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(18);
    const verify = createVerify("sha256").update("CRX3 SignedData\0").update(length).update(signedData);
    expect(verify.update(zip).verify(createPublicKey(privateKey), signature)).toBe(true);
    expect(idOfSigned(privateKey)).toBe(idOfKey(der));
  });

  it("is the same to the byte each time", () => {
    expect(signCrx(zip, privateKey)).toEqual(crx);
  });
});

it("an organisation gets the package, where it is, and its policy for each system", () => {
  const hosting = readSelfHosting({ key: keyFile, "update-url": UPDATES, policy: policyFile });
  const files = selfHostedFiles(Buffer.from("a zip"), "1.2.3", hosting);
  const id = idOfSigned(privateKey);
  expect([...files.keys()].slice(0, 2)).toEqual(["host/hookswitch-1.2.3.crx", "host/updates.xml"]);
  const updates = parseXml(String(files.get("host/updates.xml")));
  expect(updates.attributes).toEqual({ xmlns: "http://www.google.com/update2/response", protocol: "2.0" });
  expect(all(updates, "app")[0]?.attributes).toEqual({ appid: id });
  expect(all(updates, "updatecheck")[0]?.attributes).toEqual({
    codebase: "https://intranet.example.com/hookswitch/hookswitch-1.2.3.crx",
    version: "1.2.3",
  });
  expect(JSON.parse(String(files.get("policies/linux/chrome.json")))).toEqual({
    ExtensionSettings: {
      [id]: {
        installation_mode: "force_installed",
        update_url: UPDATES,
        override_update_url: true,
        toolbar_pin: "force_pinned",
      },
    },
    "3rdparty": { extensions: { [id]: { AppToken: "s3cret", UserId: "agent_001" } } },
  });
});

describe("what is missing or wrong is said before anything is built:", () => {
  const asked = { key: keyFile, "update-url": UPDATES };
  const wrongPolicy = join(folder, "wrong.json");
  writeFileSync(wrongPolicy, JSON.stringify({ AppToken: 1, Appid: "a" }));

  it.each<[string, object, string]>([
    ["no update URL", { key: keyFile }, "where browsers find updates (--update-url)"],
    ["no key", { "update-url": UPDATES }, "Give the file of the key (--key)"],
    ["a key that is not there", { ...asked, key: "no.pem" }, "openssl genrsa -out no.pem 2048"],
    [
      "plain http",
      { ...asked, "update-url": "http://intranet.example.com/u.xml" },
      "must begin with https://",
    ],
    ["a folder", { ...asked, "update-url": "https://intranet.example.com/" }, "must name a file"],
    ["a wrong policy", { ...asked, policy: wrongPolicy }, "AppToken must be a text."],
    ["a key's name", { ...asked, policy: wrongPolicy }, "There is no Appid: write AppId."],
  ])("%s", (_what, options, sentence) => {
    expect(() => readSelfHosting(options)).toThrow(sentence);
  });

  it("plain http is allowed on this machine, to try it", () => {
    const hosting = readSelfHosting({ key: keyFile, "update-url": "http://127.0.0.1:8000/updates.xml" });
    expect(hosting.updateUrl).toBe("http://127.0.0.1:8000/updates.xml");
  });
});
