import { sitePattern } from "../core/softphone-tab/page-address.ts";
import { browser } from "./extension.ts";

/** Whether the agent has given the optional permission for a page's site. Never rejects. */
export function hasSitePermission(page: string): Promise<boolean> {
  return browser.permissions.contains(siteOf(page)).catch(() => false);
}

/**
 * Has the browser ask the agent for the permission for a page's site, and resolves with whether it is given. Call it only in
 * response to a user gesture: otherwise the browser refuses. Never rejects.
 */
export function requestSitePermission(page: string): Promise<boolean> {
  return browser.permissions.request(siteOf(page)).catch(() => false);
}

/** Gives the permission for a page's site back, and resolves with whether it is gone. Never rejects. */
export function removeSitePermission(page: string): Promise<boolean> {
  return browser.permissions.remove(siteOf(page)).catch(() => false);
}

function siteOf(page: string): { origins: string[] } {
  return { origins: [sitePattern(page)] };
}
