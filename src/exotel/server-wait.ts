import type { RateLimit } from "../core/polling/pace.ts";

/** A wait beyond a day is a broken header; it would end the reading of the status for good. */
const LONGEST_WAIT = 24 * 3_600_000;

/**
 * How long a 429 or 503 asks to be left alone, in ms; `null` where it does not say.
 *
 * `Retry-After` in seconds or as a date, else `X-RateLimit-Reset` in epoch seconds (Exotel's
 * public documentation). Points in time are measured from the server's own clock.
 *
 * @param serverNow the answer's `Date` header, or this machine's clock where it has none; ms
 */
export function waitAskedFor(headers: Headers, serverNow: number): number | null {
  const wait =
    retryAfter(headers.get("Retry-After"), serverNow) ?? reset(headers.get("X-RateLimit-Reset"), serverNow);
  return wait === null || wait > LONGEST_WAIT ? null : Math.max(0, wait);
}

function retryAfter(header: string | null, serverNow: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  // `Date.parse` takes a bare "1.5" for a day in 2001; every form of an HTTP date begins with a weekday.
  const date = /^\s*[A-Za-z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : date - serverNow;
}

function reset(header: string | null, serverNow: number): number | null {
  return header !== null && /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 - serverNow : null;
}

/**
 * The account's budget as the answer tells it; `null` where it does not, or not in whole numbers.
 *
 * @param now when the answer came, by this machine's clock, and
 * @param serverNow by the server's, in ms: its reset is placed on this machine's clock by them
 */
export function rateLimitIn(headers: Headers, now: number, serverNow: number): RateLimit | null {
  const limit = wholeNumber(headers.get("X-RateLimit-Limit"));
  const remaining = wholeNumber(headers.get("X-RateLimit-Remaining"));
  const resetsIn = reset(headers.get("X-RateLimit-Reset"), serverNow);
  if (limit === null || remaining === null || resetsIn === null) return null;
  return { limit, remaining, resetAt: now + resetsIn };
}

function wholeNumber(header: string | null): number | null {
  return header !== null && /^\s*\d{1,9}\s*$/.test(header) ? Number(header) : null;
}
