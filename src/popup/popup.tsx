import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import { verdict } from "../core/devices/verdict.ts";
import { todayWords } from "../core/history/today-words.ts";
import { paceSentence } from "../core/polling/pace-sentence.ts";
import { afterForAWhile } from "../core/rules/after-for-a-while.ts";
import { ringsToChoose } from "../core/rules/rings-to-choose.ts";
import { type FrontTab, softphoneLine } from "../core/softphone-tab/softphone-line.ts";
import type { Items } from "../store/items.ts";
import { PinHint } from "../ui/pin-hint.tsx";
import { ActionButton } from "./action-button.tsx";
import { CauseLines } from "./cause-lines.tsx";
import { DeviceList, DeviceListPlaceholder } from "./device-list.tsx";
import { isEvidence } from "./evidence.ts";
import { ForAWhilePanel } from "./for-a-while-panel.tsx";
import { Hero } from "./hero.tsx";
import { note, tellsError } from "./note.ts";
import { NoteLine } from "./note-line.tsx";
import { popupAction } from "./popup-action.ts";
import type { PopupActions, PopupState } from "./popup-state.ts";
import { SoftphoneTabLine } from "./softphone-tab-line.tsx";
import { shownTarget, switchStates } from "./switches.ts";

interface PopupProps {
  readonly items: Items;
  readonly state: PopupState;
  readonly actions: PopupActions;
  readonly shortcuts: readonly Shortcut[];
  /** Whether the toolbar shows the button; absent or `null` while that is not known. */
  readonly isPinned?: boolean | null;
  /** The web page in front; `null` if there is none, absent while that is not known. */
  readonly front?: FrontTab | null | undefined;
  /** This machine's clock, ms. */
  readonly now: number;
  /** Whether the first paint is over: what is not needed for it waits. */
  readonly painted: boolean;
}

/** From top to bottom: the answer, the one thing to do, why it is so, what went wrong, the devices, the way out. */
export function Popup({ items, state, actions, shortcuts, isPinned, front, now, painted }: PopupProps) {
  const { account, status, settings, journal, rules, softphoneTabs } = items;
  const { reading } = status;
  const judged = verdict({ ...items, now });
  const current = isEvidence(judged);
  const wanted = shownTarget(journal, state.asked);
  const found = note(items, judged, state);
  const api = account?.api ?? "integrations-core";
  const next = popupAction(judged, items, state.asked, now);
  const rings = reading !== null && current ? ringsToChoose(reading, items) : [];
  const mayChoose = rings.length > 1;
  const hasRoom = found === null || (reading?.devices.length ?? 0) <= 2;

  return (
    <>
      <h1 class="visually-hidden">{t("extensionName")}</h1>
      <Hero
        verdict={judged}
        items={items}
        now={now}
        painted={painted}
        checking={state.checking}
        isAlert={found === null && tellsError(judged)}
        onCheck={actions.check}
      />
      <ActionButton
        action={next}
        checking={state.checking}
        api={api}
        shortcuts={shortcuts}
        mayChoose={mayChoose}
        choosing={state.choosing}
        actions={actions}
      />
      <CauseLines
        items={items}
        current={current}
        endsAbove={next.do === "end-for-a-while"}
        hasRoom={hasRoom}
        now={now}
        actions={actions}
      />
      {found !== null && <NoteLine note={found} api={api} actions={actions} />}
      {found === null && isPinned === false && current && <PinHint />}
      {reading !== null && mayChoose && state.choosing ? (
        <ForAWhilePanel
          rings={rings}
          after={afterForAWhile(rules, reading, wanted)}
          now={now}
          actions={actions}
        />
      ) : reading !== null && account !== null ? (
        <DeviceList
          reading={reading}
          switches={switchStates(reading, wanted)}
          question={state.question}
          basis={items}
          current={current}
          now={now}
          painted={painted}
          tabLine={
            <SoftphoneTabLine
              line={softphoneLine(softphoneTabs, settings.softphonePage, front ?? null)}
              isFrontKnown={front !== undefined}
              opensAbove={next.do === "open-softphone" || next.do === "allow-microphone"}
              hasRoom={hasRoom}
              actions={actions}
            />
          }
          actions={actions}
        />
      ) : (
        judged.reach === "reading" && <DeviceListPlaceholder />
      )}
      <footer class="foot">
        <PaceNote items={items} />
        <a class="link foot-day" href="../history/history.html" target="_blank" rel="noreferrer">
          {inWords(todayWords(items.today, judged.reach, now))}
        </a>
        <button type="button" class="link" onClick={() => void openOptions()}>
          {t("popupOptions")}
        </button>
      </footer>
    </>
  );
}

/** Shown only when reads are less frequent than the settings allow: it tells the agent how late news may be. */
function PaceNote({ items }: { readonly items: Items }) {
  const { account, status, pace, settings } = items;
  const isSlow = account !== null && status.period > settings.fastestSeconds * 1_100;
  return <p>{isSlow && inWords(paceSentence(status.period, pace, settings))}</p>;
}
