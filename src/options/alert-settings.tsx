import { t } from "../browser/i18n.ts";
import type { MessageId } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { QuietHours } from "./quiet-hours.tsx";
import { SettingChoice } from "./setting-choice.tsx";
import { useSettings } from "./use-settings.ts";

type Switch =
  | "tellsUnreached"
  | "tellsMuted"
  | "tellsFailedSwitch"
  | "tellsRuleSwitch"
  | "tellsRefused"
  | "tellsTokenEnd"
  | "playsSound";

interface Choice {
  readonly setting: Switch;
  readonly label: MessageId;
  readonly hint?: MessageId;
}

const CHOICES = [
  { setting: "tellsUnreached", label: "settingsTellsUnreached", hint: "settingsTellsUnreachedHint" },
  { setting: "tellsMuted", label: "settingsTellsMuted" },
  { setting: "tellsFailedSwitch", label: "settingsTellsFailedSwitch", hint: "settingsTellsFailedSwitchHint" },
  { setting: "tellsRuleSwitch", label: "settingsTellsRuleSwitch" },
  { setting: "tellsRefused", label: "settingsTellsRefused" },
  { setting: "tellsTokenEnd", label: "settingsTellsTokenEnd" },
  { setting: "playsSound", label: "settingsPlaysSound", hint: "settingsPlaysSoundHint" },
] as const satisfies readonly Choice[];

interface AlertSettingsProps {
  readonly settings: Settings;
  /** Whether the account has a token that ends by itself. */
  readonly hasToken: boolean;
}

/** Of what the browser's notifications tell, and when. */
export function AlertSettings({ settings: saved, hasToken }: AlertSettingsProps) {
  const { settings, reply, change } = useSettings(saved);
  const choices: readonly Choice[] = CHOICES.filter(({ setting }) => hasToken || setting !== "tellsTokenEnd");
  return (
    <section class="card" aria-labelledby="alerts-heading">
      <div class="card-head">
        <h2 id="alerts-heading">{t("settingsAlertsHeading")}</h2>
        <span class="saved" aria-live="polite">
          {reply?.ok && t("settingsSaved")}
        </span>
      </div>
      <p class="hint">{t("settingsAlertsHint")}</p>
      {choices.map(({ setting, label, hint }) => (
        <div key={setting} class="card-action">
          <SettingChoice
            setting={setting}
            label={t(label)}
            {...(hint && { hints: [t(hint)] })}
            isOn={settings[setting]}
            onChange={(isOn) => void change({ [setting]: isOn })}
          />
        </div>
      ))}
      <QuietHours settings={settings} onChange={(changes) => void change(changes)} />
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
