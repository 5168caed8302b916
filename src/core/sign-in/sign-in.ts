import type { Account } from "../account.ts";
import type { Source } from "../credentials.ts";
import { CLOCK_TOLERANCE, type Status } from "../devices/status.ts";
import { givesCredentials, type Policy } from "../policy/policy.ts";
import { signInUrlOf } from "./sign-in-url.ts";

/**
 * Why signing in with the organisation has failed.
 *
 * - `interaction`: its page has to show something, so the agent must begin.
 * - `denied`: the page did not let the agent in.
 * - `failed`: the page says that it has failed, or its answer cannot be used.
 * - `unreachable`: the browser could not load the page.
 * - `not-saved`: the browser could not store the account.
 */
export type SignInFailure = "interaction" | "denied" | "failed" | "unreachable" | "not-saved";

/** What came of signing in with the organisation since the browser was started. Times are this machine's clock, ms. */
export interface SignInTries {
  /** When the credentials were last received. */
  readonly signedInAt: number | null;
  /** When these end; `null` if that is not known, or they do not end. */
  readonly endsAt: number | null;
  /** When to sign in silently again; `null` if that is not planned. */
  readonly nextAt: number | null;
  /** Why the last sign-in failed; `null` if it did not. */
  readonly failure: SignInFailure | null;
  readonly failuresInARow: number;
}

export const NOT_TRIED: SignInTries = {
  signedInAt: null,
  endsAt: null,
  nextAt: null,
  failure: null,
  failuresInARow: 0,
};

export interface SignInInput {
  readonly policy: Policy | null;
  readonly account: Account | null;
  /** Where the saved account's credentials come from. */
  readonly accountFrom: Source;
  readonly status: Pick<Status, "credentials" | "reading">;
  readonly signInTries: SignInTries;
  /** Whether the agent has signed out: then only the agent can sign in again. */
  readonly signedOut: boolean;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** When credentials are renewed, as parts of their life: early enough for many tries, and not for all agents at once. */
const RENEWED_AFTER = 0.75;
const RENEWED_WITHIN = 0.15;
const RETRY_BASE = 60_000;
/** The longest time between two tries, ms. */
const RETRY_CAP = 3_600_000;

/**
 * The plan after a sign-in: to renew the credentials before they end.
 *
 * @param expiresIn in seconds; `null` if they do not end
 * @param random in [0, 1)
 */
export function afterSuccess(expiresIn: number | null, now: number, random: number): SignInTries {
  const life = expiresIn === null ? null : expiresIn * 1_000;
  return {
    ...NOT_TRIED,
    signedInAt: now,
    endsAt: life && now + life,
    nextAt: life && now + Math.max(RETRY_BASE, Math.round(life * (RENEWED_AFTER + random * RENEWED_WITHIN))),
  };
}

/** Exponential backoff, with jitter over the upper half. */
export function afterFailure(
  before: SignInTries,
  failure: SignInFailure,
  now: number,
  random: number,
): SignInTries {
  const { failuresInARow } = before;
  const ceiling = Math.min(RETRY_CAP, RETRY_BASE * 2 ** failuresInARow);
  const nextAt = now + Math.round((ceiling * (1 + random)) / 2);
  return { ...before, nextAt, failure, failuresInARow: failuresInARow + 1 };
}

/** If the policy names another page, or none: the old page's results say nothing about it. */
export function afterOtherPage({ endsAt, nextAt }: SignInTries): SignInTries {
  return { ...NOT_TRIED, endsAt, nextAt };
}

/** The page at which the agent can sign in; `null` if there is none. A policy that has credentials itself needs no sign-in. */
export function signInPageOf(policy: Policy | null): string | null {
  return givesCredentials(policy) ? null : signInUrlOf(policy);
}

/** Whether the agent can sign in with the organisation. */
export function offersSignIn(policy: Policy | null): boolean {
  return signInPageOf(policy) !== null;
}

/** When to sign in silently next, by this machine's clock (ms); `null` if nothing but the agent may do so. */
export function nextSignInAt({
  policy,
  account,
  accountFrom,
  status,
  signInTries,
  signedOut,
  now,
}: SignInInput): number | null {
  if (!offersSignIn(policy) || signedOut) return null;
  const { nextAt, failure, signedInAt } = signInTries;
  // A moment beyond the longest wait dates from before the clock was set back: the try is due.
  const isTooFar = nextAt !== null && nextAt > now + RETRY_CAP;
  const retryAt = failure === null || nextAt === null || isTooFar ? now : nextAt;
  if (account === null) return retryAt;
  if (accountFrom !== "organisation") return null;
  // So does a sign-in that is still to come: nobody knows how old it is.
  const isUndated = signedInAt !== null && isToCome(signedInAt, now);
  switch (status.credentials) {
    case "missing":
      return retryAt;
    case "refused": {
      // Once, unless those that were received since were good for a while, or long ago.
      const readAt = status.reading?.takenAt ?? 0;
      const wereGood = signedInAt === null || (readAt > signedInAt && !isToCome(readAt, now));
      return failure !== null || wereGood || isUndated ? retryAt : signedInAt + RETRY_CAP;
    }
    case "present":
      return isUndated ? retryAt : nextAt;
  }
}

function isToCome(at: number, now: number): boolean {
  return at > now + CLOCK_TOLERANCE;
}
