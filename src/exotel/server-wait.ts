import type { RateLimit } from "../core/polling/pace.ts";

/** A header that asks for more than a day, in ms, is broken: obeying it would end the polling for good. */
const LONGEST_WAIT = 24 * 3_600_000;

/**
 * How long a 429 or 503 asks the client to wait, in ms; `null` if it does not say.
 *
 * `Retry-After` in seconds or as a date; otherwise `X-RateLimit-Reset` in epoch seconds (Exotel's public documentation). A
 * point in time is compared with the server's own clock.
 *
 * @param serverNow the answer's `Date` header, or this machine's clock if it has none; ms
 */
export function waitAskedFor(headers: Headers, serverNow: number): number | null {
  const wait =
    retryAfter(headers.get("Retry-After"), serverNow) ??
    untilReset(headers.get("X-RateLimit-Reset"), serverNow);
  return wait === null || wait > LONGEST_WAIT ? null : Math.max(0, wait);
}

function retryAfter(header: string | null, serverNow: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  // `Date.parse` reads "1.5" as a day in 2001; every form of an HTTP date begins with a weekday.
  const date = /^\s*[A-Za-z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : date - serverNow;
}

function untilReset(header: string | null, serverNow: number): number | null {
  return header !== null && /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 - serverNow : null;
}

/**
 * The account's rate limit by the answer's headers; `null` if they do not give it in whole numbers.
 *
 * @param now when the answer came, by this machine's clock; ms
 * @param serverNow the same by the server's clock; the two translate its reset to this machine's clock
 */
export function rateLimitIn(headers: Headers, now: number, serverNow: number): RateLimit | null {
  const limit = wholeNumber(headers.get("X-RateLimit-Limit"));
  const remaining = wholeNumber(headers.get("X-RateLimit-Remaining"));
  const resetsIn = untilReset(headers.get("X-RateLimit-Reset"), serverNow);
  if (limit === null || remaining === null || resetsIn === null) return null;
  return { limit, remaining, resetAt: now + resetsIn };
}

function wholeNumber(header: string | null): number | null {
  return header !== null && /^\s*\d{1,9}\s*$/.test(header) ? Number(header) : null;
}
