import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  atServer,
  devicesOn,
  deviceWrites,
  puts,
  TURNS_OFF,
  TURNS_ON,
  watchForTwo,
  writes,
} from "../../emulator/at-server.ts";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { expectOneAfterTheOther } from "./expect-one-after-the-other.ts";
import { WirePopup } from "./wire-popup.ts";
import { loginOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** Presses that come faster than the answers to those before, in one popup or several. */

const { threeDevicesUserId } = DEMO.ccm;
const PUT = { method: "PUT" } as const;
/** The devices of the CCM agent with three, in the order of the page. */
const THREE = [
  { id: 100310, name: "PSTN phone – Mobile" },
  { id: 100311, name: "PSTN phone – Desk phone" },
  { id: 100312, name: "SIP softphone – Softphone" },
] as const;
const [MOBILE, DESK, SOFTPHONE] = THREE;
const CORE_NAMES = ["PSTN phone", "SIP softphone"] as const;

const RUNS = 6;
const TURNS = 12;

async function threeDevicesWorld(): Promise<WireWorld> {
  const world = await signedInWireWorld("ccm", loginOf("ccm", threeDevicesUserId));
  world.wire.store.account().rateLimit.userManagementPerMinute = 1_000_000;
  return world;
}

/** What the popups show once all is answered, and what the server of Integrations Core has. */
function expectCoreAgreement({ wire }: WireWorld, popups: readonly WirePopup[]): void {
  const { phone, sip } = atServer(wire);
  const state = (on: boolean, other: boolean) => (on ? (other ? "on" : "on, locked") : "off");
  const expected = [`PSTN phone: ${state(phone, sip)}`, `SIP softphone: ${state(sip, phone)}`];
  for (const popup of popups) expect(popup.view().switches).toEqual(expected);
}

const fault = fc.constantFrom<(Fault | null)[]>(
  null,
  null,
  { kind: "doneButUnheard" },
  { kind: "outage" },
  { kind: "status", status: 500 },
  { kind: "status", status: 500, carryOut: true },
  { kind: "delay", ms: 3_000 },
);
/** What passes between two presses, ms: less and more than a request takes. */
const pause = fc.constantFrom(0, 0, 100, 700, 5_000);

describe("rapid presses on Integrations Core", () => {
  it("are one queue: what is under way ends first, and the last one wins", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.always({ kind: "delay", ms: 300 });
    const hold = world.wire.faults.hold("before", PUT);
    await world.popup.click("SIP softphone");
    await world.pass(300);
    for (const name of ["SIP softphone", "PSTN phone", "PSTN phone", "PSTN phone"])
      await world.popup.click(name);
    expect(world.popup.view().switches).toEqual(["PSTN phone: off, pending", "SIP softphone: on, locked"]);
    expect(puts(world.wire)).toHaveLength(1);
    hold.release();
    await world.untilSwitched();
    expect(writes(world.wire)).toEqual([
      { phone: true, sip: false },
      { phone: false, sip: true },
    ]);
    expectOneAfterTheOther(puts(world.wire));
    expectCoreAgreement(world, [world.popup]);
    expect(atServer(world.wire)).toEqual({ phone: false, sip: true });
  });

  it("never ask for both off, whatever happens meanwhile", async () => {
    const turn = fc.record({
      fault,
      elsewhere: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.boolean()),
      presses: fc.array(fc.constantFrom(...CORE_NAMES), { minLength: 1, maxLength: 3 }),
      pause,
    });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: TURNS, maxLength: TURNS }), async (turns) => {
        const world = await signedInWireWorld("integrations-core");
        const { faults, store } = world.wire;
        faults.always({ kind: "delay", ms: 300 });
        for (const { fault, elsewhere, presses, pause } of turns) {
          if (fault !== null) faults.once(fault, PUT);
          if (elsewhere !== null) store.setIntegrations({ phone: true, sip: elsewhere });
          for (const name of presses) await world.popup.click(name);
          await world.pass(pause);
        }
        faults.clear();
        await world.untilSwitched();
        await world.popup.press("Check now");
        expectCoreAgreement(world, [world.popup]);
        expectOneAfterTheOther(puts(world.wire));
        sent += puts(world.wire).length;
        for (const body of writes(world.wire)) {
          expect(Object.keys(body as object).sort()).toEqual(["phone", "sip"]);
          expect(body).not.toEqual({ phone: false, sip: false });
        }
      }),
      { numRuns: RUNS },
    );
    expect(sent / RUNS).toBeGreaterThan(TURNS / 3);
  });

  it.each([
    ["PSTN phone", "SIP softphone", { phone: false, sip: true }],
    ["SIP softphone", "PSTN phone", { phone: true, sip: false }],
  ] as const)("in two popups at once, %s first, agree and leave a device on", async (first, second, on) => {
    const world = await signedInWireWorld("integrations-core");
    const other = await WirePopup.open(world);
    await world.untilAnswered();
    world.wire.faults.always({ kind: "delay", ms: 300 });
    await world.popup.click(first);
    await other.click(second);
    await world.untilSwitched();
    expectCoreAgreement(world, [world.popup, other]);
    expect(writes(world.wire)).toEqual([on]);
    expect(atServer(world.wire)).toEqual(on);
  });
});

