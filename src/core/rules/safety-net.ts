import type { Settings } from "../settings.ts";
import type { SoftphoneHealth } from "./softphone-health.ts";

/** What the safety net remembers of the softphone. Times are this machine's clock, ms. */
export interface SoftphoneWatch {
  /** In how many reads in a row it was on and could not ring. */
  readonly lostReads: number;
  /** When the last of them was taken. */
  readonly countedAt: number | null;
  /** When the newest read that was looked at was taken. */
  readonly readAt: number | null;
  /** Since when the safety net is in force; `null` while it is not. */
  readonly since: number | null;
  /** When it came into force the last time before. */
  readonly lastSince: number | null;
  /** Since when the softphone is well, while the safety net is in force, and when it was last seen to be. */
  readonly wellSince: number | null;
  readonly wellAt: number | null;
}

/** What is known of the softphone now; `null` if there is no good, recent reading. */
export interface SoftphoneNow {
  readonly health: SoftphoneHealth;
  readonly isOn: boolean;
  readonly takenAt: number;
}

export const INITIAL_WATCH: SoftphoneWatch = {
  lostReads: 0,
  countedAt: null,
  readAt: null,
  since: null,
  lastSince: null,
  wellSince: null,
  wellAt: null,
};

/** Reads that follow each other faster, ms, count as one: a softphone takes some seconds to register. */
const APART = 10_000;
/**
 * How long the safety net stays in force at least, and the least time between two beginnings, ms. So a softphone that comes and
 * goes causes at most one switch each way in that time, and none of its losses goes unanswered.
 */
const HOLD = 600_000;

/** A softphone that was not seen for longer than this, ms, is not known to have been well meanwhile. No reading counts that long. */
const UNSEEN = 900_000;

/**
 * What is remembered of the softphone after another look at it.
 *
 * @param isOverruled a press outlasts the present occasion
 */
export function watchSoftphone(
  before: SoftphoneWatch,
  seen: SoftphoneNow | null,
  settings: Settings,
  isOverruled: boolean,
  now: number,
): SoftphoneWatch {
  const watch = notAfter(before, now);
  if (seen === null) return watch;
  const { health, isOn, takenAt } = seen;
  if (watch.since === null) return count(watch, health === "lost" && isOn, takenAt, settings, now);
  const readAt = takenAt;
  const over = { ...INITIAL_WATCH, readAt, lastSince: watch.since };
  if (isOverruled) return health === "lost" && isOn ? { ...watch, readAt } : over;
  const after = { ...watch, readAt, ...wellAfter(watch, health === "well", now) };
  const endsAt = endOf(after, settings);
  return health === "absent" || (endsAt !== null && endsAt <= now) ? over : after;
}

function wellAfter({ wellSince, wellAt }: SoftphoneWatch, isWell: boolean, now: number) {
  if (!isWell) return { wellSince: null, wellAt: null };
  const isStill = wellAt !== null && now - wellAt <= UNSEEN;
  return { wellSince: isStill ? wellSince : now, wellAt: now };
}

function count(
  watch: SoftphoneWatch,
  isLost: boolean,
  takenAt: number,
  { droppedReads }: Settings,
  now: number,
): SoftphoneWatch {
  const isNew = watch.readAt === null || takenAt > watch.readAt;
  if (!isLost) return { ...watch, lostReads: 0, countedAt: null, readAt: takenAt };
  const counts = isNew && (watch.countedAt === null || takenAt - watch.countedAt >= APART);
  const lostReads = Math.min(watch.lostReads + (counts ? 1 : 0), droppedReads);
  const mayBegin = watch.lastSince === null || now - watch.lastSince >= HOLD;
  return {
    ...watch,
    lostReads,
    countedAt: counts ? takenAt : watch.countedAt,
    readAt: takenAt,
    since: lostReads >= droppedReads && mayBegin ? now : null,
  };
}

/** When the safety net begins or ends without anything happening, ms; `null` if it does not. */
export function safetyNetTurnsAt(watch: SoftphoneWatch, settings: Settings): number | null {
  if (watch.since !== null) return endOf(watch, settings);
  return watch.lostReads >= settings.droppedReads ? (watch.lastSince ?? 0) + HOLD : null;
}

function endOf({ since, wellSince }: SoftphoneWatch, { wellMinutes }: Settings): number | null {
  return wellSince === null ? null : Math.max(wellSince + wellMinutes * 60_000, (since ?? 0) + HOLD);
}

/** A moment in the future dates from before the clock was set back. */
function notAfter(watch: SoftphoneWatch, now: number): SoftphoneWatch {
  const past = (at: number | null): number | null => (at === null ? null : Math.min(at, now));
  const { countedAt, readAt, since, lastSince, wellSince, wellAt } = watch;
  return {
    ...watch,
    countedAt: past(countedAt),
    readAt: past(readAt),
    since: past(since),
    lastSince: past(lastSince),
    wellSince: past(wellSince),
    wellAt: past(wellAt),
  };
}
