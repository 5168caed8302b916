import type { Hookswitch } from "./launch.ts";

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
