/**
 * The limiter of an account's requests, as Exotel's public documentation describes it: a budget for each minute of the clock,
 * three headers that tell how much of it is left, and on 429 a wait until the next minute.
 */

const WINDOW_MS = 60_000;

export interface Spent {
  /** Whether the request is within the budget. */
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch ms at which the next minute begins. */
  readonly resetAt: number;
  /** What a 429 carries besides `headers`, in whole seconds. */
  readonly retryAfter: number;
}

export interface Limiter {
  /** Counts one request; refused ones count too, and change nothing, since the budget is used up by then. */
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

/** The headers of every answer. */
export function limitHeaders({ limit, remaining, resetAt }: Spent): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetAt / 1000),
  };
}
