import type { Reading } from "../core/devices/device.ts";
import { DeviceName } from "../ui/device-name.tsx";
import { deviceDetails } from "../ui/device-words.ts";
import { Texts } from "../ui/texts.tsx";

/** Whose devices were found, for the agent to see that they are their own. */
export function FoundDevices({ reading: { userId, userName, devices } }: { readonly reading: Reading }) {
  return (
    <dl class="found">
      <div>
        <dt>User</dt>
        <dd>
          <bdi>{userName ?? userId}</bdi>
        </dd>
      </div>
      {devices.map((device) => {
        const details = deviceDetails(device, devices);
        return (
          <div key={device.id}>
            <dt>
              <DeviceName device={device} all={devices} />
            </dt>
            <dd>
              <Texts texts={details} />
              {device.address === null && `${details.length > 0 ? ", " : ""}no address given`}
              {device.verified === false && " (not verified)"}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
