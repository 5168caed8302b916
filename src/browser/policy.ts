import { browser } from "./extension.ts";

/**
 * Whether the administrator lets credentials be kept on the disk: `AllowKeepSignedIn` of managed-schema.json. Allowed
 * where nothing is said. A browser that has just started may say nothing at first, and later that it has changed.
 * Never rejects.
 */
export async function mayKeepSignedIn(): Promise<boolean> {
  // Firefox rejects where no policy is set.
  const policies = await browser.storage.managed.get("AllowKeepSignedIn").catch(() => ({}));
  return (policies as Record<string, unknown>).AllowKeepSignedIn !== false;
}

/** Calls back when the administrator's policies have changed; the browser starts the worker for it. */
export function watchPolicy(changed: () => void): void {
  // Older browsers lack it, and a worker that throws in its first turn is lost: what has changed is then seen at the next start.
  browser.storage.managed?.onChanged?.addListener(changed);
}
