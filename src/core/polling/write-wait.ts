import type { Failure } from "../failure.ts";
import { isShort } from "./schedule.ts";

/** A team's refused switches are spread over so many periods, and over that time (ms) at most. A switch takes two requests. */
const PERIODS = 1.5;
const LONGEST = 300_000;

interface WriteWaitInput {
  /** This machine's clock, ms. */
  readonly now: number;
  /** The agent's fair share of the budget before the write, as the time between two reads, and the shortest such time; ms. */
  readonly period: number;
  readonly fastest: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * Until when the next write waits after one that failed and began nothing, by this machine's clock (ms); `null` if it need not. A
 * whole team may have been refused in the same minute, and given the same wait. If the account's budget is short, each comes back
 * at another time, as reads do.
 */
export function writeWait(
  { kind, waitUntil }: Failure,
  { now, period, fastest, random }: WriteWaitInput,
): number | null {
  if (kind !== "rate-limited" || !isShort(period, fastest)) return waitUntil;
  return Math.round(Math.max(now, waitUntil ?? 0) + random * Math.min(LONGEST, PERIODS * period));
}
