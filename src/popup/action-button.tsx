import { requestAccess } from "../browser/host-access.ts";
import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import type { Api } from "../core/api-rules.ts";
import { secretOf } from "../core/field-to-mend.ts";
import { Icon } from "../ui/icon.tsx";
import { actionWords } from "./action-words.ts";
import type { PopupAction } from "./popup-action.ts";
import type { PopupActions } from "./popup-state.ts";

interface ActionButtonProps {
  readonly action: PopupAction;
  /** Whether a check is under way: no second one begins. */
  readonly checking: boolean;
  readonly api: Api;
  /** Empty until the browser has told them. */
  readonly shortcuts: readonly Shortcut[];
  /** Whether the agent can choose now where calls ring for a while, and whether they are doing so. */
  readonly mayChoose: boolean;
  readonly choosing: boolean;
  readonly actions: PopupActions;
}

const CHECKING: PopupAction = { do: "wait", for: "read" };

/**
 * The one thing to do next, always the same button in the same place, so that the focus stays on it. Beside it, the choice for a
 * while.
 */
export function ActionButton(props: ActionButtonProps) {
  const { action: next, checking, api, shortcuts, mayChoose, choosing, actions } = props;
  const action = checking && next.do === "check" ? CHECKING : next;
  const { text, small, isMain, isKeys } = actionWords(action, api);
  const key = isKeys ? shortcuts.find(({ command }) => command === "switch-device")?.key : undefined;
  const isBusy = action.do === "wait";
  return (
    <div class="act">
      <button
        type="button"
        class={isMain ? "do do-main" : "do"}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        aria-describedby="act-more"
        data-first-focus={action.do === "set-up" || action.do === "organisation" || undefined}
        onClick={() => run(action, api, actions)}
      >
        {inWords(text)}
        {/* Apart from the name: the name is what the button does. */}
        <small id="act-more" aria-hidden="true">
          {small !== null && <bdi>{typeof small === "string" ? small : inWords(small)}</bdi>}
          {key !== undefined && <kbd>{key === "" ? t("actionNoKey") : key}</kbd>}
        </small>
      </button>
      {mayChoose && (
        <button
          type="button"
          class="while-button"
          aria-expanded={choosing}
          onClick={() => actions.choose(!choosing)}
        >
          {t("forAWhile")}
          <Icon name={choosing ? "up" : "down"} />
        </button>
      )}
    </div>
  );
}

function run(action: PopupAction, api: Api, actions: PopupActions): void {
  switch (action.do) {
    case "set-up":
      void openOptions();
      break;
    case "organisation":
      actions.signIn();
      break;
    case "sign-in":
    case "enter-secret":
      void openOptions(secretOf(api).field);
      break;
    case "allow":
      void requestAccess(action.host).then((isAllowed) => isAllowed && actions.check());
      break;
    case "check":
      actions.check();
      break;
    case "open-softphone":
    case "allow-microphone":
      actions.openSoftphone();
      break;
    case "unmute":
      actions.unmute();
      break;
    case "end-for-a-while":
      actions.endForAWhile();
      break;
    case "rescue":
    case "switch":
      actions.press(action.press);
      break;
    case "wait":
      break;
  }
}
