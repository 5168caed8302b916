import type { Hookswitch } from "./launch.ts";

/** The browsers that have once allowed a site. */
const allowing = new WeakSet<object>();

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

/**
 * Notes in the browser that the agent has once allowed a site, such as "https://softphone.example/*": from then on, the extension
 * gets it when it asks, without a prompt, which no test can press.
 */
export async function allowSiteOnce(handle: Hookswitch, site: string): Promise<void> {
  allowing.add(handle.context);
  const page = await handle.context.newPage();
  try {
    await page.goto(`chrome://extensions/?id=${handle.extensionId}`);
    await page.evaluate(
      `chrome.developerPrivate.addHostPermission(${JSON.stringify(handle.extensionId)}, ${JSON.stringify(site)})`,
    );
  } finally {
    await page.close();
  }
}

/** Whether the browser has once allowed a site. Nothing makes it forget that. */
export function hasAllowedSite({ context }: Hookswitch): boolean {
  return allowing.has(context);
}

/**
 * Gives the extension an optional permission for a site, without the browser's question: an agent who has allowed it once is not
 * asked again.
 *
 * @param site a match pattern
 * @throws Error if the browser does not give it
 */
export async function allowSite(handle: Hookswitch, site: string): Promise<void> {
  await allowSiteOnce(handle, site);
  const expression = `chrome.permissions.request({ origins: [${JSON.stringify(site)}] })`;
  // The browser takes such a request only from somebody's click.
  const ask = { expression, userGesture: true, awaitPromise: true, returnByValue: true };
  const { result } = await handle.keeperCdp.send("Runtime.evaluate", ask);
  if (result.value !== true) throw new Error(`The browser does not allow ${site}`);
}

/** Takes an optional permission for a site away again. */
export async function withdrawSite(handle: Hookswitch, site: string): Promise<void> {
  await handle.keeper.evaluate(`chrome.permissions.remove({ origins: [${JSON.stringify(site)}] })`);
}
