import type { Browser } from "webextension-polyfill";
import type { Headed } from "./keys.ts";
import type { Hookswitch } from "./launch.ts";
import { pause, until } from "./wait.ts";

declare const chrome: Browser;

/**
 * Lets the extension ask the hosts of its manifest, or withholds them from it: what an agent chooses on
 * chrome://extensions as *Site access*, "on click" or "on all sites". Resolves when the browser has it.
 */
export async function setSiteAccess(handle: Hookswitch, access: "on click" | "on all sites"): Promise<void> {
  const page = await handle.context.newPage();
  try {
    await page.goto(`chrome://extensions/?id=${handle.extensionId}`);
    const change = {
      extensionId: handle.extensionId,
      hostAccess: access === "on click" ? "ON_CLICK" : "ON_ALL_SITES",
    };
    await page.evaluate(`chrome.developerPrivate.updateExtensionConfiguration(${JSON.stringify(change)})`);
  } finally {
    await page.close();
  }
}

/** Allows the extension one more site, a match pattern, in the browser's own question. Does nothing if it is allowed already. */
export async function allowSite(headed: Headed, site: string): Promise<void> {
  const isAllowed = (): Promise<boolean> =>
    headed.keeper.evaluate((site) => chrome.permissions.contains({ origins: [site] }), site);
  if (await isAllowed()) return;
  await headed.keeper.bringToFront();
  const request = `void chrome.permissions.request({ origins: [${JSON.stringify(site)}] })`;
  await headed.keeperCdp.send("Runtime.evaluate", { expression: request, userGesture: true });
  await until(`the browser to allow ${site}`, async () => {
    // The question takes no key for half a second after it has appeared, which nothing tells.
    await pause(700);
    await headed.pressKeys("Tab");
    await headed.pressKeys("Return");
    return isAllowed();
  });
}
