import type { Message } from "./message.ts";

/**
 * What went wrong with a request. Each kind calls for one decision.
 *
 * - `credentials-refused`: retry less and less often, until they are accepted or the agent enters new ones.
 * - `not-permitted`, `not-found`, `invalid-request`, `conflict`: the request itself is at fault; repeating it will not help.
 * - `rate-limited`: retry after `waitUntil`, not before.
 * - `server`, `unreachable`, `timed-out`: retry with backoff.
 * - `malformed`: the answer is no evidence; retry with backoff.
 * - `intermediary`: the answer does not have Exotel's form, so something else sent it, such as a proxy, a login page or a
 *   gateway. It is no evidence; retry with backoff.
 * - `access-withheld`, `access-forbidden`: the browser did not send the request, because the agent or the administrator does
 *   not allow it. Trying again costs nothing.
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

/** Why the browser sends nothing: the agent has withdrawn access and can allow it again, or an administrator forbids it. */
export type AccessBlock = "access-withheld" | "access-forbidden";

/**
 * Why a request failed, where its kind does not say: CCM's reason for refusing it (seed 001, the table of errors), or an answer
 * that has the user's ID in a different letter case from the request.
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

/** A failed request, as stored and shown. It never holds a credential. */
export interface Failure {
  readonly kind: FailureKind;
  /** The HTTP status; `null` without an answer. */
  readonly status: number | null;
  /** The API's own error code (CCM). */
  readonly code: string | null;
  readonly cause: FailureCause | null;
  /**
   * Plain text from outside: the server's own words; for `user-id-case`, its spelling of the ID; for a request that the browser
   * blocked, the host.
   */
  readonly detail: string | null;
  /** What this program found wrong with the answer, or with the request before sending it: a complete sentence. */
  readonly flaw: Message | null;
  /** CCM's `request_id`, for the agent to quote to support. */
  readonly requestId: string | null;
  /** For a 429 or 503: do not send the request again before this moment (this machine's clock, ms). */
  readonly waitUntil: number | null;
}

/** Whether no usable answer came, so that the server may have carried out the request, or not. */
export function isOutcomeUnknown({ kind }: Failure): boolean {
  return kind === "unreachable" || kind === "timed-out" || kind === "malformed" || kind === "intermediary";
}

/** Whether the browser blocked the request. Nothing was sent, so Exotel does not know of it. */
export function isAccessBlocked(failure: Failure | null): boolean {
  return failure?.kind === "access-withheld" || failure?.kind === "access-forbidden";
}

/** The host to which the agent can allow access again; `null` for any other failure. */
export function withheldHost(failure: Failure | null): string | null {
  return failure?.kind === "access-withheld" ? failure.detail : null;
}

/** The failure of a request to this host that the browser blocked. */
export function accessBlocked(host: string, kind: AccessBlock): Failure {
  return { ...NO_DETAILS, kind, detail: host };
}

/** The details of a failure with nothing known but its kind. */
export const NO_DETAILS: Omit<Failure, "kind"> = {
  status: null,
  code: null,
  cause: null,
  detail: null,
  flaw: null,
  requestId: null,
  waitUntil: null,
};

/** The failure of a request that was not sent: the server asked for no requests until then (this machine's clock, ms). */
export function rateLimitedUntil(waitUntil: number | null): Failure {
  return { ...NO_DETAILS, kind: "rate-limited", waitUntil };
}
