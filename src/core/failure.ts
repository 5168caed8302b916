import type { Message } from "./message.ts";

/**
 * What went wrong with a request, as a kind that carries the decision it forces.
 *
 * - `credentials-refused`: ask again seldom, and ever more so, until they are accepted or the agent has entered new ones.
 * - `not-permitted`, `not-found`, `invalid-request`, `conflict`: the request itself is at fault;
 *   trying it again as it is will not help.
 * - `rate-limited`: ask again after `waitUntil`, not before.
 * - `server`, `unreachable`, `timed-out`: ask again with backoff.
 * - `malformed`: the answer is no evidence; ask again with backoff.
 * - `intermediary`: the answer is not in the form of Exotel's, so that something else has spoken, as a proxy, a login page
 *   or a gateway: it is no evidence of anything; ask again with backoff.
 * - `access-withheld`, `access-forbidden`: the browser did not let it be sent, as the agent or the administrator wants it;
 *   looking whether it does so still costs nobody anything.
 */
export type FailureKind =
  | "credentials-refused"
  | "not-permitted"
  | "not-found"
  | "invalid-request"
  | "conflict"
  | "rate-limited"
  | "server"
  | "unreachable"
  | "timed-out"
  | "malformed"
  | "intermediary"
  | AccessBlock;

/** Why the browser lets nothing be sent: the agent can allow it again, or an administrator's policy forbids it. */
export type AccessBlock = "access-withheld" | "access-forbidden";

/**
 * What a request has failed for, where its kind alone does not say it: what CCM refuses it for (seed 001, the table of
 * errors), or that an answer has the user's ID in other letter case than it was asked for.
 */
export type FailureCause =
  | "user-id-case"
  | "authentication-failed"
  | "unverified"
  | "another-device-on"
  | "key-not-authorised"
  | "kyc-incomplete"
  | "trial-account"
  | "not-pstn"
  | "number-with-other-fields"
  | "no-such-device"
  | "device-exists";

/** A failed request, as it is kept in storage and shown. It never holds a credential. */
export interface Failure {
  readonly kind: FailureKind;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
  /** The API's own error code (CCM). */
  readonly code: string | null;
  readonly cause: FailureCause | null;
  /**
   * Text from outside, as it is: the server's own words; for `user-id-case`, its spelling of the ID; for a request that the
   * browser blocked, the host. Plain text.
   */
  readonly detail: string | null;
  /** What this program found wrong with the answer, or with the request before it was sent: a complete sentence. */
  readonly flaw: Message | null;
  /** CCM's `request_id`, for the agent to quote to support. */
  readonly requestId: string | null;
  /** For a 429 or 503: the moment (this machine's clock, ms) before which not to ask again. */
  readonly waitUntil: number | null;
}

/** Nothing understandable was heard of the request: the server may have done what was asked, or not. */
export function isOutcomeUnknown({ kind }: Failure): boolean {
  return kind === "unreachable" || kind === "timed-out" || kind === "malformed" || kind === "intermediary";
}

/** Nothing was sent: Exotel neither knows of the request nor has any part in its failure. */
export function isAccessBlocked(failure: Failure | null): boolean {
  return failure?.kind === "access-withheld" || failure?.kind === "access-forbidden";
}

/** The host that the browser withholds and the agent can allow it again; `null` where the failure is another. */
export function withheldHost(failure: Failure | null): string | null {
  return failure?.kind === "access-withheld" ? failure.detail : null;
}

/** What comes of a request that the browser does not let be sent to this host. */
export function accessBlocked(host: string, kind: AccessBlock): Failure {
  return { ...NO_DETAILS, kind, detail: host };
}

/** A failure of which nothing but its kind is known. */
export const NO_DETAILS: Omit<Failure, "kind"> = {
  status: null,
  code: null,
  cause: null,
  detail: null,
  flaw: null,
  requestId: null,
  waitUntil: null,
};

/** What comes of a request that is not sent, since the server has asked to be left alone until then (this machine's clock, ms). */
export function deferredUntil(waitUntil: number | null): Failure {
  return { ...NO_DETAILS, kind: "rate-limited", waitUntil };
}
