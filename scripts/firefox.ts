import { existsSync } from "node:fs";
import { aptInstall, onPath } from "./browser.ts";

/** Only the extended support release and the developers' editions take an extension that Mozilla has not signed. */
function findFirefox(): string | null {
  const chosen = process.env.FIREFOX_PATH;
  if (chosen === undefined || chosen === "") return onPath("firefox-esr");
  if (!existsSync(chosen)) throw new Error(`FIREFOX_PATH is ${chosen}, and there is no such file.`);
  return chosen;
}

/**
 * Finds Firefox ESR: `FIREFOX_PATH`, else `firefox-esr`. Installs Debian's if there is none and this process may.
 *
 * @returns The executable's path.
 * @throws If there is none. The message says how to get it.
 */
export function ensureFirefox(): string {
  const found = findFirefox();
  if (found !== null) return found;
  const installed = aptInstall(["firefox-esr"]) ? findFirefox() : null;
  if (installed !== null) return installed;
  throw new Error(
    "No Firefox that takes an unsigned extension was found: Firefox ESR or Developer Edition. On Debian, install it with:\n\n" +
      "  sudo apt-get update && sudo apt-get install -y firefox-esr\n\nor name one in FIREFOX_PATH.",
  );
}
