import { t } from "../browser/i18n.ts";
import { bandsOf } from "../core/history/bands.ts";
import type { Day } from "../core/history/days.ts";
import { hoursShown } from "../core/history/hours-shown.ts";
import type { History } from "../core/history/record.ts";
import type { Stretch } from "../core/history/timeline.ts";
import { totals } from "../core/history/totals.ts";
import { BandChart } from "./band-chart.tsx";
import { dateOf } from "./date-words.ts";
import { TotalsList } from "./totals-list.tsx";

interface DayCardProps {
  readonly day: Day;
  readonly stretches: readonly Stretch[];
  readonly history: History;
  /** The moments of the call that is asked about. */
  readonly asked: readonly number[];
}

/** A day's totals and bands. */
export function DayCard({ day, stretches, history, asked }: DayCardProps) {
  const isEmpty = stretches.every(({ facts }) => facts === null);
  return (
    <section class="card" aria-labelledby="day-heading">
      <h2 id="day-heading">{dateOf(day)}</h2>
      {isEmpty ? (
        <p>{t("historyNothingYet")}</p>
      ) : (
        <>
          <TotalsList totals={totals(stretches)} />
          <BandChart
            bands={bandsOf(stretches, history, day.from, day.to)}
            hours={hoursShown(stretches, day)}
            asked={asked}
          />
        </>
      )}
    </section>
  );
}
