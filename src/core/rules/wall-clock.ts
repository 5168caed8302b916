/** What the clock on the wall shows, in some time zone. */
export interface WallMoment {
  /** ms since the epoch. */
  readonly at: number;
  /** From 1 for Monday to 7 for Sunday. */
  readonly weekday: number;
}

/**
 * When a clock on the wall shows so many minutes after midnight, so many days after the day of `from` (ms). A time that daylight
 * saving skips comes that much later; of a repeated time, the first counts.
 */
export type WallClock = (from: number, days: number, minutes: number) => WallMoment;

/** The clock of this computer's time zone. */
export const wallClock: WallClock = (from, days, minutes) => {
  const day = new Date(from);
  const at = (hours: number, rest: number): Date =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, rest);
  return { at: at(0, minutes).getTime(), weekday: at(12, 0).getDay() || 7 };
};

/** Minutes after midnight, of a time such as `09:30`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
