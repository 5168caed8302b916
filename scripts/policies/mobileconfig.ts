import { createHash } from "node:crypto";
import { CHROME, EDGE, extensionSettings, type Installed, type PolicyBrowser } from "./browser.ts";
import type { PolicyValues } from "./keys.ts";
import { type Element, element, xmlDocument } from "./xml.ts";

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

/** A configuration profile for macOS: for each browser, one payload that installs the extension and one with its policy. */
export function mobileconfig(installed: Installed, values: PolicyValues): string {
  const payloads = [CHROME, EDGE].flatMap((browser) => payloadsOf(browser, installed, values));
  const profile = {
    PayloadContent: payloads,
    PayloadDescription:
      "Installs the extension Hookswitch in Google Chrome and Microsoft Edge, and sets it up.",
    PayloadDisplayName: "Hookswitch",
    PayloadRemovalDisallowed: true,
    PayloadScope: "System",
    ...identity("Configuration", `hookswitch.${installed.id}`),
  };
  return xmlDocument(element("plist", { version: "1.0" }, [plist(profile)]), DOCTYPE);
}

function payloadsOf(browser: PolicyBrowser, installed: Installed, values: PolicyValues): object[] {
  const domain = `${browser.domain}.extensions.${installed.id}`;
  return [
    {
      ExtensionSettings: extensionSettings(browser, installed),
      PayloadDisplayName: `${browser.name}: installs Hookswitch`,
      ...identity(browser.domain, `hookswitch.${installed.id}.install.${browser.short}`),
    },
    {
      ...values,
      PayloadDisplayName: `${browser.name}: Hookswitch's policy`,
      ...identity(domain, `hookswitch.${installed.id}.policy.${browser.short}`),
    },
  ];
}

/** The same name gives the same UUID (version 8), so that a new profile replaces the old one. */
function identity(type: string, name: string): object {
  const hex = createHash("sha256").update(name).digest("hex").toUpperCase();
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return {
    PayloadIdentifier: name,
    PayloadType: type,
    PayloadUUID: [...uuid, hex.slice(20, 32)].join("-"),
    PayloadVersion: 1,
  };
}

/** A value as an element of a property list. */
function plist(value: unknown): Element {
  if (typeof value === "boolean") return element(String(value));
  if (typeof value === "number") return element("integer", {}, String(value));
  if (typeof value === "string") return element("string", {}, value);
  if (Array.isArray(value)) return element("array", {}, value.map(plist));
  const entries = Object.entries(value as object);
  return element(
    "dict",
    {},
    entries.flatMap(([key, item]) => [element("key", {}, key), plist(item)]),
  );
}