describe("rapid presses on CCM", () => {
  it("are one queue: what is under way ends first, and the last one wins", async () => {
    const world = await threeDevicesWorld();
    world.wire.faults.always({ kind: "delay", ms: 300 });
    const hold = world.wire.faults.hold("before", TURNS_OFF);
    await world.popup.click(SOFTPHONE.name);
    await world.pass(300);
    for (const { name } of [DESK, MOBILE]) await world.popup.click(name);
    expect(world.popup.view().switches).toEqual([
      "PSTN phone – Mobile: on, pending",
      "PSTN phone – Desk phone: off, pending",
      "SIP softphone – Softphone: off",
    ]);
    expect(puts(world.wire)).toHaveLength(1);
    hold.release();
    await world.untilSwitched();
    expect(world.popup.view()).toMatchObject({
      switches: ["PSTN phone – Mobile: on", "PSTN phone – Desk phone: off", "SIP softphone – Softphone: off"],
      alerts: "",
    });
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([MOBILE.id]);
    expect(deviceWrites(world.wire).slice(0, 2)).toEqual([
      [DESK.id, false],
      [SOFTPHONE.id, true],
    ]);
    expectOneAfterTheOther(puts(world.wire));
  });

  it("never ask for two, nor end with none, whatever happens meanwhile", async () => {
    const turn = fc.record({
      fault,
      step: fc.constantFrom(TURNS_OFF, TURNS_ON),
      presses: fc.array(fc.constantFrom(...THREE), { minLength: 1, maxLength: 3 }),
      pause,
    });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: TURNS, maxLength: TURNS }), async (turns) => {
        const world = await threeDevicesWorld();
        const { faults } = world.wire;
        const seen = watchForTwo(world.wire);
        const slow = faults.always({ kind: "delay", ms: 300 });
        for (const { fault, step, presses, pause } of turns) {
          if (fault !== null) faults.once(fault, step);
          for (const { name } of presses) {
            await world.popup.click(name);
            if (world.popup.view().question !== null) await world.popup.click("Keep it on");
          }
          await world.pass(pause);
        }
        await world.untilSwitched();
        slow.remove();
        await world.popup.press("Check now");
        const on = devicesOn(world.wire, threeDevicesUserId);
        expect(on).toHaveLength(1);
        expect(world.popup.view().switches).toEqual(
          THREE.map(({ id, name }) => `${name}: ${on.includes(id) ? "on" : "off"}`),
        );
        expectOneAfterTheOther(puts(world.wire));
        sent += puts(world.wire).length;
        expect(seen, "requests for a second device").toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(sent / RUNS).toBeGreaterThan(TURNS / 3);
  });
});
