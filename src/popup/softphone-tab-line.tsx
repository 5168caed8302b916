import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { SoftphoneLine } from "../core/softphone-tab/softphone-line.ts";
import { Icon } from "../ui/icon.tsx";
import type { PopupActions } from "./popup-state.ts";

interface SoftphoneTabLineProps {
  readonly line: SoftphoneLine;
  /** Whether it is known which page is in front. */
  readonly isFrontKnown: boolean;
  /** Whether the button for the one thing to do opens the softphone already. */
  readonly opensAbove: boolean;
  readonly actions: PopupActions;
}

/** What is known of the softphone's tab, with what can be done with it. */
export function SoftphoneTabLine({ line, isFrontKnown, opensAbove, actions }: SoftphoneTabLineProps) {
  const { says, warns, isMuted, opens, isGone, watches } = line;
  const opensHere = opens && !opensAbove;
  const classes = ["tab", warns && "tab-warn", opensHere && isGone && "tab-two-lines"];
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <p class="tab-words">
        <Icon name={isMuted ? "mute" : "tab"} />
        {inWords(says)}
      </p>
      {opensHere && (
        <button type="button" class="link" onClick={actions.openSoftphone}>
          {t("openSoftphone")}
        </button>
      )}
      {watches !== null && (
        <button type="button" class="link" onClick={() => actions.watch(watches)}>
          {t("watchThisTab")}
        </button>
      )}
      {isFrontKnown && !opens && watches === null && (
        <button type="button" class="link" onClick={() => void openOptions("softphone-page")}>
          {t("chooseSoftphonePage")}
        </button>
      )}
    </div>
  );
}
