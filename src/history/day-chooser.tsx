import { t } from "../browser/i18n.ts";
import type { Day } from "../core/history/days.ts";
import { dayName } from "./date-words.ts";

interface DayChooserProps {
  /** Today first. */
  readonly days: readonly Day[];
  readonly daysBack: number;
  readonly choose: (daysBack: number) => void;
}

/** Chooses one of the days that are kept. */
export function DayChooser({ days, daysBack, choose }: DayChooserProps) {
  const isFirst = daysBack === days.length - 1;
  return (
    <div class="day-chooser">
      <Step label={t("historyDayBefore")} sign="‹" isOff={isFirst} onClick={() => choose(daysBack + 1)} />
      <select
        class="input"
        aria-label={t("historyDay")}
        value={String(daysBack)}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {days.map((day, index) => (
          <option key={day.from} value={String(index)}>
            {dayName(day, index)}
          </option>
        ))}
      </select>
      <Step
        label={t("historyDayAfter")}
        sign="›"
        isOff={daysBack === 0}
        onClick={() => choose(daysBack - 1)}
      />
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly sign: string;
  readonly isOff: boolean;
  readonly onClick: () => void;
}

/** It keeps the focus when it leads no further. */
function Step({ label, sign, isOff, onClick }: StepProps) {
  return (
    <button
      type="button"
      class="secondary day-step"
      aria-label={label}
      aria-disabled={isOff}
      onClick={() => isOff || onClick()}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
