import { t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { MessageId } from "../core/message.ts";
import { isOn } from "../core/rules/turned-on.ts";
import type { Settings } from "../core/settings.ts";

/** What Hookswitch does without being asked, in the words of the options. */
const AUTOMATIC = [
  ["settingsTellsUnreached", ({ tellsUnreached }) => tellsUnreached],
  ["ruleSafetyNet", (settings) => isOn("safety-net", settings)],
  ["ruleLock", (settings) => isOn("lock", settings)],
  ["ruleHours", (settings) => isOn("hours", settings)],
] as const satisfies (readonly [MessageId, (settings: Settings) => boolean])[];

/** What the agent has turned on and off, for their information: neither is wrong. */
export function AutomaticList({ settings }: { readonly settings: Settings }) {
  return (
    <section class="card" aria-labelledby="automatic-heading">
      <h2 id="automatic-heading">{t("checkAutomatic")}</h2>
      <dl class="automatic">
        {AUTOMATIC.map(([label, isTurnedOn]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{t(isTurnedOn(settings) ? "checkAutomaticOn" : "checkAutomaticOff")}</dd>
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
