import { t } from "../browser/i18n.ts";
import type { Reading } from "../core/devices/device.ts";
import { DeviceName } from "../ui/device-name.tsx";
import { deviceDetails } from "../ui/device-title.ts";
import { RichText } from "../ui/rich-text.tsx";
import { Texts } from "../ui/texts.tsx";

/** The found devices and their owner, so that agents can check that the devices are theirs. */
export function FoundDevices({ reading: { userId, userName, devices } }: { readonly reading: Reading }) {
  return (
    <dl class="found">
      <div>
        <dt>{t("setUpUser")}</dt>
        <dd>
          <bdi>{userName ?? userId}</bdi>
        </dd>
      </div>
      {devices.map((device) => {
        const details = deviceDetails(device, devices);
        const all = device.address === null ? [...details, t("setUpNoAddress")] : details;
        const texts = <Texts texts={all} />;
        return (
          <div key={device.id}>
            <dt>
              <DeviceName device={device} all={devices} />
            </dt>
            <dd>
              {device.verified === false ? (
                <RichText id="setUpNotVerified" parts={{ device: texts }} />
              ) : (
                texts
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
