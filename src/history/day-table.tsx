import { inWords, t } from "../browser/i18n.ts";
import { toldWords } from "../core/history/answer.ts";
import type { Day } from "../core/history/days.ts";
import { duration } from "../core/history/durations.ts";
import { reachableBy } from "../core/history/reachable.ts";
import type { History, HistoryRecord } from "../core/history/record.ts";
import { switchedWords } from "../core/history/switched-words.ts";
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
  /** The moments of the call that is asked about. */
  readonly asked: readonly number[];
  readonly now: number;
}

/** The ID of the row of the call that is asked about. */
export const ASKED_ROW = "asked-row";

/** A day as a table, the newest first. */
export function DayTable({ day, stretches, history, asked, now }: DayTableProps) {
  const events = history.records.filter(
    ({ kind, at }) => kind !== "observed" && at >= day.from && at < day.to,
  );
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
          {[...stretches].reverse().map((one) => {
            const { from, to } = one;
            const holds = (moment: number): boolean => moment >= from && moment < to;
            return (
              <Row
                key={from}
                stretch={one}
                events={events.filter(({ at }) => holds(at))}
                isAsked={asked.some(holds)}
                isFirstAsked={asked[0] !== undefined && holds(asked[0])}
                isPresent={to === now}
              />
            );
          })}
        </tbody>
      </table>
      <div class="table-foot">
        <p class="hint">{t("historyKept")}</p>
        <ExportButtons day={day} stretches={stretches} events={events} />
      </div>
    </section>
  );
}

interface RowProps {
  readonly stretch: Stretch;
  /** What happened during it, besides what was observed. */
  readonly events: readonly HistoryRecord[];
  readonly isAsked: boolean;
  readonly isFirstAsked: boolean;
  readonly isPresent: boolean;
}

function Row({ stretch, events, isAsked, isFirstAsked, isPresent }: RowProps) {
  const { from, to, facts } = stretch;
  const reachable = reachableBy(facts);
  const span = duration(to - from);
  return (
    <tr
      class={`row-${reachable}`}
      aria-current={isAsked ? "true" : undefined}
      {...(isFirstAsked && { id: ASKED_ROW, tabIndex: -1 })}
    >
      <td>{timeOf(from)}</td>
      <td>{isPresent ? t("historySoFar", { span }) : inWords(span)}</td>
      <td>
        <Icon name={markOf(reachable)} /> {rangWords(facts)}
      </td>
      <td>
        {facts !== null && <p>{inWords(reachWords(facts))}</p>}
        {events.map((event) => (
          <Event key={`${event.kind}${event.at}`} event={event} />
        ))}
      </td>
    </tr>
  );
}

function Event({ event }: { readonly event: HistoryRecord }) {
  switch (event.kind) {
    case "told":
      return <p>{inWords(toldWords(event))}</p>;
    case "switched":
      return <p>{t("answerSwitchedAt", { time: { moment: event.at }, words: switchedWords(event) })}</p>;
    case "observed":
      return null;
  }
}
