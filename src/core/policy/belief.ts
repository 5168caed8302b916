import type { Policy } from "./policy.ts";

/** What this run of the browser has said of the policy so far. */
export interface PolicySeen {
  /** Whether it has told a policy, or that one has changed. */
  readonly answered: boolean;
  /** Since when it has told none, by this machine's clock (ms); `null` while it tells one. */
  readonly emptySince: number | null;
  /** When the agent was last searched by their email; `null` before. */
  readonly searchedAt: number | null;
}

export const NOTHING_ANSWERED: PolicySeen = { answered: false, emptySince: null, searchedAt: null };

/**
 * How long the browser must tell none before that counts, ms. A file being rewritten is empty for a moment, and the browser looks
 * at it every few seconds.
 */
export const EMPTY_FOR = 10_000;
/**
 * The same if the browser has told nothing since its start: the answer comes seconds later, and nothing tells "none" from "not
 * yet". A policy removed while the browser was closed is mostly announced as a change. If it is not, waiting costs little: its
 * credentials were only in memory and are gone.
 */
export const EMPTY_FROM_START = 300_000;

/**
 * Which policy holds, by what the browser tells now and what was known before. A policy that is told holds at once.
 *
 * @param announced whether the browser has just said that the policy has changed
 * @param now this machine's clock, ms
 */
export function believe(
  known: Policy | null,
  told: Policy,
  seen: PolicySeen,
  announced: boolean,
  now: number,
): { readonly policy: Policy | null; readonly seen: PolicySeen } {
  if (Object.keys(told).length > 0)
    return { policy: told, seen: { ...seen, answered: true, emptySince: null } };
  if (known === null) return { policy: null, seen };
  // A clock that was set back begins the wait anew.
  const emptySince = Math.min(seen.emptySince ?? now, now);
  const after = { ...seen, answered: seen.answered || announced, emptySince };
  const lasts = now - emptySince >= (after.answered ? EMPTY_FOR : EMPTY_FROM_START);
  return { policy: lasts ? null : known, seen: after };
}
