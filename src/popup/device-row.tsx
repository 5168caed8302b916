import { inWords, t } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import type { Fact } from "../ui/device-facts.ts";
import { DeviceName } from "../ui/device-name.tsx";
import { deviceDetails } from "../ui/device-title.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { InlineConfirm } from "../ui/inline-confirm.tsx";
import type { SwitchState } from "./switches.ts";

const DEVICE_ICON = { pstn: "phone", sip: "softphone", other: "other" } as const;
const FACT_ICON: Record<Fact["tone"], IconName | null> = { good: "check", warn: "warning", plain: null };

interface DeviceRowProps {
  readonly device: Device;
  readonly all: readonly Device[];
  readonly facts: readonly Fact[];
  /** `null` for a device of an unknown type, which has no switch. */
  readonly state: SwitchState | null;
  /** IDs of elements elsewhere in the popup that also describe this switch. */
  readonly describedBy: readonly string[];
  /** Whether the agent must confirm turning it off. */
  readonly asks: boolean;
  readonly onPress: (device: Device, on: boolean) => void;
  readonly onAnswer: (device: Device, off: boolean) => void;
}

export function DeviceRow(props: DeviceRowProps) {
  const { device, all, facts, state, describedBy, asks, onPress, onAnswer } = props;
  const id = `device-${device.id}`;
  return (
    <li class="device">
      <Icon name={DEVICE_ICON[device.kind]} />
      <div class="device-words">
        <h3 id={id} class="device-title">
          <DeviceName device={device} all={all} />
        </h3>
        <div id={`${id}-facts`}>
          {deviceDetails(device, all).map((text) => (
            <p key={text} class="device-address">
              <bdi>{text}</bdi>
            </p>
          ))}
          {facts.length > 0 && (
            <ul class="facts">
              {facts.map(({ tone, says }) => (
                <li key={says.id} class={`fact fact-${tone}`}>
                  {FACT_ICON[tone] && <Icon name={FACT_ICON[tone]} />}
                  <span>{inWords(says)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {state === null ? (
        <span class="device-state">{t(device.on === true ? "popupOn" : "popupOff")}</span>
      ) : (
        <SwitchButton
          state={state}
          labelledBy={id}
          describedBy={[`${id}-facts`, ...describedBy]}
          onPress={onPress}
        />
      )}
      {asks && (
        <InlineConfirm
          title={t("popupTurnOffLast")}
          yes={t("popupTurnOff")}
          no={t("popupKeepOn")}
          onAnswer={(yes) => onAnswer(device, yes)}
        >
          <p>{t("popupTurnOffLastMeans")}</p>
        </InlineConfirm>
      )}
    </li>
  );
}

interface SwitchButtonProps {
  readonly state: SwitchState;
  readonly labelledBy: string;
  readonly describedBy: readonly string[];
  readonly onPress: (device: Device, on: boolean) => void;
}

/** Stays focusable when blocked, so that keyboard users can find the reason. */
function SwitchButton({ state, labelledBy, describedBy, onPress }: SwitchButtonProps) {
  const { device, on, pending, blocked } = state;
  const stateId = `${labelledBy}-state`;
  return (
    <>
      <span id={stateId} class="device-state">
        {t(pending ? "popupSwitching" : on ? "popupOn" : "popupOff")}
      </span>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-busy={pending}
        aria-disabled={blocked !== null}
        aria-labelledby={labelledBy}
        aria-describedby={(pending ? [stateId, ...describedBy] : describedBy).join(" ")}
        onClick={() => blocked === null && onPress(device, !on)}
      >
        <span class="switch-thumb">{blocked !== null && <Icon name="lock" />}</span>
      </button>
    </>
  );
}
