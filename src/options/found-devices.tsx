import type { Reading } from "../core/device.ts";
import { deviceDetails, deviceTitle } from "../ui/device-words.ts";

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
        const title = deviceTitle(device, devices);
        return (
          <div key={device.id}>
            <dt>
              {title.kind}
              {title.own !== null && (
                <>
                  {" – "}
                  <bdi>{title.own}</bdi>
                </>
              )}
            </dt>
            <dd>
              <bdi>{deviceDetails(device, title).join(", ") || "no address reported"}</bdi>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
