import type { AccessBlock } from "../core/failure.ts";
import { browser } from "./extension.ts";

/**
 * When a request that was refused at once is tried again, ms after the time before. In its first milliseconds, a worker of Chromium's
 * may be refused the hosts that it has access to.
 */
const AGAIN_AFTER = [10, 100, 500];

/**
 * `fetch` for the manifest's hosts. The browser treats a host that the extension may access like the extension's own
 * origin. In this mode it refuses any other host before it sends anything; in any other mode it would send a preflight.
 *
 * @param accessBlock makes the error to reject with when the browser blocked the host and sent nothing
 */
export function fetchWithAccess(
  accessBlock: (host: string, why: AccessBlock) => Error,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    for (let tries = 0; ; tries += 1) {
      // Check in the same turn as the request: a request sent before access was withdrawn may have been carried out.
      const granted = hasAccess(host);
      const answer = fetch(input, { ...init, mode: "same-origin" });
      const refused = isRefusedAtOnce(answer);
      try {
        return await answer;
      } catch (error) {
        const why = await whyBarred(granted, refused);
        if (!(error instanceof TypeError) || why === null) throw error;
        const wait = AGAIN_AFTER[tries];
        if (why === "access-withheld" || wait === undefined) throw accessBlock(host, why);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
}

async function whyBarred(granted: Promise<boolean>, refused: Promise<boolean>): Promise<AccessBlock | null> {
  if (!(await granted)) return "access-withheld";
  return (await refused) ? "access-forbidden" : null;
}

/**
 * Whether a request was refused in the turn it was made, which no network can do. A policy (`runtime_blocked_hosts`) blocks a
 * host although `permissions.contains` still reports access; nothing else reveals it. If a browser refuses later, it looks
 * like a network failure.
 */
async function isRefusedAtOnce(answer: Promise<unknown>): Promise<boolean> {
  let refused = false;
  answer.catch(() => {
    refused = true;
  });
  await null;
  return refused;
}

/** Whether the agent allows access to a host; `true` if the browser cannot tell. Never rejects. */
export function hasAccess(host: string): Promise<boolean> {
  return browser.permissions.contains(patternOf(host)).catch(() => true);
}

/**
 * Has the browser ask the agent to allow a host, and resolves with whether it is allowed. Call it only in response to a user
 * gesture: otherwise the browser refuses. The prompt closes a popup.
 */
export function requestAccess(host: string): Promise<boolean> {
  return browser.permissions.request(patternOf(host)).catch(() => false);
}

/** Calls back when host access is withdrawn and when it is granted. The browser starts the worker for both. */
export function watchAccess(removed: () => void, granted: () => void): void {
  browser.permissions.onRemoved.addListener(removed);
  browser.permissions.onAdded.addListener(granted);
}

/** The host's pattern in the manifest's `host_permissions`. */
function patternOf(host: string): { origins: string[] } {
  return { origins: [`https://${host}/*`] };
}
