import type { SignInPage } from "../agent/platform.ts";
import { browser } from "./extension.ts";

/** How long a silent sign-in may take, ms. The browser lets the worker live for 30 s. */
const SILENT_LIMIT = 20_000;

/** The organisation's sign-in page, in a window that the browser shows only if it may and has to. For the vault only. */
export const signInPage: SignInPage = {
  redirectUri: () => browser.identity.getRedirectURL(),
  async open(url, isSilent) {
    const flow = browser.identity.launchWebAuthFlow({ url, interactive: !isSilent });
    const late = new Promise<undefined>((resolve) => {
      if (isSilent) setTimeout(resolve, SILENT_LIMIT);
    });
    try {
      const address: string | undefined = await Promise.race([flow, late]);
      return address === undefined ? { ok: false, why: "unreachable" } : { ok: true, address };
    } catch (error) {
      return { ok: false, why: whyNot(error, isSilent) };
    }
  },
};

/** Nothing but the words tells why: those of Chromium, and of Firefox. */
function whyNot(error: unknown, isSilent: boolean): "interaction" | "cancelled" | "unreachable" {
  const words = error instanceof Error ? error.message : "";
  if (/interaction/i.test(words)) return "interaction";
  if (!/did not approve|cancelled/i.test(words)) return "unreachable";
  // Nobody can close what is not shown: the page has done so. What is cancelled is tried again without any pause.
  return isSilent ? "interaction" : "cancelled";
}
