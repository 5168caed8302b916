import { requestAccess } from "../browser/host-access.ts";
import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import type { Api } from "../core/api-rules.ts";
import { secretField } from "../core/field-to-mend.ts";
import type { PrimaryAction } from "../core/switching/primary-action.ts";
import { actionWords } from "./action-words.ts";
import type { PopupActions } from "./popup-state.ts";

interface ActionButtonProps {
  readonly action: PrimaryAction;
  /** Whether a check is under way: no second one begins. */
  readonly checking: boolean;
  readonly api: Api;
  /** Empty until the browser has told them. */
  readonly shortcuts: readonly Shortcut[];
  readonly actions: PopupActions;
}

const CHECKING: PrimaryAction = { do: "wait", for: "read" };

/** The one thing to do next, always the same button in the same place, so that the focus stays on it. */
export function ActionButton({ action: next, checking, api, shortcuts, actions }: ActionButtonProps) {
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
        data-first-focus={action.do === "set-up" || undefined}
        onClick={() => run(action, api, actions)}
      >
        {inWords(text)}
        {/* Apart from the name: the name is what the button does. */}
        <small id="act-more" aria-hidden="true">
          {small !== null && <bdi>{typeof small === "string" ? small : inWords(small)}</bdi>}
          {key !== undefined && <kbd>{key === "" ? t("actionNoKey") : key}</kbd>}
        </small>
      </button>
    </div>
  );
}

function run(action: PrimaryAction, api: Api, actions: PopupActions): void {
  switch (action.do) {
    case "set-up":
      void openOptions();
      break;
    case "sign-in":
    case "enter-secret":
      void openOptions(secretField(api));
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
    case "rescue":
    case "switch":
      actions.press(action.press);
      break;
    case "wait":
      break;
  }
}
