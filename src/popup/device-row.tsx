import type { ComponentChildren } from "preact";
import { inWords, t } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import type { Fact } from "../ui/device-facts.ts";
import { deviceDetails, deviceTitle } from "../ui/device-title.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { InlineConfirm } from "../ui/inline-confirm.tsx";
import { textList } from "../ui/texts.tsx";
import { Address } from "./address.tsx";
import { DeviceFacts } from "./device-facts.tsx";
import { DeviceHeading } from "./device-heading.tsx";
import type { PopupActions } from "./popup-state.ts";
import { SwitchButton } from "./switch-button.tsx";
import type { SwitchState } from "./switches.ts";

const DEVICE_ICON: Readonly<Record<Device["kind"], IconName>> = {
  pstn: "phone",
  sip: "softphone",
  other: "other",
};

interface DeviceRowProps {
  readonly device: Device;
  readonly all: readonly Device[];
  readonly facts: readonly Fact[];
  /** `null` for a device of an unknown type, which has no switch. */
  readonly state: SwitchState | null;
  /** Whether the reading still counts as evidence. */
  readonly current: boolean;
  /** When an old reading was taken, by this machine's clock (ms); `null` if it is not old, or undated. */
  readonly readAt: number | null;
  readonly painted: boolean;
  /** IDs of elements elsewhere in the popup that also describe this switch. */
  readonly describedBy: readonly string[];
  /** Whether the agent must confirm turning it off. */
  readonly asks: boolean;
  /** The line on its tab, if it has one. */
  readonly tabLine: ComponentChildren;
  readonly actions: PopupActions;
}

export function DeviceRow(props: DeviceRowProps) {
  const { device, all, facts, state, current, readAt, painted, describedBy, asks, tabLine, actions } = props;
  const title = deviceTitle(device, all);
  const details = deviceDetails(device, all);
  const id = `device-${device.id}`;
  const isCompact = all.length > 2;
  const label =
    title.own.length === 0
      ? inWords(title.kind)
      : t("deviceNamed", { kind: inWords(title.kind), name: textList(title.own) });
  return (
    <li class={isCompact ? "device device-compact" : "device"}>
      <Icon name={DEVICE_ICON[device.kind]} />
      <div class="device-words">
        <DeviceHeading device={device} own={title.own} isCompact={isCompact} />
        <div id={`${id}-facts`} class="device-sub">
          {details.map((text) => (
            <Address key={text} text={text} />
          ))}
          <DeviceFacts facts={facts} painted={painted} />
        </div>
      </div>
      {state === null ? (
        <span class="state">{t(device.on === true ? "popupOn" : "popupOff")}</span>
      ) : (
        <SwitchButton
          state={state}
          isOld={!current && !state.pending}
          readAt={readAt}
          label={label}
          describedBy={[`${id}-facts`, ...describedBy].join(" ")}
          actions={actions}
        />
      )}
      {tabLine}
      {asks && (
        <InlineConfirm
          title={t("popupTurnOffLast")}
          yes={t("popupTurnOff")}
          no={t("popupKeepOn")}
          onAnswer={(yes) => actions.answer(device, yes)}
        >
          <p>{t("popupTurnOffLastMeans")}</p>
        </InlineConfirm>
      )}
    </li>
  );
}
