import { type Device, LAST_SEEN_AHEAD_TOLERANCE, type Reading } from "./device.ts";

/**
 * How a softphone's `last_seen` moves, learned from the agent's own reads.
 *
 * Only the server's times count: `last_seen`, and the `Date` of the answers. So this machine's clock changes nothing that is
 * learned. It is on the disk, and holds no moment and no address.
 */
export interface LastSeenRhythm {
  /** The ID of the softphone; `null` before the first. */
  readonly device: string | null;
  /** The last moves of `last_seen`, ms, the newest last. */
  readonly intervals: readonly number[];
  /** How often the registration began or ended while `last_seen`, over an hour old, stood still. */
  readonly changesUnseen: number;
}

/** What `last_seen` has been found to be. */
export type LastSeenMeaning = Beat | "no-heartbeat" | "unknown";

/** A `last_seen` that moves in a rhythm. */
export interface Beat {
  /** The usual time between two moves, ms. */
  readonly usual: number;
  /** The age, ms, at which the next move is overdue. */
  readonly overdueAfter: number;
}

export const INITIAL_LAST_SEEN_RHYTHM: LastSeenRhythm = { device: null, intervals: [], changesUnseen: 0 };

/** How many intervals are kept: older ones are forgotten, so that a new rhythm is learned in place of the old one. */
export const INTERVALS_KEPT = 12;
/** How many intervals make a rhythm: some 25 minutes with a softphone that registers every four. */
export const INTERVALS_ENOUGH = 6;
/** How many changes of the registration show that `last_seen` is no heartbeat. Each flaw of one read makes two. */
export const CHANGES_ENOUGH = 4;
/** No registration lives longer without being renewed, ms: SIP's default (RFC 3261, 20.19). Exotel's softphones ask for 300 s. */
const LONGEST_REGISTRATION = 3_600_000;
/** Reads that are this close together, ms, miss so little that every interval counts. */
const CLOSE_READS = 120_000;
/** Intervals are rounded to this, ms, so that small differences are not written to the disk with every read. */
const STEP = 15_000;
/** Nothing is overdue by less than this, ms: servers' clocks differ, and `last_seen` may be published a little late. */
const LEAST_DELAY = 60_000;

/** What one reading says of a softphone, by the server's clock (ms). */
interface Sight {
  readonly at: number;
  readonly seenAt: number;
  readonly registered: boolean;
}

/**
 * Learns from two readings, one after the other. Returns the same object if nothing has changed.
 *
 * @param before the reading until now; `null` if there is none
 */
export function learn(known: LastSeenRhythm, before: Reading | null, after: Reading): LastSeenRhythm {
  const softphone = after.devices.find(({ kind, lastSeenAt }) => kind === "sip" && lastSeenAt !== null);
  if (softphone === undefined) return known;
  const earlier = before?.devices.find(({ id }) => id === softphone.id);
  const isAnother = earlier !== undefined && earlier.address !== softphone.address;
  if (known.device !== softphone.id || isAnother)
    return { ...INITIAL_LAST_SEEN_RHYTHM, device: softphone.id };
  const then = before && earlier ? sightOf(earlier, before) : null;
  const now = sightOf(softphone, after);
  return then === null || now === null ? known : learnFrom(known, then, now);
}

/** `null` if the reading is not fit to learn from. */
function sightOf({ registration, lastSeenAt }: Device, { serverTime }: Reading): Sight | null {
  if (registration !== "registered" && registration !== "not-registered") return null;
  if (serverTime === null || lastSeenAt === null) return null;
  if (lastSeenAt > serverTime + LAST_SEEN_AHEAD_TOLERANCE) return null;
  return { at: serverTime, seenAt: lastSeenAt, registered: registration === "registered" };
}

function learnFrom(known: LastSeenRhythm, then: Sight, now: Sight): LastSeenRhythm {
  const betweenReads = now.at - then.at;
  const moved = now.seenAt - then.seenAt;
  if (betweenReads <= 0 || moved < 0) return known;
  if (then.registered !== now.registered) {
    // No registration of that time lives any more: there was a newer one, and `last_seen` did not move with it.
    const wasUnseen = moved === 0 && then.at - then.seenAt > LONGEST_REGISTRATION;
    if (!wasUnseen || known.changesUnseen === CHANGES_ENOUGH) return known;
    return { ...known, changesUnseen: known.changesUnseen + 1 };
  }
  // A softphone with a heartbeat is not registered for so long without one. This is another move, such as a new tab's.
  if (!now.registered || moved === 0 || moved > LONGEST_REGISTRATION) return known;
  // Reads that are too rare for the rhythm miss moves, and see several as one.
  const isWhole = betweenReads <= Math.max(CLOSE_READS, moved / 2);
  const intervals = isWhole ? withInterval(known.intervals, moved) : known.intervals;
  if (known.changesUnseen === 0 && isSame(intervals, known.intervals)) return known;
  return { ...known, intervals, changesUnseen: 0 };
}

function withInterval(intervals: readonly number[], moved: number): readonly number[] {
  const rounded = Math.max(1, Math.round(moved / STEP)) * STEP;
  return [...intervals, rounded].slice(-INTERVALS_KEPT);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((interval, index) => interval === b[index]);
}

/**
 * What a softphone's `last_seen` is, as far as it is known. The longest interval is ignored, as a single event. If the second
 * longest is far from the usual one, there is no rhythm.
 */
export function meaningOf({ intervals, changesUnseen }: LastSeenRhythm): LastSeenMeaning {
  if (changesUnseen >= CHANGES_ENOUGH) return "no-heartbeat";
  if (intervals.length < INTERVALS_ENOUGH) return "unknown";
  const sorted = [...intervals].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] as number;
  const spread = (sorted.at(-2) as number) - usual;
  if (spread > Math.max(usual / 2, LEAST_DELAY)) return "unknown";
  return { usual, overdueAfter: usual + Math.max(2 * spread, LEAST_DELAY) };
}
