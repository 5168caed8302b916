import { describe, expect, it } from "vitest";
import { writes } from "../../emulator/at-server.ts";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { OLDER_STRUCK, OLDER_SWITCH_FAULTS, type OlderSwitchFault } from "../../wire-faults/older-faults.ts";
import { testStrikes } from "./test-strikes.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

const BADGE = { phone: "TEL", softphone: "S?", both: "S?" } as const;
const SOFTPHONE_ON = { UserId: DEMO.older.userId, DeviceName: "sip", DeviceStatus: true };
const PHONE_OFF = { UserId: DEMO.older.userId, DeviceName: "phone", DeviceStatus: false };

async function toSoftphone(world: WireWorld): Promise<void> {
  await world.popup.press("SIP softphone");
  await world.untilSwitched();
}

async function switchWith({ at, times = 1, ends, problem }: OlderSwitchFault, fault: Fault): Promise<void> {
  const world = await signedInWireWorld("usermapping");
  const { faults, store } = world.wire;
  store.olderOptions.togglesOther = false;
  const struck = faults.add(fault, { match: OLDER_STRUCK[at], times });
  await toSoftphone(world);
  expect(struck.hits).toBe(times);
  expect(world.badge.text).toBe(BADGE[ends]);
  const { problems, switches } = world.popup.view();
  expect(problems).toEqual(problem === null ? [] : [problem]);
  const { phone, sip } = store.olderUser();
  expect([phone?.on, sip?.on]).toEqual([ends !== "softphone", ends !== "phone"]);
  expect(switches).toEqual([
    `PSTN phone: ${ends === "phone" ? "on, locked" : ends === "both" ? "on" : "off"}`,
    `SIP softphone: ${ends === "softphone" ? "on, locked" : ends === "both" ? "on" : "off"}`,
  ]);
  expect(writes(world.wire)[0]).toEqual(SOFTPHONE_ON);
}

describe("a switch on the older contract from the phone to the softphone", () => {
  testStrikes(OLDER_SWITCH_FAULTS, ({ name, at }) => `${name} (turns ${at})`, switchWith);

  it.each([true, false])(
    "takes one device a request, and no more than needed (the other goes off: %s)",
    async (toggles) => {
      const world = await signedInWireWorld("usermapping");
      world.wire.store.olderOptions.togglesOther = toggles;
      await toSoftphone(world);
      expect(writes(world.wire)).toEqual(toggles ? [SOFTPHONE_ON] : [SOFTPHONE_ON, PHONE_OFF]);
      expect(world.badge.text).toBe("S?");
      expect(world.popup.view().sentence).toBe(
        "Calls go to your softphone. Exotel does not say if it is registered.",
      );
    },
  );

  it("has the softphone on in the end where turning the phone off turns both off", async () => {
    const world = await signedInWireWorld("usermapping");
    const { faults, store } = world.wire;
    store.olderOptions.togglesOther = false;
    const turnsBothOff = (json: unknown): unknown => {
      store.setOlder({ sip: false });
      return json;
    };
    const isOff = ({ body }: { readonly body: unknown }): boolean =>
      (body as { DeviceStatus: boolean }).DeviceStatus === false;
    faults.always({ kind: "transform", transform: turnsBothOff }, { method: "PUT", when: isOff });
    await toSoftphone(world);
    expect(writes(world.wire)).toEqual([SOFTPHONE_ON, PHONE_OFF, SOFTPHONE_ON]);
    expect(world.badge.text).toBe("S?");
    expect(world.popup.view().problems).toEqual([]);
  });

  it("is not said to have failed while it is tried again, though a read shows all as before", async () => {
    const world = await signedInWireWorld("usermapping");
    const { faults } = world.wire;
    const undone = faults.always(
      { kind: "body", body: '{"Status":"Success"}', carryOut: false },
      { method: "PUT" },
    );
    // Each read after one more write fails.
    let most = 0;
    const isUnread = (): boolean => writes(world.wire).length > most;
    faults.always({ kind: "status", status: 503 }, { method: "GET", when: isUnread });
    await world.popup.press("SIP softphone");
    const unknown = [expect.stringContaining("Hookswitch does not know if the switch worked.")];
    expect(world.popup.view().problems).toEqual(unknown);
    most = 1;
    await world.pass(4_100);
    expect([writes(world.wire).length, world.items.journal?.failures]).toEqual([2, 2]);
    expect(world.popup.view().problems).toEqual(unknown);
    undone.remove();
    most = Number.POSITIVE_INFINITY;
    await world.untilSwitched();
    expect([world.badge.text, world.popup.view().problems]).toEqual(["S?", []]);
  });

  it("to both at once is refused, unless a read shows both", async () => {
    const world = await signedInWireWorld("usermapping");
    const ring = { type: "switch", press: { ring: "both" } } as const;
    expect(await world.ask(ring)).toMatchObject({ ok: false });
    expect(writes(world.wire)).toEqual([]);
    world.wire.store.setOlder({ phone: true, sip: true });
    await world.popup.press("Check now");
    expect(world.popup.view().switches).toEqual(["PSTN phone: on", "SIP softphone: on"]);
    expect(await world.ask(ring)).toMatchObject({ ok: true });
    await world.untilSwitched();
    expect(writes(world.wire)).toEqual([]);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.popup.view().switches).toEqual(["PSTN phone: on, locked", "SIP softphone: off"]);
  });

  it("is made where it is not said which device is on, and believed only once that is said", async () => {
    const world = await signedInWireWorld("usermapping");
    const unsaid = (json: unknown): unknown => {
      const { Data, ...rest } = json as { Data: object };
      return { ...rest, Data: { ...Data, ActiveDeviceId: "" } };
    };
    const hidden = world.wire.faults.always({ kind: "transform", transform: unsaid }, { method: "GET" });
    await world.popup.press("Check now");
    expect([world.badge.text, world.popup.view().text]).toEqual(["?", expect.stringContaining("Not known")]);
    await toSoftphone(world);
    expect(writes(world.wire)).toEqual([SOFTPHONE_ON]);
    expect([world.badge.text, world.popup.view().alerts]).toEqual(["?", ""]);
    hidden.remove();
    await world.popup.press("Check now");
    expect(world.badge.text).toBe("S?");
  });
});
