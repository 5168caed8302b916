import type { Settings } from "../settings.ts";
import { canRing, type Device, evidenceAge, LAST_SEEN_AHEAD_TOLERANCE, type Reading } from "./device.ts";
import { type LastSeenRhythm, meaningOf } from "./last-seen-rhythm.ts";
import type { Status } from "./status.ts";

/** What decides how long a softphone may go unseen. */
export interface LastSeenBasis {
  readonly settings: Settings;
  readonly lastSeenRhythm: LastSeenRhythm;
  readonly status: Pick<Status, "period">;
}

/** When a registered softphone is doubted. All in ms. */
export interface LastSeenLimit {
  /** The age of `last_seen` that is too great. */
  readonly after: number;
  /** How much of the time since the read does not count: the softphone may have been seen since. */
  readonly unread: number;
  /** How often the softphone is usually seen; `null` if that is not known. */
  readonly usual: number | null;
}

/** The longest learned limit, ms. However rarely a softphone is seen, it is not trusted longer. */
export const LONGEST_LEARNED_LIMIT = 30 * 60_000;

/**
 * How long ago a softphone was last seen, in ms; `null` if the API does not say.
 *
 * The server's clock gives both ends: `last_seen`, and the read's `Date` header plus the time that has passed here since. So a
 * wrong local clock does not change the age. Without a `Date` header, the local clock stands in.
 */
export function lastSeenAge(device: Device, reading: Reading, now: number): number | null {
  if (device.lastSeenAt === null) return null;
  const serverNow = (reading.serverTime ?? reading.takenAt) + evidenceAge(reading, now);
  return serverNow - device.lastSeenAt;
}

/**
 * The softphone's own rhythm, or the setting until that is known. `null` if no age raises a doubt: the agent has turned the doubt
 * off, or `last_seen` is no heartbeat.
 */
export function lastSeenLimit({ id }: Device, basis: LastSeenBasis): LastSeenLimit | null {
  const { settings, lastSeenRhythm, status } = basis;
  if (settings.lastSeenLimitMinutes === null) return null;
  const meaning = lastSeenRhythm.device === id ? meaningOf(lastSeenRhythm) : "unknown";
  if (meaning === "no-heartbeat") return null;
  if (meaning === "unknown") return { after: settings.lastSeenLimitMinutes * 60_000, unread: 0, usual: null };
  const after = Math.min(meaning.overdueAfter, LONGEST_LEARNED_LIMIT);
  return { after, unread: status.period, usual: meaning.usual };
}

/** Whether a softphone that the server calls registered counts as such, by when it was last seen. */
export function judgeLastSeen(
  device: Device,
  reading: Reading,
  basis: LastSeenBasis,
  now: number,
): "registered" | "not-seen-lately" | "last-seen-unusable" {
  const age = lastSeenAge(device, reading, now);
  const limit = lastSeenLimit(device, basis);
  if (age === null || limit === null) return "registered";
  if (age < -LAST_SEEN_AHEAD_TOLERANCE) return "last-seen-unusable";
  const unread = Math.min(Math.max(0, evidenceAge(reading, now)), limit.unread);
  return age - unread > limit.after ? "not-seen-lately" : "registered";
}

/** When the first registered softphone passes the limit since it was last seen, by this machine's clock (ms); `null` if none. */
export function lastSeenExpiresAt(
  basis: LastSeenBasis & { readonly status: Status },
  now: number,
): number | null {
  const { reading } = basis.status;
  const moments = reading?.devices.flatMap((device) => {
    const age = lastSeenAge(device, reading, now);
    const limit = lastSeenLimit(device, basis);
    if (age === null || limit === null || !canRing(device) || device.registration !== "registered") return [];
    const counts = judgeLastSeen(device, reading, basis, now) === "registered";
    return counts ? [now - age + limit.after + limit.unread] : [];
  });
  return moments === undefined || moments.length === 0 ? null : Math.min(...moments);
}
