import { t } from "../browser/i18n.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import { explainImpossible } from "../core/switching/explain-press.ts";
import { Icon } from "../ui/icon.tsx";
import type { PopupActions } from "./popup-state.ts";
import type { SwitchState } from "./switches.ts";

const OLD: Explanation = { problem: [message("popupOldSwitch")], remedy: [message("popupCheckFirst")] };

interface SwitchButtonProps {
  readonly state: SwitchState;
  /** Whether it shows only what the device was when it was last known. */
  readonly isOld: boolean;
  /** When it was so, by this machine's clock (ms); `null` if that is not known. */
  readonly readAt: number | null;
  readonly label: string;
  readonly describedBy: string;
  readonly actions: PopupActions;
}

/**
 * A device's switch. It stays focusable when blocked, and says why when pressed. What is old is a text, which no one takes for a
 * switch to be moved, in the same element, so that the focus stays.
 */
export function SwitchButton({ state, isOld, readAt, label, describedBy, actions }: SwitchButtonProps) {
  const { device, on, pending, blocked, unsaid } = state;
  const press = (): void => {
    if (isOld) actions.explain(OLD);
    else if (blocked === null) actions.toggle(device, !on);
    else actions.explain(explainImpossible(blocked));
  };
  const onOrOff = t(on ? "popupOn" : unsaid ? "popupOnNotSaid" : "popupOff");
  const stateId = `state-of-${device.id}`;
  const ageId = `age-of-${device.id}`;
  const extraId = isOld ? ageId : unsaid ? stateId : null;
  return (
    <>
      {!isOld && (
        <span id={stateId} class="state" aria-hidden="true">
          {pending ? t("popupSwitching") : onOrOff}
        </span>
      )}
      <button
        type="button"
        role="switch"
        class={isOld ? "state state-old" : "switch"}
        aria-checked={on}
        aria-busy={pending}
        aria-disabled={isOld || blocked !== null}
        aria-label={label}
        aria-describedby={extraId === null ? describedBy : `${extraId} ${describedBy}`}
        onClick={press}
      >
        {isOld ? (
          <>
            {onOrOff}
            {/* A screen reader says the switch's present state: this says that it is not the present one. */}
            <small id={ageId} class={readAt === null ? "visually-hidden" : undefined}>
              {readAt === null ? t("popupOldSwitch") : t("popupAtTime", { time: { minute: readAt } })}
            </small>
          </>
        ) : (
          <span class="switch-thumb">{blocked !== null && <Icon name="lock" />}</span>
        )}
      </button>
    </>
  );
}
