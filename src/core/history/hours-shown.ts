import type { Day } from "./days.ts";
import type { Stretch } from "./timeline.ts";

/** What the chart shows of a day, ms. */
export interface HoursShown extends Day {
  /** The full hours that are written below it. */
  readonly labelled: readonly number[];
}

const HOUR = 3_600_000;
/** The shortest time that is shown, in hours. */
const FEWEST = 4;
/** How many hours are written at the most. */
const MOST_LABELS = 8;

/** The hours of a day during which something was observed, counted from its midnight. */
export function hoursShown(stretches: readonly Stretch[], day: Day): HoursShown {
  const seen = stretches.filter(({ facts }) => facts !== null);
  const first = seen[0]?.from ?? day.from;
  const last = seen.at(-1)?.to ?? day.to;
  const length = Math.round((day.to - day.from) / HOUR);
  const begin = Math.min(Math.floor((first - day.from) / HOUR), Math.max(0, length - FEWEST));
  const end = Math.min(length, Math.max(Math.ceil((last - day.from) / HOUR), begin + FEWEST));
  const step = Math.ceil((end - begin) / MOST_LABELS);
  const count = Math.floor((end - begin) / step) + 1;
  return {
    from: day.from + begin * HOUR,
    to: day.from + end * HOUR,
    labelled: Array.from({ length: count }, (_, index) => day.from + (begin + index * step) * HOUR),
  };
}
