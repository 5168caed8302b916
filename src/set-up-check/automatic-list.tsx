import { t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { MessageId } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";

/** What Hookswitch does without being asked, in the words of the options. */
const AUTOMATIC = [
  ["settingsTellsUnreached", "tellsUnreached"],
  ["ruleSafetyNet", "ringsWhenDropped"],
  ["ruleLock", "ringsWhileLocked"],
  ["ruleHours", "workingHours"],
] as const satisfies (readonly [MessageId, keyof Settings])[];

/** What the agent has turned on and off, for their information: neither is wrong. */
export function AutomaticList({ settings }: { readonly settings: Settings }) {
  return (
    <section class="card" aria-labelledby="automatic-heading">
      <h2 id="automatic-heading">{t("checkAutomatic")}</h2>
      <dl class="automatic">
        {AUTOMATIC.map(([label, key]) => (
          <div key={key}>
            <dt>{t(label)}</dt>
            <dd>{t(settings[key] ? "checkAutomaticOn" : "checkAutomaticOff")}</dd>
          </div>
        ))}
      </dl>
      <p class="card-action">
        <button type="button" class="link" onClick={() => void openOptions()}>
          {t("popupOptions")}
        </button>
      </p>
    </section>
  );
}
