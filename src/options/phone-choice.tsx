import { t } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import { DeviceName } from "../ui/device-name.tsx";
import { deviceDetails } from "../ui/device-title.ts";
import { Icon } from "../ui/icon.tsx";
import { RichText } from "../ui/rich-text.tsx";

interface PhoneChoiceProps {
  readonly phones: readonly Device[];
  readonly all: readonly Device[];
  readonly onChoose: () => void;
}

/** The phone whose number to change: a choice if there are several. */
export function PhoneChoice({ phones, all, onChoose }: PhoneChoiceProps) {
  const [first, ...others] = phones;
  if (first === undefined) return null;
  if (others.length === 0) return <Phone device={first} all={all} />;
  return (
    <fieldset>
      <legend>{t("numberWhichPhone")}</legend>
      {phones.map((device) => (
        <label key={device.id} class="choice">
          <input
            type="radio"
            name="phone"
            value={device.id}
            defaultChecked={device === first}
            onChange={onChoose}
          />
          <span>
            <Phone device={device} all={all} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A phone with its current number. */
function Phone({ device, all }: { readonly device: Device; readonly all: readonly Device[] }) {
  const name = <DeviceName device={device} all={all} />;
  return (
    <div>
      {device.address !== null && deviceDetails(device, all).includes(device.address) ? (
        <RichText id="numberOfPhone" parts={{ device: name, number: <bdi>{device.address}</bdi> }} />
      ) : (
        name
      )}
      {device.verified === false && (
        <p class="waiting">
          <Icon name="clock" />
          {t("numberWaiting")}
        </p>
      )}
    </div>
  );
}
