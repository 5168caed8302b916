import { expect, it } from "vitest";
import type { Device, Registration } from "../../../../src/core/devices/device.ts";
import { type SoftphoneHealth, softphoneHealth } from "../../../../src/core/rules/softphone-health.ts";
import type { SoftphoneTab } from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { Desk, OPEN } from "./desk.ts";

/** What is known of the softphones at a desk, where the phone is on. */
function health(
  api: Desk["api"],
  softphones: readonly Partial<Device>[],
  tab: SoftphoneTab["state"] | null = null,
  phone: Partial<Device> = {},
): SoftphoneHealth {
  const desk = new Desk(api, {}, "phone");
  if (tab !== null) desk.tabs = [{ ...OPEN, state: tab }];
  const { reading, input } = desk;
  const devices = reading.devices.flatMap((device) =>
    device.kind === "pstn"
      ? [{ ...device, ...phone }]
      : softphones.map((one, index) => ({ ...device, id: `sip ${index}`, ...one })),
  );
  const read = { ...reading, devices };
  return softphoneHealth(read, { ...input, status: { ...input.status, reading: read } });
}

const off = (registration: Registration): Partial<Device> => ({ on: false, registration });
const on = (registration: Registration): Partial<Device> => ({ on: true, registration });

it.each<[string, readonly Partial<Device>[], SoftphoneHealth]>([
  ["none", [], "absent"],
  ["one that is not verified", [{ ...on("registered"), verified: false }], "absent"],
  ["registered", [on("registered")], "well"],
  ["not registered", [on("not-registered")], "lost"],
  ["of which nothing is said", [on("not-reported")], "unsure"],
  ["not read since the switch", [on("not-read-since")], "unsure"],
  ["off and registered", [off("registered")], "well"],
  ["off and not registered", [off("not-registered")], "lost"],
  ["off, and nothing is said", [off("not-reported")], "unsure"],
  ["off, one of two registered", [off("not-registered"), off("registered")], "well"],
  ["off, nothing said of one of two", [off("not-registered"), off("not-reported")], "unsure"],
])("a softphone on Integrations Core: %s", (_what, softphones, expected) => {
  expect(health("integrations-core", softphones)).toBe(expected);
});

it("a softphone is in doubt where that of the phone leaves open where calls ring", () => {
  expect(health("integrations-core", [off("registered")], null, { address: null })).toBe("unsure");
});

it.each<[SoftphoneTab["state"] | null, SoftphoneHealth]>([
  [null, "unsure"],
  ["unseen", "unsure"],
  ["open", "well"],
  ["closed", "lost"],
  ["crashed", "lost"],
])("a softphone of which only the tab tells: %s", (tab, expected) => {
  expect(health("ccm", [on("not-reported")], tab)).toBe(expected);
  expect(health("usermapping", [off("not-reported")], tab)).toBe(expected);
});

it("a tab that is gone says more than Exotel", () => {
  expect(health("integrations-core", [on("registered")], "closed")).toBe("lost");
});
