import { inWords, t } from "../browser/i18n.ts";
import type { Day } from "../core/history/days.ts";
import { duration } from "../core/history/durations.ts";
import { reachableBy } from "../core/history/reachable.ts";
import type { History } from "../core/history/record.ts";
import type { Stretch } from "../core/history/timeline.ts";
import { Icon } from "../ui/icon.tsx";
import { timeOf } from "./date-words.ts";
import { ExportButtons } from "./export-buttons.tsx";
import { markOf } from "./marks.ts";
import { rangWords, reachWords } from "./reach-words.ts";

interface DayTableProps {
  readonly day: Day;
  readonly stretches: readonly Stretch[];
  readonly history: History;
  readonly now: number;
}

/** A day as a table, the newest first. */
export function DayTable({ day, stretches, history, now }: DayTableProps) {
  const told = history.records.filter(({ kind, at }) => kind === "told" && at >= day.from && at < day.to);
  return (
    <section class="card" aria-labelledby="table-heading">
      <h2 id="table-heading">{t("historyWhatHappened")}</h2>
      <table class="day-table">
        <thead>
          <tr>
            <th scope="col">{t("columnFrom")}</th>
            <th scope="col">{t("columnFor")}</th>
            <th scope="col">{t("columnRang")}</th>
            <th scope="col">{t("columnShowed")}</th>
          </tr>
        </thead>
        <tbody>
          {[...stretches].reverse().map(({ from, to, facts }) => (
            <tr key={from} class={`row-${reachableBy(facts)}`}>
              <td>{timeOf(from)}</td>
              <td>
                {to === now ? t("historySoFar", { span: duration(to - from) }) : inWords(duration(to - from))}
              </td>
              <td>
                <Icon name={markOf(reachableBy(facts))} /> {rangWords(facts)}
              </td>
              <td>
                {facts !== null && <p>{reachWords(facts)}</p>}
                {told
                  .filter(({ at }) => at >= from && at < to)
                  .map(({ at }) => (
                    <p key={at}>{t("answerToldAt", { time: { moment: at } })}</p>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="table-foot">
        <p class="hint">{t("historyKept")}</p>
        <ExportButtons day={day} stretches={stretches} told={told} />
      </div>
    </section>
  );
}
