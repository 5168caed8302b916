import { inWords, t } from "../browser/i18n.ts";
import { merged, type Part } from "../core/history/bands.ts";
import type { Day } from "../core/history/days.ts";
import { duration } from "../core/history/durations.ts";
import { type Reachable, reachableBy } from "../core/history/reachable.ts";
import { type Stretch, within } from "../core/history/timeline.ts";
import { totals } from "../core/history/totals.ts";
import { fillOf } from "./band-key.tsx";
import { percent } from "./band-row.tsx";
import { dayName } from "./date-words.ts";

interface WeekTableProps {
  /** Today first. */
  readonly days: readonly Day[];
  /** Of all days. */
  readonly stretches: readonly Stretch[];
  readonly choose: (daysBack: number) => void;
}

/** The days that are kept, at a glance. */
export function WeekTable({ days, stretches: all, choose }: WeekTableProps) {
  return (
    <section class="card" aria-labelledby="week-heading">
      <h2 id="week-heading">{t("historyAllDays")}</h2>
      <table class="week">
        <thead>
          <tr>
            <th scope="col">{t("historyDay")}</th>
            <th scope="col">{t("columnReachable")}</th>
            <th scope="col">{t("columnNotReachable")}</th>
            <th scope="col" class="week-bar">
              {t("columnDay")}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day, daysBack) => {
            const stretches = within(all, day.from, day.to);
            const { reachable, observed } = totals(stretches);
            return (
              <tr key={day.from}>
                <th scope="row">
                  <button type="button" class="link" onClick={() => choose(daysBack)}>
                    {dayName(day, daysBack)}
                  </button>
                </th>
                <td>
                  {observed === 0
                    ? t("rangNotObserved")
                    : t("spanOfSpan", { part: duration(reachable.yes), whole: duration(observed) })}
                </td>
                <td>{reachable.no > 0 && inWords(duration(reachable.no))}</td>
                <td class="week-bar">
                  <WeekBar day={day} parts={merged(stretches, reachableBy)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function WeekBar({ day, parts }: { readonly day: Day; readonly parts: readonly Part<Reachable>[] }) {
  const place = (moment: number): number => (100 * (moment - day.from)) / (day.to - day.from);
  return (
    <svg class="band" aria-hidden="true">
      {parts.map(({ from, to, value }) => (
        <rect
          key={from}
          class={`part part-${value}`}
          x={percent(place(from))}
          width={percent(place(to) - place(from))}
          fill={fillOf(value)}
        />
      ))}
    </svg>
  );
}
