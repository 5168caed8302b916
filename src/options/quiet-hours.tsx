import { t } from "../browser/i18n.ts";
import type { Settings } from "../core/settings.ts";
import { RichText } from "../ui/rich-text.tsx";
import { SetNote, useIsLocked } from "./locked.tsx";

type Hours = Pick<Settings, "quietHours" | "quietFrom" | "quietUntil">;

interface QuietHoursProps {
  readonly settings: Hours;
  readonly onChange: (changes: Partial<Hours>) => void;
}

/** The setting for the time in which no notification is shown. */
export function QuietHours({ settings, onChange }: QuietHoursProps) {
  const { quietHours, quietFrom, quietUntil } = settings;
  const isLocked = useIsLocked();
  const someAreLocked = (["quietHours", "quietFrom", "quietUntil"] as const).some(isLocked);
  return (
    <>
      <div class="choice card-action">
        <input
          id="quiet"
          type="checkbox"
          checked={quietHours}
          disabled={isLocked("quietHours")}
          aria-labelledby="quiet-words"
          aria-describedby="quiet-hint quiet-set"
          onChange={(event) => onChange({ quietHours: event.currentTarget.checked })}
        />
        <span id="quiet-words">
          <RichText
            id="settingsQuietHours"
            around={(words) => <label for="quiet">{words}</label>}
            parts={{
              from: (
                <TimeOfDay
                  label={t("settingsQuietFrom")}
                  value={quietFrom}
                  isOff={!quietHours || isLocked("quietFrom")}
                  onChange={(time) => onChange({ quietFrom: time })}
                />
              ),
              until: (
                <TimeOfDay
                  label={t("settingsQuietUntil")}
                  value={quietUntil}
                  isOff={!quietHours || isLocked("quietUntil")}
                  onChange={(time) => onChange({ quietUntil: time })}
                />
              ),
            }}
          />
        </span>
      </div>
      <p id="quiet-hint" class="hint choice-hint">
        {t("settingsQuietHoursHint")}
      </p>
      {someAreLocked && <SetNote id="quiet-set" />}
    </>
  );
}

interface TimeOfDayProps {
  readonly label: string;
  /** As in `09:00`. */
  readonly value: string;
  readonly isOff: boolean;
  readonly onChange: (time: string) => void;
}

function TimeOfDay({ label, value, isOff, onChange }: TimeOfDayProps) {
  return (
    <input
      type="time"
      aria-label={label}
      value={value}
      disabled={isOff}
      required
      onChange={({ currentTarget }) => {
        // An empty field keeps the time from before.
        if (currentTarget.value === "") currentTarget.value = value;
        else onChange(currentTarget.value);
      }}
    />
  );
}
