import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import { verdict } from "../core/devices/verdict.ts";
import { withheldHost } from "../core/failure.ts";
import { paceSentence } from "../core/polling/pace-sentence.ts";
import type { Items } from "../store/items.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { AllowAccess } from "../ui/allow-access.tsx";
import { ChangeKeysButton, ShortcutList } from "../ui/shortcut-list.tsx";
import { DeviceList, DeviceListPlaceholder } from "./device-list.tsx";
import { isEvidence } from "./evidence.ts";
import type { PopupActions, PopupState } from "./popup-state.ts";
import { problems } from "./problems.ts";
import { shownTarget, switchStates } from "./switches.ts";
import { VerdictPanel } from "./verdict-panel.tsx";

interface PopupProps {
  readonly items: Items;
  readonly state: PopupState;
  readonly actions: PopupActions;
  readonly shortcuts: readonly Shortcut[];
  /** This machine's clock, ms. */
  readonly now: number;
}

export function Popup({ items, state, actions, shortcuts, now }: PopupProps) {
  const { account, status, settings, journal } = items;
  const { reading } = status;
  const judged = verdict({ ...items, now });
  const found = problems(items, state.refusal);

  return (
    <>
      <h1 class="visually-hidden">{t("extensionName")}</h1>
      <VerdictPanel
        verdict={judged}
        reading={reading}
        settings={settings}
        now={now}
        checking={state.checking}
        onCheck={actions.check}
      />
      <PaceNote items={items} />
      {account === null ? (
        <SetupPrompt />
      ) : reading !== null ? (
        <DeviceList
          reading={reading}
          switches={switchStates(reading, shownTarget(journal, state.asked))}
          question={state.question}
          settings={settings}
          current={isEvidence(judged)}
          now={now}
          onPress={actions.press}
          onAnswer={actions.answer}
        />
      ) : (
        judged.reach === "reading" && <DeviceListPlaceholder />
      )}
      {found.length > 0 && (
        <div role="alert" class="alerts">
          {found.map((problem) => (
            <AlertBody key={JSON.stringify(problem.problem)} explanation={problem}>
              {problem.action === "set-up" ? (
                <SetUpButton />
              ) : problem.action === "allow" ? (
                <AllowAccess host={withheldHost(status.failure) ?? ""} onAllowed={actions.check} />
              ) : problem.action === "dismiss" ? (
                <button type="button" class="link" onClick={() => actions.dismiss(problem.problem)}>
                  {t("popupDismiss")}
                </button>
              ) : null}
            </AlertBody>
          ))}
        </div>
      )}
      <footer class="footer">
        <ShortcutList shortcuts={shortcuts} short />
        <p class="footer-links">
          <ChangeKeysButton />
          <button type="button" class="link" onClick={() => void openOptions()}>
            {t("popupOptions")}
          </button>
        </p>
      </footer>
    </>
  );
}

/** Shown only when reads are less frequent than the settings allow: it tells the agent how late news may be. */
function PaceNote({ items }: { readonly items: Items }) {
  const { account, status, pace, settings } = items;
  if (account === null || status.period <= settings.fastestSeconds * 1_100) return null;
  return <p class="pace">{inWords(paceSentence(status.period, pace, settings))}</p>;
}

function SetupPrompt() {
  return (
    <section class="setup-prompt">
      <p>{t("popupSetUpPrompt")}</p>
      <SetUpButton first />
    </section>
  );
}

function SetUpButton({ first }: { readonly first?: boolean }) {
  return (
    <button type="button" class="primary" data-first-focus={first} onClick={() => void openOptions()}>
      {t("popupSetUp")}
    </button>
  );
}
