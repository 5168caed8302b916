import { describe, expect, it } from "vitest";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { CCM_SWITCH_FAULTS, STRUCK, type SwitchFault } from "../../wire-faults/ccm-switches.ts";
import { statusOf } from "../../wire-faults/expectations.ts";
import { overEmulatedWire } from "../../wire-faults/row.ts";
import { signedInWireWorld } from "./wire-world.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;
const BADGE = { phone: "TEL", softphone: "S?", none: "!!" } as const;
const ON = { phone: [PHONE], softphone: [SIP], none: [] };

/** From the phone to the softphone: a request that turns off, and one that turns on. */
async function switchWith({ at, ends, problem, times = 1 }: SwitchFault, fault: Fault): Promise<void> {
  const world = await signedInWireWorld("ccm");
  const { faults, requests, store } = world.wire;
  expect(world.popup().switches).toEqual(["PSTN phone: on", "SIP softphone: off"]);
  const from = requests.length;
  const struck = faults.add(fault, { match: STRUCK[at], times });
  await world.press({ type: "switch", press: { device: String(SIP), on: true } });
  await world.untilSwitched();
  expect(struck.hits).toBe(times);
  const end = ends ?? "none";
  expect(world.badge.text).toBe(BADGE[end]);
  const { problems, switches } = world.popup();
  expect(problems).toEqual(problem === null ? [] : [problem.replace("{status}", statusOf(fault))]);
  expect(
    store
      .ccmUser()
      .devices.filter(({ on }) => on)
      .map(({ id }) => id),
  ).toEqual(ON[end]);
  expect(switches).toEqual([
    `PSTN phone: ${end === "phone" ? "on" : "off"}`,
    `SIP softphone: ${end === "softphone" ? "on" : "off"}`,
  ]);
  // Off comes first, and no device that is off is told so again.
  const sent = requests.slice(from);
  const [first] = sent.filter(({ method }) => method === "PUT");
  expect([first?.path.split("/").at(-1), first?.body]).toEqual([String(PHONE), { available: false }]);
  expect(sent.filter(({ host }) => host !== HOSTS.mumbai)).toEqual([]);
}

describe("a switch on CCM from the phone to the softphone", () => {
  const rows = CCM_SWITCH_FAULTS.map((row) => [row, overEmulatedWire(row)] as const);
  const here = rows.filter(([, strikes]) => strikes.length > 0);
  it.for(here.map(([row, strikes]) => [`${row.name} (turns ${row.at})`, row, strikes] as const))(
    "%s",
    async ([, row, strikes]) => {
      for (const fault of strikes) await switchWith(row, fault);
    },
  );
});
