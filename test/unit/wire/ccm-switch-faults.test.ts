import { describe, expect } from "vitest";
import { devicesOn, deviceWrites } from "../../emulator/at-server.ts";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { CCM_SWITCH_FAULTS, STRUCK, type SwitchFault } from "../../wire-faults/ccm-switches.ts";
import { saidOf } from "../../wire-faults/expectations.ts";
import { testStrikes } from "./test-strikes.ts";
import { signedInWireWorld } from "./wire-world.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;
const BADGE = { phone: "TEL", softphone: "S?", none: "!!" } as const;
const ON = { phone: [PHONE], softphone: [SIP], none: [] };

/** From the phone to the softphone: a request that turns off, and one that turns on. */
async function switchWith(row: SwitchFault, fault: Fault): Promise<void> {
  const { at, ends, times = 1 } = row;
  const problem = saidOf(row, fault);
  const world = await signedInWireWorld("ccm");
  const { faults, requests } = world.wire;
  expect(world.popup.view().switches).toEqual(["PSTN phone: on", "SIP softphone: off"]);
  const struck = faults.add(fault, { match: STRUCK[at], times });
  await world.popup.press("SIP softphone");
  await world.untilSwitched();
  expect(struck.hits).toBe(times);
  const end = ends ?? "none";
  expect(world.badge.text).toBe(BADGE[end]);
  const { problems, switches } = world.popup.view();
  expect(problems).toEqual(problem === null ? [] : [problem]);
  expect(devicesOn(world.wire)).toEqual(ON[end]);
  expect(switches).toEqual([
    `PSTN phone: ${end === "phone" ? "on" : "off"}`,
    `SIP softphone: ${end === "softphone" ? "on" : "off"}`,
  ]);
  // Off comes first, and no device that is off is told so again.
  expect(deviceWrites(world.wire)[0]).toEqual([PHONE, false]);
  expect(requests.filter(({ host }) => host !== HOSTS.mumbai)).toEqual([]);
}

describe("a switch on CCM from the phone to the softphone", () => {
  testStrikes(CCM_SWITCH_FAULTS, ({ name, at }) => `${name} (turns ${at})`, switchWith);
});
