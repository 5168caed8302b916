import { createPrivateKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { policyFiles } from "../policies/files.ts";
import type { PolicyValues } from "../policies/keys.ts";
import { readPolicy } from "../policies/read.ts";
import { examplePolicy } from "../policies/values.ts";
import { element, xmlDocument } from "../policies/xml.ts";
import { idOfSigned, signCrx } from "./crx.ts";

/** How an organisation hosts the extension itself. */
export interface SelfHosting {
  /** Signs the package, and gives the extension its ID. */
  readonly key: KeyObject;
  /** Where browsers look for new versions. */
  readonly updateUrl: string;
  readonly policy: PolicyValues;
}

/** What a command was given for that, besides what to build. */
export interface SelfHostingOptions {
  /** The file of the key. */
  readonly key?: string;
  readonly "update-url"?: string;
  /** The file of the policy; the example when absent. */
  readonly policy?: string;
}

/**
 * Reads what is needed to host the extension.
 *
 * @throws Error with a sentence that says what is missing or wrong
 */
export function readSelfHosting({ key, policy, ...rest }: SelfHostingOptions): SelfHosting {
  const updateUrl = rest["update-url"];
  if (key === undefined || updateUrl === undefined)
    throw new Error("Give the file of the key (--key), and where browsers find updates (--update-url).");
  if (!existsSync(key))
    throw new Error(`There is no ${key}. Make a key once, and keep it: openssl genrsa -out ${key} 2048`);
  return {
    key: createPrivateKey(readFileSync(key)),
    updateUrl: checkedUpdateUrl(updateUrl),
    policy: policy === undefined ? examplePolicy() : readPolicy(policy),
  };
}

/** @throws Error if browsers must not be sent there */
export function checkedUpdateUrl(address: string): string {
  const { protocol, hostname, pathname, href } = new URL(address);
  const isHere = ["localhost", "127.0.0.1"].includes(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere))
    throw new Error("The update URL must begin with https://.");
  if (posix.basename(pathname) === "" || pathname.endsWith("/"))
    throw new Error("The update URL must name a file, such as …/updates.xml.");
  return href;
}

/**
 * The files that an organisation hosts (`host/`) and those that it rolls out (`policies/`), by name. These may hold credentials.
 *
 * @param zip the package; its manifest names the same update URL
 */
export function selfHostedFiles(
  zip: Uint8Array,
  version: string,
  { key, updateUrl, policy }: SelfHosting,
): ReadonlyMap<string, Uint8Array | string> {
  const id = idOfSigned(key);
  const crx = `hookswitch-${version}.crx`;
  const policies = [...policyFiles({ id, updateUrl }, policy)].map(
    ([name, text]) => [`policies/${name}`, text] as const,
  );
  const updates = posix.basename(new URL(updateUrl).pathname);
  return new Map<string, Uint8Array | string>([
    [`host/${crx}`, signCrx(zip, key)],
    [`host/${updates}`, updateManifest(id, version, new URL(crx, updateUrl).href)],
    ...policies,
  ]);
}

/** What a browser reads at the update URL: the newest version, and where it is. */
function updateManifest(id: string, version: string, codebase: string): string {
  const check = element("updatecheck", { codebase, version });
  const app = element("app", { appid: id }, [check]);
  const root = { xmlns: "http://www.google.com/update2/response", protocol: "2.0" };
  return xmlDocument(element("gupdate", root, [app]));
}
