import { t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import { daysKept } from "../core/history/days.ts";
import type { History } from "../core/history/record.ts";
import { timeline } from "../core/history/timeline.ts";
import type { Items } from "../store/items.ts";
import { CallQuestion } from "./call-question.tsx";
import { DayCard } from "./day-card.tsx";
import { DayChooser } from "./day-chooser.tsx";
import { DayTable } from "./day-table.tsx";
import { WeekTable } from "./week-table.tsx";

/** What the agent has chosen to see. */
export interface Shown {
  /** How many days before today. */
  readonly daysBack: number;
  /** The value of the time field. */
  readonly time: string;
}

interface HistoryPageProps {
  readonly items: Items;
  /** `null`: the browser cannot read it. */
  readonly history: History | null;
  readonly shown: Shown;
  readonly show: (changes: Partial<Shown>) => void;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** From top to bottom: the question about a call, the day as bands and totals, the same as a table, and the days before. */
export function HistoryPage({ items, history, shown, show, now }: HistoryPageProps) {
  const days = daysKept(now);
  const day = days[shown.daysBack] ?? days[0];
  const missing = whyMissing(items, history);
  if (day === undefined || history === null || missing !== null) {
    return (
      <>
        <h1>{t("historyQuestion")}</h1>
        <section class="card">
          <p>{missing}</p>
          <button type="button" class="secondary card-action" onClick={() => void openOptions()}>
            {t("popupOptions")}
          </button>
        </section>
      </>
    );
  }
  const stretches = timeline(history, day.from, day.to, now);
  return (
    <>
      <header class="page-head">
        <h1>{t("historyQuestion")}</h1>
        <DayChooser days={days} daysBack={shown.daysBack} choose={(daysBack) => show({ daysBack })} />
      </header>
      <CallQuestion
        day={day}
        stretches={stretches}
        history={history}
        time={shown.time}
        now={now}
        onTime={(time) => show({ time })}
      />
      <DayCard day={day} stretches={stretches} history={history} time={shown.time} />
      <DayTable day={day} stretches={stretches} history={history} now={now} />
      <WeekTable days={days} history={history} now={now} choose={(daysBack) => show({ daysBack })} />
    </>
  );
}

function whyMissing({ account, settings }: Items, history: History | null): string | null {
  if (account === null) return t("historyNotSetUp");
  if (!settings.keepsHistory) return t("historyOff");
  return history === null ? t("historyUnreadable") : null;
}
