/** The parts of a manifest for Chromium that differ in Firefox. */
export interface ChromiumManifest {
  readonly background: { readonly service_worker: string };
  readonly permissions: readonly string[];
  readonly optional_permissions: readonly string[];
  readonly commands: Readonly<Record<string, object>>;
  readonly [key: string]: unknown;
}

/** Permissions that only Chromium has. Firefox warns of each. */
const CHROMIUM_PERMISSIONS = ["offscreen", "identity.email"];

/** The add-on's ID in Firefox: administrators name it in their policies, and Firefox keeps what is stored under it. */
export const FIREFOX_ID = "hookswitch@hookswitch.example";

/** What Firefox needs besides. */
const GECKO = {
  id: FIREFOX_ID,
  // The oldest version that gets security updates, and the one that the tests drive.
  strict_min_version: "153.0",
  // To Exotel alone: the credentials; and the user ID, email and phone numbers by which it knows the agent.
  data_collection_permissions: { required: ["authenticationInfo", "personallyIdentifyingInfo"] },
};

/**
 * The default keys. On Linux and Windows, Alt with the letter of a menu opens that menu in Firefox, with Shift too: S opens the
 * history, and H the help.
 */
const KEYS: Readonly<Record<string, string>> = {
  _execute_action: "Alt+Shift+K",
  "switch-device": "Alt+Shift+U",
};

/**
 * Firefox's manifest for the same files: an event page instead of a service worker, nothing that only Chromium knows.
 *
 * @param chromium the manifest of the build for Chromium
 */
export function firefoxManifest(chromium: ChromiumManifest): object {
  const { key: _key, minimum_chrome_version: _version, storage: _schema, ...shared } = chromium;
  const known = (permissions: readonly string[]): readonly string[] =>
    permissions.filter((permission) => !CHROMIUM_PERMISSIONS.includes(permission));
  return {
    ...shared,
    permissions: known(shared.permissions),
    optional_permissions: known(shared.optional_permissions),
    background: { scripts: [shared.background.service_worker] },
    commands: Object.fromEntries(
      Object.entries(shared.commands).map(([name, command]) => [
        name,
        name in KEYS ? { ...command, suggested_key: { default: KEYS[name] } } : command,
      ]),
    ),
    browser_specific_settings: { gecko: GECKO },
  };
}
