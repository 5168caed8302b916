import type { Settings } from "../settings.ts";
import { minutesOf, type WallClock } from "./wall-clock.ts";

type Hours = Pick<Settings, "workingDays" | "workingFrom" | "workingUntil">;

/** Where now is in the working hours. */
export interface HoursNow {
  /** Since when it is outside them; `null` inside. */
  readonly outsideSince: number | null;
  /** When they begin or end next; `null` if they never do. */
  readonly next: number | null;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** So many days each way hold the last end and the next beginning, even with one working day a week. */
const DAYS = 9;

/** Where now is in the working hours, by a clock on the wall. `now` is this machine's clock, ms. */
export function hoursNow(hours: Hours, now: number, clock: WallClock): HoursNow {
  const spans = spansAround(hours, now, clock);
  const inside = spans.find(({ from, until }) => from <= now && now < until);
  if (inside !== undefined) return { outsideSince: null, next: inside.until };
  const ends = spans.map(({ until }) => until).filter((at) => at <= now);
  const next = spans.find(({ from }) => from > now)?.from ?? null;
  return { outsideSince: Math.max(0, ...ends), next };
}

/** The spans of work around now, in order. Two that meet are one. */
function spansAround(
  { workingDays, workingFrom, workingUntil }: Hours,
  now: number,
  clock: WallClock,
): Span[] {
  const [from, until] = [minutesOf(workingFrom), minutesOf(workingUntil)];
  const spans: Span[] = [];
  for (let day = -DAYS; day <= DAYS; day += 1) {
    const { at, weekday } = clock(now, day, from);
    if (!workingDays.includes(String(weekday))) continue;
    const end = clock(now, until > from ? day : day + 1, until).at;
    const last = spans.at(-1);
    if (last !== undefined && at <= last.until) spans[spans.length - 1] = { from: last.from, until: end };
    else spans.push({ from: at, until: end });
  }
  return spans;
}
