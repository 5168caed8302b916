import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { FrontTab, SoftphoneLine } from "../core/softphone-tab/softphone-line.ts";
import { Icon } from "../ui/icon.tsx";
import type { PopupActions } from "./popup-state.ts";

interface SoftphoneTabLineProps {
  readonly line: SoftphoneLine;
  /** Whether it is known which page is in front. */
  readonly isFrontKnown: boolean;
  /** Whether the button for the one thing to do opens the softphone already. */
  readonly opensAbove: boolean;
  /** Whether there is room to offer another tab beside the one that can be opened. */
  readonly hasRoom: boolean;
  readonly actions: PopupActions;
}

/** What is known of the softphone's tab, with what can be done with it. */
export function SoftphoneTabLine({
  line,
  isFrontKnown,
  opensAbove,
  hasRoom,
  actions,
}: SoftphoneTabLineProps) {
  const { says, warns, isMuted, opens, isGone, watches } = line;
  const opensHere = opens && !opensAbove;
  const mayTakeTwo = opensHere && isGone && hasRoom;
  const classes = [
    "tab",
    warns && "tab-warn",
    mayTakeTwo && "tab-two",
    (opensHere || isGone) && "tab-with-button",
  ];
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <p class="tab-words">
        <Icon name={isMuted ? "mute" : "tab"} />
        <span>{inWords(says)}</span>
      </p>
      {opensHere && (
        <button type="button" class="link" onClick={actions.openSoftphone}>
          {t("openSoftphone")}
        </button>
      )}
      {isGone && (mayTakeTwo || !opensHere) && (
        <OtherTab isFrontKnown={isFrontKnown} opens={opens} watches={watches} actions={actions} />
      )}
    </div>
  );
}

interface OtherTabProps {
  readonly isFrontKnown: boolean;
  /** Whether there is a tab or a page to open. */
  readonly opens: boolean;
  readonly watches: FrontTab | null;
  readonly actions: PopupActions;
}

/** A button to say where the softphone runs. Which page is in front is known only after the first paint: its room is kept. */
function OtherTab({ isFrontKnown, opens, watches, actions }: OtherTabProps) {
  const isPage = isFrontKnown && watches === null && !opens;
  const isShown = watches !== null || isPage;
  return (
    <button
      type="button"
      class={isShown ? "link" : "link link-later"}
      onClick={() => (watches === null ? void openOptions("softphone-page") : actions.watch(watches))}
    >
      {t(isPage ? "chooseSoftphonePage" : "watchThisTab")}
    </button>
  );
}
