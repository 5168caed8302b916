import { FIREFOX_ID } from "../build/firefox-manifest.ts";
import { CHROME_WEB_STORE } from "./browser.ts";
import type { PolicyValues } from "./keys.ts";

/**
 * Firefox's `policies.json`: installs the add-on, keeps its button on the toolbar and sets its policy.
 *
 * @param updateUrl where the other browsers find it: if that is an organisation's server, Firefox's package lies beside it
 */
export function firefoxPolicies(updateUrl: string, values: PolicyValues): object {
  const installUrl =
    updateUrl === CHROME_WEB_STORE
      ? `https://addons.mozilla.org/firefox/downloads/latest/${FIREFOX_ID}/latest.xpi`
      : new URL("hookswitch-firefox.xpi", updateUrl).href;
  const settings = {
    installation_mode: "force_installed",
    install_url: installUrl,
    default_area: "navbar",
  };
  return {
    policies: {
      ExtensionSettings: { [FIREFOX_ID]: settings },
      "3rdparty": { Extensions: { [FIREFOX_ID]: values } },
    },
  };
}
