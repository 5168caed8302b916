/** What a row says, held against what the agent has stored: of a browser, or of the emulated one of the unit tests. */
import { expect } from "vitest";
import { badge as badgeOf } from "../../src/core/devices/badge.ts";
import { evidenceExpiresAt, verdict } from "../../src/core/devices/verdict.ts";
import type { Items } from "../../src/store/items.ts";
import type { Fault } from "../emulator/faults.ts";
import { verdictSentence } from "../unit/english.ts";
import { type Shown, type Strike, sentenceOf } from "./row.ts";

/** The next read after a good one is this long after it; ms. A lone agent's turn. */
export const REGULAR = { least: 30_000, most: 31_000 } as const;
/** A backoff is at random between the base and twice as much at the first failure, and doubles with each up to the cap; ms. */
const BACKOFF_BASE = 30_000;
const BACKOFF_CAP = 90_000;
/** The first try after credentials were refused, ms. */
const FIRST_TRY = { least: 60_000, most: 75_000 } as const;
/** After a 429 a read goes out of its way now and then, by up to so much; ms. */
const OUT_OF_ITS_WAY = 60_000;
/** A wait that is named by a moment is told in whole seconds, and counted from a little before the read; ms. */
const CLOCK_STEP = 2_000;
const TWO_MINUTES = 120_000;

/** What a server that strikes so asks for, ms. */
export function waitOf(how: Strike): number {
  const headers = how.kind === "status" || how.kind === "body" ? (how.headers ?? {}) : {};
  const seconds = Number(headers["retry-after"]);
  return seconds > 0 ? seconds * 1000 : TWO_MINUTES;
}

/** Waits that are named by a moment are counted from the strike. */
export function timed(fault: Fault, now: number): Fault {
  if (fault.kind !== "status") return fault;
  const at = now + TWO_MINUTES;
  const headers = Object.fromEntries(
    Object.entries(fault.headers ?? {}).map(([name, value]) => {
      if (value === "a date in two minutes") return [name, new Date(at).toUTCString()];
      return [name, value === "in two minutes" ? String(Math.floor(at / 1000)) : value];
    }),
  );
  return { ...fault, headers };
}

/**
 * When the status will be read next, against what the row says. The bounds are those of the documentation, with no more room
 * than the time between the strike and the plan.
 *
 * @param wait what the server has asked for, ms
 * @param since a moment before the read, epoch ms
 * @param planned when the plan was written down, epoch ms
 * @returns how long after that the next read is, ms
 */
export function expectNextRead(
  { next }: Shown,
  wait: number,
  { status, pace }: Items,
  since: number,
  planned: number,
): number {
  const at = status.nextReadAt ?? 0;
  const isKnownShort = pace.refusedInRow > 0;
  const ceiling = Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** status.failuresInARow);
  const { least, most } = {
    "30 s": { least: since + REGULAR.least, most: planned + REGULAR.most },
    seldom: { least: since + FIRST_TRY.least, most: planned + FIRST_TRY.most },
    backoff: {
      least: since + BACKOFF_BASE,
      most: planned + Math.max(ceiling, isKnownShort ? REGULAR.most + OUT_OF_ITS_WAY : 0),
    },
    // At random in the period after it, or all who were told the same would come at once. A moment may be told in whole seconds.
    "as asked": { least: since + wait - CLOCK_STEP, most: planned + wait + CLOCK_STEP + status.period },
  }[next];
  const off = `${next}: ${at - since} ms after the strike, ${at - planned} ms after the plan`;
  expect(at, off).toBeGreaterThanOrEqual(least);
  expect(at, off).toBeLessThanOrEqual(most);
  return at - planned;
}

/** What is shown when nothing good has been read for three periods. */
export function whenFaded(known: Items): { sentence: string; badge: string } {
  const judged = verdict({ ...known, now: (evidenceExpiresAt(known.status) ?? 0) + 1 });
  return {
    sentence: sentenceOf(verdictSentence(judged, { ...known, now: 0 }).slice(0, -1), ""),
    badge: badgeOf(judged).text,
  };
}

/** What a row has said of one of its strikes. */
export function saidOf({ problem }: { readonly problem: string | null }, how: Strike): string | null {
  const status = "status" in how ? String(how.status ?? "") : "500";
  return problem?.replace("{status}", status) ?? null;
}
