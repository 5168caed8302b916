import { browser } from "./extension.ts";

/**
 * Whether the administrator allows credentials on the disk: `AllowKeepSignedIn` in managed-schema.json, `true` by default.
 * A browser that has just started may report no policy at first and a change later. Never rejects.
 */
export async function mayKeepSignedIn(): Promise<boolean> {
  // Firefox rejects if no policy is set.
  const policies = await browser.storage.managed.get("AllowKeepSignedIn").catch(() => ({}));
  return (policies as Record<string, unknown>).AllowKeepSignedIn !== false;
}

/** Calls back when the administrator's policies change. The browser starts the worker for it. */
export function watchPolicy(changed: () => void): void {
  // Older browsers lack this event, and throwing in the first turn would break the worker. They see changes at the next start.
  browser.storage.managed?.onChanged?.addListener(changed);
}
