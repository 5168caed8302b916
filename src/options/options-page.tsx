import { t } from "../browser/i18n.ts";
import { openSetUpCheck } from "../browser/pages.ts";
import { offersGlobalKeys, type Shortcut } from "../browser/shortcuts.ts";
import { RULES } from "../core/api-rules.ts";
import { lockedSettings } from "../core/policy/locked-settings.ts";
import type { Items } from "../store/items.ts";
import { DiagnosticsCard } from "../ui/diagnostics-card.tsx";
import { Logo } from "../ui/logo.tsx";
import { RichText } from "../ui/rich-text.tsx";
import { ChangeKeysButton, ShortcutList } from "../ui/shortcut-list.tsx";
import { AlertSettings } from "./alert-settings.tsx";
import { BadgeLegend } from "./badge-legend.tsx";
import { Connection } from "./connection.tsx";
import { LastSteps } from "./last-steps.tsx";
import { LockedSettings } from "./locked.tsx";
import { NumberChange } from "./number-change.tsx";
import { PrivacyNote } from "./privacy-note.tsx";
import { RulesForm } from "./rules-form.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SoftphonePage } from "./softphone-page.tsx";

interface OptionsPageProps {
  readonly items: Items;
  readonly shortcuts: readonly Shortcut[];
  /** Whether the toolbar shows the button; `null` if the browser cannot tell. */
  readonly isPinned: boolean | null;
  /** Reads the stored items again, before the page acts on a reply. */
  readonly reload: () => Promise<Items>;
}

/** One card until an account is connected: everything else is about that account. */
export function OptionsPage({ items, shortcuts, isPinned, reload }: OptionsPageProps) {
  const { account } = items;
  const isSetUp = account !== null;
  return (
    <LockedSettings.Provider value={lockedSettings(items.policy)}>
      <div class={isSetUp ? undefined : "first"}>
        <header class="page-head">
          <Logo />
          <div>
            <h1>{t("extensionName")}</h1>
            <p>{t("optionsQuestion")}</p>
          </div>
          <button type="button" class="secondary head-action" onClick={() => void openSetUpCheck()}>
            {t("checkHeading")}
          </button>
        </header>
        <div class="columns">
          <div class="column">
            <Connection items={items} reload={reload} />
            {isSetUp && (
              <>
                <SoftphonePage settings={items.settings} />
                <LastSteps isPinned={isPinned} keyWorks={items.keyWorks} shortcuts={shortcuts} />
                <RulesForm settings={items.settings} api={account.api} />
                <NumberChange items={items} reload={reload} />
                <AlertSettings settings={items.settings} hasToken={RULES[account.api].tokenEnds} />
                <SettingsForm settings={items.settings} />
              </>
            )}
          </div>
          {isSetUp && (
            <div class="column">
              <BadgeLegend />
              <section class="card" aria-labelledby="keys-heading">
                <h2 id="keys-heading">{t("keysHeading")}</h2>
                <ShortcutList shortcuts={shortcuts} />
                <p class="hint card-action">
                  {t("keysHint")}{" "}
                  {offersGlobalKeys() && (
                    <RichText id="keysHintGlobal" parts={{ global: <i>{t("keysGlobal")}</i> }} />
                  )}
                </p>
                <p class="card-action">
                  <ChangeKeysButton />
                </p>
              </section>
              <PrivacyNote />
              <DiagnosticsCard items={items} />
            </div>
          )}
        </div>
      </div>
    </LockedSettings.Provider>
  );
}
