import { inWords, t } from "../browser/i18n.ts";
import type { Device, Reading } from "../core/devices/device.ts";
import { evidenceAge } from "../core/devices/verdict.ts";
import type { Settings } from "../core/settings.ts";
import { ago } from "../core/spans.ts";
import { explainImpossible } from "../core/switching/explain-press.ts";
import type { Impossible } from "../core/switching/press.ts";
import { deviceFacts } from "../ui/device-facts.ts";
import { Icon } from "../ui/icon.tsx";
import { RichText } from "../ui/rich-text.tsx";
import { DeviceRow } from "./device-row.tsx";
import type { SwitchState } from "./switches.ts";

interface DeviceListProps {
  readonly reading: Reading;
  readonly switches: readonly SwitchState[];
  readonly settings: Settings;
  /** Whether the reading still counts as evidence. */
  readonly current: boolean;
  readonly now: number;
  /** The ID of the device that the agent must confirm turning off; `null` if none. */
  readonly question: string | null;
  readonly onPress: (device: Device, on: boolean) => void;
  readonly onAnswer: (device: Device, off: boolean) => void;
}

export function DeviceList(props: DeviceListProps) {
  const { reading, switches, settings, current, now, question, onPress, onAnswer } = props;
  const { devices } = reading;
  const onCall = current && devices.some(({ busy }) => busy === true);
  const reasons = [
    ...new Set(switches.flatMap(({ blocked }) => (isExplainedInList(blocked) ? [blocked] : []))),
  ];
  return (
    <section aria-labelledby="devices-heading" class={current ? "devices" : "devices devices-old"}>
      <div class="devices-heading">
        <h2 id="devices-heading">
          <RichText id="popupDevicesOf" parts={{ user: <bdi>{reading.userName ?? reading.userId}</bdi> }} />
        </h2>
        {!current && (
          <span id="devices-old" class="old-mark">
            <Icon name="clock" />
            {t("popupAsOf", { ago: ago(evidenceAge(reading, now)) })}
          </span>
        )}
      </div>
      {devices.length === 0 ? (
        <p class="no-devices">{t("popupNoDevices")}</p>
      ) : (
        <ul class="device-list">
          {devices.map((device) => {
            const state = switches.find((one) => one.device.id === device.id) ?? null;
            return (
              <DeviceRow
                key={device.id}
                device={device}
                all={devices}
                facts={deviceFacts(device, reading, settings, current, now)}
                state={state}
                describedBy={[
                  isExplainedInList(state?.blocked) && reasonId(state.blocked),
                  onCall && "on-call",
                  !current && "devices-old",
                ].filter((id) => id !== false)}
                asks={question === device.id && state?.asksFirst === true}
                onPress={onPress}
                onAnswer={onAnswer}
              />
            );
          })}
        </ul>
      )}
      <div class="reasons">
        {reasons.map((why) => (
          <p key={why} id={reasonId(why)}>
            <Icon name="lock" />
            {inWords(explainImpossible(why).problem)}
          </p>
        ))}
        {onCall && (
          <p id="on-call">
            <Icon name="phone" />
            {t("popupNextCallOnly")}
          </p>
        )}
      </div>
    </section>
  );
}

/** Whether the list explains the reason. An unverified device says so in its own row. */
function isExplainedInList(why: Impossible | null | undefined): why is Impossible {
  return why !== null && why !== undefined && why !== "unverified";
}

function reasonId(why: Impossible): string {
  return `blocked-${why}`;
}

/** Reserves space for the devices during the first read. */
export function DeviceListPlaceholder() {
  return (
    <div class="devices" aria-hidden="true">
      <div class="devices-heading" />
      <div class="device-list">
        <div class="device device-placeholder" />
        <div class="device device-placeholder" />
      </div>
      <div class="reasons" />
    </div>
  );
}
