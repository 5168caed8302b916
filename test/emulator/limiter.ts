/**
 * The rate limiter of an account, as Exotel's public documentation describes it: a budget per clock minute, three headers
 * with the remaining budget, and on 429 a wait until the next minute.
 */

const WINDOW_MS = 60_000;

export interface Spent {
  /** Whether the request is within the budget. */
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** When the next minute begins, epoch ms. */
  readonly resetAt: number;
  /** The `Retry-After` of a 429, in whole seconds. */
  readonly retryAfter: number;
}

export interface Limiter {
  /** Counts one request. A refused one counts too but changes nothing: the budget is already used up. */
  spend(limit: number): Spent;
}

/** @param now the clock, epoch ms */
export function createLimiter(now: () => number): Limiter {
  let start = Number.NaN;
  let used = 0;
  return {
    spend(limit) {
      const time = now();
      const current = Math.floor(time / WINDOW_MS) * WINDOW_MS;
      used = current === start ? used + 1 : 1;
      start = current;
      const resetAt = start + WINDOW_MS;
      return {
        admitted: used <= limit,
        limit,
        remaining: Math.max(0, limit - used),
        resetAt,
        retryAfter: Math.max(1, Math.ceil((resetAt - time) / 1000)),
      };
    },
  };
}

/** The rate limit headers of every answer. */
export function limitHeaders({ limit, remaining, resetAt }: Spent): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetAt / 1000),
  };
}
