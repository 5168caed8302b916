import { useRef } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { asSettings, DEFAULT_SETTINGS, LAST_SEEN_LIMIT_MINUTES, type Settings } from "../core/settings.ts";
import { RichText } from "../ui/rich-text.tsx";

interface LastSeenLimitProps {
  /** In minutes; `null` to doubt no softphone. */
  readonly limit: Settings["lastSeenLimitMinutes"];
  readonly onChange: (limit: Settings["lastSeenLimitMinutes"]) => void;
}

/** The setting for how long a softphone may go unseen before it is doubted, if at all. Its own rhythm counts once it is known. */
export function LastSeenLimit({ limit, onChange }: LastSeenLimitProps) {
  const minutes = useRef<HTMLInputElement>(null);
  const doubts = limit !== null;

  function typedMinutes(): number {
    const typed = minutes.current?.valueAsNumber ?? Number.NaN;
    const { lastSeenLimitMinutes: within } = asSettings({ lastSeenLimitMinutes: typed });
    return within ?? (DEFAULT_SETTINGS.lastSeenLimitMinutes as number);
  }

  return (
    <>
      <div class="choice choice-spaced">
        <input
          id="doubt"
          type="checkbox"
          checked={doubts}
          aria-labelledby="doubt-words"
          aria-describedby="doubt-hint"
          onChange={(event) => onChange(event.currentTarget.checked ? typedMinutes() : null)}
        />
        <span id="doubt-words">
          <RichText
            id="settingsDoubt"
            around={(words) => <label for="doubt">{words}</label>}
            parts={{
              minutes: (
                <input
                  ref={minutes}
                  type="number"
                  inputMode="numeric"
                  aria-label={t("settingsDoubtMinutes")}
                  min={LAST_SEEN_LIMIT_MINUTES.least}
                  max={LAST_SEEN_LIMIT_MINUTES.most}
                  step={1}
                  disabled={!doubts}
                  defaultValue={String(limit ?? DEFAULT_SETTINGS.lastSeenLimitMinutes)}
                  onChange={(event) => {
                    const within = typedMinutes();
                    event.currentTarget.value = String(within);
                    onChange(within);
                  }}
                />
              ),
            }}
          />
        </span>
      </div>
      <p id="doubt-hint" class="hint choice-hint">
        {t("settingsDoubtHint", LAST_SEEN_LIMIT_MINUTES)}
      </p>
    </>
  );
}
