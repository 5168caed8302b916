import { inWords, t } from "../browser/i18n.ts";
import type { Day } from "../core/history/days.ts";
import { asCsv, exportedLines } from "../core/history/export.ts";
import type { HistoryRecord } from "../core/history/record.ts";
import type { Stretch } from "../core/history/timeline.ts";
import { dateForFile } from "./date-words.ts";

/** By when the browser has surely read what it saves, ms. */
const READ_AFTER = 60_000;

interface ExportButtonsProps {
  readonly day: Day;
  readonly stretches: readonly Stretch[];
  readonly events: readonly HistoryRecord[];
}

/** Saves a day as a file, or prints it. */
export function ExportButtons({ day, stretches, events }: ExportButtonsProps) {
  const name = `hookswitch-${dateForFile(day)}`;
  const lines = () => exportedLines(stretches, events, inWords);
  return (
    <div class="export">
      <button
        type="button"
        class="secondary"
        onClick={() => save(`${name}.csv`, "text/csv;charset=utf-8", asCsv(lines()))}
      >
        {t("historyExportCsv")}
      </button>
      <button
        type="button"
        class="secondary"
        onClick={() => save(`${name}.json`, "application/json", `${JSON.stringify(lines(), null, 2)}\n`)}
      >
        {t("historyExportJson")}
      </button>
      <button type="button" class="secondary" onClick={() => print()}>
        {t("historyPrint")}
      </button>
    </div>
  );
}

/** Has the browser save a text as a file. */
function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // Firefox reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), READ_AFTER);
}
