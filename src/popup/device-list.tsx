import type { ComponentChildren } from "preact";
import { inWords, t } from "../browser/i18n.ts";
import type { Device, Reading } from "../core/devices/device.ts";
import type { LastSeenBasis } from "../core/devices/last-seen.ts";
import { type Message, message } from "../core/message.ts";
import { explainImpossible } from "../core/switching/explain-press.ts";
import type { Impossible } from "../core/switching/press.ts";
import { deviceFacts } from "../ui/device-facts.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { RichText } from "../ui/rich-text.tsx";
import { DeviceRow } from "./device-row.tsx";
import type { PopupActions } from "./popup-state.ts";
import type { SwitchState } from "./switches.ts";

interface DeviceListProps {
  readonly reading: Reading;
  readonly switches: readonly SwitchState[];
  /** What decides how long a softphone may go unseen. */
  readonly basis: LastSeenBasis;
  /** Whether the reading still counts as evidence. */
  readonly current: boolean;
  readonly now: number;
  /** Whether the first paint is over. */
  readonly painted: boolean;
  /** The ID of the device that the agent must confirm turning off; `null` if none. */
  readonly question: string | null;
  /** The line on the softphone's tab, for one softphone's row. */
  readonly tabLine: ComponentChildren;
  readonly actions: PopupActions;
}

export function DeviceList(props: DeviceListProps) {
  const { reading, switches, basis, current, now, painted, question, tabLine, actions } = props;
  const { devices } = reading;
  const softphones = devices.filter(({ kind }) => kind === "sip");
  const withTab = softphones.find(({ on }) => on === true) ?? softphones[0];
  const remarks = current ? remarksOn(devices, switches) : [];
  return (
    <section aria-labelledby="devices-heading">
      <h2 id="devices-heading" class="visually-hidden">
        <RichText id="popupDevicesOf" parts={{ user: <bdi>{reading.userName ?? reading.userId}</bdi> }} />
      </h2>
      {devices.length === 0 ? (
        <p class="no-devices">{t("popupNoDevices")}</p>
      ) : (
        <ul class={current ? "devices" : "devices devices-old"}>
          {devices.map((device) => {
            const state = switches.find((one) => one.device.id === device.id) ?? null;
            return (
              <DeviceRow
                key={device.id}
                device={device}
                all={devices}
                facts={deviceFacts(device, reading, basis, current, now)}
                state={state}
                readAt={current || reading.undated ? null : reading.takenAt}
                current={current}
                painted={painted}
                describedBy={remarks.flatMap(({ id, isOn }) => (state && isOn(state) ? [id] : []))}
                asks={question === device.id && state?.asksFirst === true}
                tabLine={device === withTab && tabLine}
                actions={actions}
              />
            );
          })}
        </ul>
      )}
      {remarks.map(({ id, icon, says }) => (
        <p key={id} id={id} class="devices-note">
          <Icon name={icon} />
          {inWords(says)}
        </p>
      ))}
    </section>
  );
}

/** A line below the devices, which describes the switches that it is on. */
interface Remark {
  readonly id: string;
  readonly icon: IconName;
  readonly says: Message;
  readonly isOn: (state: SwitchState) => boolean;
}

function remarksOn(devices: readonly Device[], switches: readonly SwitchState[]): Remark[] {
  const reasons = [
    ...new Set(switches.flatMap(({ blocked }) => (isExplainedInList(blocked) ? [blocked] : []))),
  ];
  const remarks = reasons.map(
    (why): Remark => ({
      id: `blocked-${why}`,
      icon: "lock",
      says:
        why === "last-device"
          ? message("popupOneMustStayOn")
          : (explainImpossible(why).problem[0] as Message),
      isOn: ({ blocked }) => blocked === why,
    }),
  );
  const isOnCall = devices.some(({ busy }) => busy === true);
  const onCall: Remark = {
    id: "on-call",
    icon: "phone",
    says: message("popupNextCallOnly"),
    isOn: () => true,
  };
  return isOnCall ? [...remarks, onCall] : remarks;
}

/** Whether the list explains the reason. An unverified device says so in its own row. */
function isExplainedInList(why: Impossible | null): why is Impossible {
  return why !== null && why !== "unverified";
}

/** Reserves space for the devices during the first read. */
export function DeviceListPlaceholder() {
  return (
    <div class="devices" aria-hidden="true">
      <div class="device device-placeholder" />
      <div class="device device-placeholder" />
    </div>
  );
}
