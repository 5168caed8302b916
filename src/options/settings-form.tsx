import { t } from "../browser/i18n.ts";
import { FASTEST_SECONDS, type Settings, SLOWEST_MINUTES } from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { LastSeenLimit } from "./last-seen-limit.tsx";
import { Locked } from "./locked.tsx";
import { PaceBound } from "./pace-bound.tsx";
import { SettingChoice } from "./setting-choice.tsx";
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
      <SettingChoice
        setting="includeBoth"
        label={t("settingsIncludeBoth")}
        hints={[t("settingsIncludeBothHint")]}
        isOn={settings.includeBoth}
        onChange={(includeBoth) => void change({ includeBoth })}
      />
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
      <SettingChoice
        setting="keepsHistory"
        label={t("settingsKeepsHistory")}
        hints={[t("settingsKeepsHistoryHint")]}
        isOn={settings.keepsHistory}
        isSpaced
        onChange={(keepsHistory) => void change({ keepsHistory })}
      />
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
