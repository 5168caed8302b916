import type { AccessBlock } from "../core/failure.ts";
import { browser } from "./extension.ts";

/**
 * `fetch` for the hosts of the manifest. To the browser a host that the extension may ask is as good as its own origin,
 * and any other is refused in this mode before anything is sent. In any other mode it would send a preflight there.
 *
 * @param accessBlock the error with which it rejects where nothing was sent, since the browser withholds the host
 */
export function fetchWithAccess(
  accessBlock: (host: string, why: AccessBlock) => Error,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host } = new URL(input instanceof Request ? input.url : input);
    // In this very turn: what was sent before the access was withdrawn may have been done.
    const granted = hasAccess(host);
    const answer = fetch(input, { ...init, mode: "same-origin" });
    const refused = isRefusedAtOnce(answer);
    try {
      return await answer;
    } catch (error) {
      const why = await whyBarred(granted, refused);
      throw error instanceof TypeError && why !== null ? accessBlock(host, why) : error;
    }
  };
}

async function whyBarred(granted: Promise<boolean>, refused: Promise<boolean>): Promise<AccessBlock | null> {
  if (!(await granted)) return "access-withheld";
  return (await refused) ? "access-forbidden" : null;
}

/**
 * Whether a request was refused in the turn in which it was made, which no network can do. A policy (`runtime_blocked_hosts`)
 * takes the access away while `permissions.contains` goes on saying that it is there; nothing else tells of it. A browser that
 * refuses it later has it taken for a network that fails.
 */
async function isRefusedAtOnce(answer: Promise<unknown>): Promise<boolean> {
  let refused = false;
  answer.catch(() => {
    refused = true;
  });
  await null;
  return refused;
}

/** Whether the agent lets a host be asked. A browser that cannot say withholds nothing. Never rejects. */
export function hasAccess(host: string): Promise<boolean> {
  return browser.permissions.contains(patternOf(host)).catch(() => true);
}

/**
 * Has the browser ask the agent to allow a host again, and tells whether it is allowed then. Only in answer to a press: the
 * browser refuses it else. A popup is closed by the question.
 */
export function requestAccess(host: string): Promise<boolean> {
  return browser.permissions.request(patternOf(host)).catch(() => false);
}

/** Calls back when access to hosts is taken away, and when it is given back; the browser starts the worker for it. */
export function watchAccess(lost: () => void, given: () => void): void {
  browser.permissions.onRemoved.addListener(lost);
  browser.permissions.onAdded.addListener(given);
}

/** The pattern of the manifest's `host_permissions`. */
function patternOf(host: string): { origins: string[] } {
  return { origins: [`https://${host}/*`] };
}
