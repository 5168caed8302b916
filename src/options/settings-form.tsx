import { t } from "../browser/i18n.ts";
import { FASTEST_SECONDS, type Settings, SLOWEST_MINUTES } from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { LastSeenLimit } from "./last-seen-limit.tsx";
import { Locked } from "./locked.tsx";
import { PaceBound } from "./pace-bound.tsx";
import { useSettings } from "./use-settings.ts";

/** The settings that are of no other card. */
export function SettingsForm({ settings: saved }: { readonly settings: Settings }) {
  const { settings, reply, change } = useSettings(saved);
  return (
    <section class="card" aria-labelledby="settings-heading">
      <div class="card-head">
        <h2 id="settings-heading">{t("settingsHeading")}</h2>
        <span class="saved" aria-live="polite">
          {reply?.ok && t("settingsSaved")}
        </span>
      </div>
      <Locked name="includeBoth">
        <label class="choice">
          <input
            type="checkbox"
            checked={settings.includeBoth}
            aria-describedby="both-hint"
            onChange={(event) => void change({ includeBoth: event.currentTarget.checked })}
          />
          <span>{t("settingsIncludeBoth")}</span>
        </label>
        <p id="both-hint" class="hint choice-hint">
          {t("settingsIncludeBothHint")}
        </p>
      </Locked>
      <Locked name="lastSeenLimitMinutes">
        <LastSeenLimit
          limit={settings.lastSeenLimitMinutes}
          onChange={(lastSeenLimitMinutes) => void change({ lastSeenLimitMinutes })}
        />
      </Locked>
      <Locked name="fastestSeconds">
        <PaceBound
          name="settingsFastest"
          bounds={FASTEST_SECONDS}
          value={settings.fastestSeconds}
          onChange={(fastestSeconds) => void change({ fastestSeconds })}
        />
      </Locked>
      <Locked name="slowestMinutes">
        <PaceBound
          name="settingsSlowest"
          bounds={SLOWEST_MINUTES}
          value={settings.slowestMinutes}
          onChange={(slowestMinutes) => void change({ slowestMinutes })}
        />
      </Locked>
      <p id="pace-hint" class="hint">
        {t("settingsPaceHint")}
      </p>
      <Locked name="keepsHistory">
        <label class="choice choice-spaced">
          <input
            type="checkbox"
            checked={settings.keepsHistory}
            aria-describedby="history-hint"
            onChange={(event) => void change({ keepsHistory: event.currentTarget.checked })}
          />
          <span>{t("settingsKeepsHistory")}</span>
        </label>
        <p id="history-hint" class="hint choice-hint">
          {t("settingsKeepsHistoryHint")}
        </p>
      </Locked>
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
