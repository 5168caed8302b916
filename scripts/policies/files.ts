import { adml, admx } from "./admx.ts";
import { CHROME, consolePolicy, EDGE, extensionSettings, type Installed, linuxPolicies } from "./browser.ts";
import { firefoxPolicies } from "./firefox.ts";
import type { PolicyValues } from "./keys.ts";
import { mobileconfig } from "./mobileconfig.ts";
import { powershell } from "./powershell.ts";

/** What an administrator rolls out, by the file's name: for each system what it takes. */
export function policyFiles(installed: Installed, values: PolicyValues): ReadonlyMap<string, string> {
  const { id } = installed;
  const files = [CHROME, EDGE].flatMap((browser): [string, string][] => [
    [`windows/hookswitch-${browser.short}.admx`, admx(browser, id)],
    [`windows/en-US/hookswitch-${browser.short}.adml`, adml(browser)],
    // In one line, as the field of a group policy takes it.
    [
      `windows/${browser.short}-extension-settings.txt`,
      `${JSON.stringify(extensionSettings(browser, installed))}\n`,
    ],
    [`windows/${browser.short}-policy.ps1`, powershell(browser, id, values)],
    [`linux/${browser.short}.json`, json(linuxPolicies(browser, installed, values))],
  ]);
  return new Map([
    ["policy.json", json(values)],
    ["admin-console.json", json(consolePolicy(values))],
    ["firefox/policies.json", json(firefoxPolicies(installed.updateUrl, values))],
    ["macos/hookswitch.mobileconfig", mobileconfig(installed, values)],
    ...files,
  ]);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
