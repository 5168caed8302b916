/** How many days are kept and shown, today's with them. */
const DAYS_KEPT = 14;

/** A day of the calendar, by this machine's time zone: from midnight to midnight, 23 or 25 hours if its clock is changed. ms */
export interface Day {
  readonly from: number;
  readonly to: number;
}

/** The day so many days before the one of this moment. */
export function dayBefore(moment: number, days: number): Day {
  const date = new Date(moment);
  const midnight = (before: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() - before).getTime();
  return { from: midnight(days), to: midnight(days - 1) };
}

/** The days that are kept, today first. */
export function daysKept(now: number): readonly Day[] {
  return Array.from({ length: DAYS_KEPT }, (_, before) => dayBefore(now, before));
}

/** From when on records are kept, ms. */
export function keptSince(now: number): number {
  return dayBefore(now, DAYS_KEPT - 1).from;
}

/** Whether a record is kept: it is not too old, nor from a clock that was days ahead before it was set back. */
export function isKept(at: number, now: number): boolean {
  return at >= keptSince(now) && at < dayBefore(now, -1).to;
}

/** How far clocks are changed for daylight saving, ms: by an hour, and on Lord Howe Island by half of one. */
const CLOCK_CHANGES = [1_800_000, 3_600_000];

/**
 * The moments of a day at which its clock showed a time: two if the clock was set back over it, none if it was set forward.
 *
 * @param time as a time field gives it, such as `14:32` or `14:32:10`; none are found for anything else
 */
export function momentsAt(day: Day, time: string): readonly number[] {
  const parts = /^(\d\d):(\d\d)(?::(\d\d))?/.exec(time);
  if (parts === null) return [];
  const [hour, minute, second] = [1, 2, 3].map((part) => Number(parts[part] ?? 0));
  const date = new Date(day.from);
  const first = new Date(date.getFullYear(), date.getMonth(), date.getDate(), hour, minute, second).getTime();
  const showsIt = (moment: number): boolean => {
    const shown = new Date(moment);
    return shown.getHours() === hour && shown.getMinutes() === minute;
  };
  return [0, ...CLOCK_CHANGES].map((later) => first + later).filter(showsIt);
}
