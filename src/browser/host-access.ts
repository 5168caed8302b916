import type { Barred } from "../core/failure.ts";
import { browser } from "./extension.ts";

/**
 * `fetch` for the hosts of the manifest. To the browser a host that the extension may ask is as good as its own origin,
 * and any other is refused in this mode before anything is sent. In any other mode it would send a preflight there.
 */
export const fetchWithAccess: typeof globalThis.fetch = (input, init) =>
  fetch(input, { ...init, mode: "same-origin" });

/** Why the browser lets nothing be sent in this turn to an origin, as the manifest names it; `null` where it does. Never rejects. */
export async function barred(origin: string): Promise<Barred | null> {
  const letThrough = isLetThrough(origin);
  // A browser that cannot say withholds nothing.
  const isGranted = await browser.permissions.contains(patternOf(origin)).catch(() => true);
  if (!isGranted) return "access-withheld";
  return (await letThrough) ? null : "access-forbidden";
}

/**
 * Whether the browser lets a request out to an origin, found out without one. A policy (`runtime_blocked_hosts`) takes the access
 * away, and `permissions.contains` goes on saying that it is there. Chromium refuses what it does not let through before it
 * looks at anything else, and what it lets through can still be given up in the same turn; even then it would ask the cache only.
 */
async function isLetThrough(origin: string): Promise<boolean> {
  const control = new AbortController();
  const asked = fetchWithAccess(origin, { cache: "only-if-cached", signal: control.signal });
  control.abort();
  return asked.then(
    () => true,
    (error: unknown) => !(error instanceof TypeError),
  );
}

/**
 * Has the browser ask the agent to allow a host again, and tells whether it is allowed then. Only in answer to a press: the
 * browser refuses it else. A popup is closed by the question.
 */
export function requestAccess(host: string): Promise<boolean> {
  return browser.permissions.request(patternOf(`https://${host}`)).catch(() => false);
}

/** Calls back when access to hosts is taken away, and when it is given back; the browser starts the worker for it. */
export function watchAccess(lost: () => void, given: () => void): void {
  browser.permissions.onRemoved.addListener(lost);
  browser.permissions.onAdded.addListener(given);
}

/** The pattern of the manifest's `host_permissions`. */
function patternOf(origin: string): { origins: string[] } {
  return { origins: [`${origin}/*`] };
}
