import { t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import { daysKept, momentsAt } from "../core/history/days.ts";
import type { History } from "../core/history/record.ts";
import { timeline, within } from "../core/history/timeline.ts";
import type { Items } from "../store/items.ts";
import { CallQuestion } from "./call-question.tsx";
import { DayCard } from "./day-card.tsx";
import { DayChooser } from "./day-chooser.tsx";
import { DayTable } from "./day-table.tsx";
import { WeekTable } from "./week-table.tsx";

/** What the agent has chosen to see. */
export interface Shown {
  /** The midnight with which the day begins, ms; `null` is today, whichever day that is. */
  readonly day: number | null;
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
  const daysBack = Math.max(
    0,
    days.findIndex(({ from }) => from === shown.day),
  );
  const day = days[daysBack];
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
  const all = timeline(history, days.at(-1)?.from ?? day.from, days[0]?.to ?? day.to, now);
  const stretches = within(all, day.from, day.to);
  const asked = momentsAt(day, shown.time);
  const choose = (back: number): void => show({ day: back === 0 ? null : (days[back]?.from ?? null) });
  return (
    <>
      <header class="page-head">
        <h1>{t("historyQuestion")}</h1>
        <DayChooser days={days} daysBack={daysBack} choose={choose} />
      </header>
      <CallQuestion
        asked={asked}
        stretches={all}
        history={history}
        time={shown.time}
        now={now}
        onTime={(time) => show({ time })}
      />
      <DayCard day={day} stretches={stretches} history={history} asked={asked} />
      <DayTable day={day} stretches={stretches} history={history} asked={asked} now={now} />
      <WeekTable days={days} stretches={all} choose={choose} />
    </>
  );
}

function whyMissing({ account, settings }: Items, history: History | null): string | null {
  if (account === null) return t("historyNotSetUp");
  if (!settings.keepsHistory) return t("historyOff");
  return history === null ? t("historyUnreadable") : null;
}
