import type { Presence } from "../polling/pace.ts";
import type { WallClock } from "../rules/wall-clock.ts";
import { hoursNow } from "../rules/working-hours.ts";
import type { Settings } from "../settings.ts";

const EVERY_DAY = "1234567";

/**
 * Until when nothing is to be shown, ms; `null` if something may be. While the screen is locked, only an event ends it (`Infinity`).
 *
 * @param now this machine's clock, ms
 */
export function quietUntil(
  { quietHours, quietFrom, quietUntil: until }: Settings,
  presence: Presence,
  now: number,
  clock: WallClock,
): number | null {
  if (presence === "locked") return Number.POSITIVE_INFINITY;
  if (!quietHours) return null;
  const hours = { workingDays: EVERY_DAY, workingFrom: quietFrom, workingUntil: until };
  const { outsideSince, next } = hoursNow(hours, now, clock);
  return outsideSince === null ? next : null;
}
