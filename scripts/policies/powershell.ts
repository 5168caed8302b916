import { type PolicyBrowser, registryKey } from "./browser.ts";
import type { PolicyValue, PolicyValues } from "./keys.ts";

/**
 * A script for Windows that sets the extension's policy in the registry, for machines that take no administrative template. What it
 * does not name is gone afterwards.
 */
export function powershell(browser: PolicyBrowser, id: string, values: PolicyValues): string {
  const lines = Object.entries(values).flatMap(([name, value]) => set(name, value));
  return [
    `# Sets the policy of the extension Hookswitch in ${browser.name}. Run it as an administrator.`,
    "$ErrorActionPreference = 'Stop'",
    `$key = 'HKLM:\\${registryKey(browser, id)}'`,
    "if (Test-Path $key) { Remove-Item -Path $key -Recurse }",
    "New-Item -Path $key -Force | Out-Null",
    ...lines,
    "",
  ].join("\n");
}

function set(name: string, value: PolicyValue): string[] {
  if (typeof value === "boolean") return [property("$key", name, "DWord", String(Number(value)))];
  if (typeof value === "number") return [property("$key", name, "DWord", String(value))];
  if (typeof value === "string") return [property("$key", name, "String", quoted(value))];
  const key = `"$key\\${name}"`;
  const items = value.map((item, index) => property(key, String(index + 1), "String", quoted(item)));
  return [`New-Item -Path ${key} -Force | Out-Null`, ...items];
}

function property(key: string, name: string, type: string, value: string): string {
  return `New-ItemProperty -Path ${key} -Name '${name}' -PropertyType ${type} -Value ${value} -Force | Out-Null`;
}

/** Nothing is special in single quotes but the quote itself, which is doubled. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;
}
