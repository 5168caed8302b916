import { type Failure, NO_DETAILS } from "../../src/core/failure.ts";
import {
  type Bounds,
  INITIAL_PACE,
  type Pace,
  periodOf,
  type RateLimit,
  updatePace,
} from "../../src/core/polling/pace.ts";
import { backoff, nextReadAt } from "../../src/core/polling/schedule.ts";

/** The outcome of a request, as the agent sees it. */
export interface Outcome {
  readonly now: number;
  readonly result: "ok" | "refused" | "unreachable" | "server";
  /** Until when the server asked to wait (epoch ms). */
  readonly waitUntil: number | null;
  readonly rateLimit: RateLimit | null;
  /** The `Date` header. */
  readonly serverTime: number | null;
}

/** One agent's strategy for choosing when to read. */
export interface Poller {
  /** Records any answer, including a write's. */
  hear(outcome: Outcome): void;
  /** When to read next after a read with this outcome (epoch ms). */
  next(outcome: Outcome, random: number): number;
}

const BOUNDS: Bounds = { fastest: 30_000, slowest: 600_000 };

/** The product's own schedule and pace. */
export function hookswitch(): Poller {
  let pace: Pace = INITIAL_PACE;
  let failures = 0;
  return {
    hear({ now, result, rateLimit, serverTime }) {
      if (result !== "ok" && result !== "refused") return;
      pace = updatePace(pace, { now, refused: result === "refused", rateLimit, serverTime }, BOUNDS);
    },
    next({ now, result, waitUntil }, random) {
      failures = result === "ok" ? 0 : failures + 1;
      return nextReadAt({
        now,
        pace,
        period: periodOf(pace, BOUNDS, "active"),
        fastest: BOUNDS.fastest,
        failure: failureOf(result, waitUntil),
        failuresInARow: failures,
        refusals: 0,
        presence: "active",
        offline: false,
        readUntil: waitUntil,
        settlingSince: null,
        random,
      });
    },
  };
}

function failureOf(result: Outcome["result"], waitUntil: number | null): Failure | null {
  switch (result) {
    case "ok":
      return null;
    case "refused":
      return { ...NO_DETAILS, kind: "rate-limited", status: 429, waitUntil };
    case "server":
      return { ...NO_DETAILS, kind: "server", status: 503, waitUntil };
    case "unreachable":
      return { ...NO_DETAILS, kind: "unreachable" };
  }
}

/** Reads every 30 s, whatever happens. */
export function fixed(): Poller {
  return { hear() {}, next: ({ now }) => now + 30_000 };
}

/** Reads every 30 s, with exponential backoff after failures. Obeys the server's wait to the second. */
export function fixedWithBackoff(): Poller {
  let failures = 0;
  return {
    hear() {},
    next({ now, result, waitUntil }, random) {
      failures = result === "ok" ? 0 : failures + 1;
      return Math.max(waitUntil ?? 0, now + (failures === 0 ? 30_000 : backoff(failures, "idle", random)));
    },
  };
}
