import type { PolicyValues } from "./keys.ts";

/** An extension that policies install. */
export interface Installed {
  /** Its ID: 32 letters from a to p. */
  readonly id: string;
  /** Where browsers ask for it and its updates. */
  readonly updateUrl: string;
}

/** From where browsers install what is in Chrome's Web Store; Edge does so too. */
export const CHROME_WEB_STORE = "https://clients2.google.com/service/update2/crx";

/** The names that a browser's policies have on each system. */
export interface PolicyBrowser {
  readonly name: string;
  /** In the names of files and of namespaces. */
  readonly short: "chrome" | "edge";
  /** Where Windows keeps its policies, under HKLM or HKCU. */
  readonly registry: string;
  /** Its domain of preferences on macOS. */
  readonly domain: string;
  /** Keeps the extension's button on the toolbar (`ExtensionSettings`). */
  readonly pinned: Readonly<Record<string, string>>;
}

export const CHROME: PolicyBrowser = {
  name: "Google Chrome",
  short: "chrome",
  registry: "Software\\Policies\\Google\\Chrome",
  domain: "com.google.Chrome",
  pinned: { toolbar_pin: "force_pinned" },
};

export const EDGE: PolicyBrowser = {
  name: "Microsoft Edge",
  short: "edge",
  registry: "Software\\Policies\\Microsoft\\Edge",
  domain: "com.microsoft.Edge",
  pinned: { toolbar_state: "force_shown" },
};

/** The browser's policy `ExtensionSettings`, which installs the extension for good and pins it. */
export function extensionSettings(browser: PolicyBrowser, { id, updateUrl }: Installed): object {
  return {
    [id]: {
      installation_mode: "force_installed",
      update_url: updateUrl,
      // Updates come from there too, whatever address the package was built with. Chrome's own store needs no word.
      override_update_url: true,
      ...browser.pinned,
    },
  };
}

/** The registry's key with the extension's own policy. */
export function registryKey(browser: PolicyBrowser, id: string): string {
  return `${browser.registry}\\3rdparty\\extensions\\${id}\\policy`;
}

/** What a browser on Linux reads from a file: both of it. */
export function linuxPolicies(browser: PolicyBrowser, installed: Installed, values: PolicyValues): object {
  return {
    ExtensionSettings: extensionSettings(browser, installed),
    "3rdparty": { extensions: { [installed.id]: values } },
  };
}

/** What Google's Admin console takes under "Policy for extensions". */
export function consolePolicy(values: PolicyValues): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { Value: value }]));
}
