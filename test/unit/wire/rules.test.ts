import { describe, expect, it } from "vitest";
import type { Presence } from "../../../src/core/polling/pace.ts";
import { devicesOn, deviceWrites, puts, writes } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { memoryOf, OPEN_TAB } from "../world.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What the rules ask of Exotel, and what the agent then sees. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A team's switches at an edge of the hours are spread over half a minute. */
const SPREAD = 31 * SECOND;

const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };
const BOTH = { phone: true, sip: true };

/** Reads what Exotel says of the devices a second later, and lets the rules do what they do about it. */
async function checkNow(world: WireWorld): Promise<void> {
  await world.pass(SECOND);
  await world.ask({ type: "refresh" });
  await world.untilSwitched();
}

/** Chooses for a while as the popup does. */
async function chooseForAWhile(
  world: WireWorld,
  ring: "phone" | "softphone",
  minutes: number,
): Promise<void> {
  const until = world.now + minutes * MINUTE;
  expect(await world.ask({ type: "for-a-while", press: { ring }, until })).toEqual({ ok: true });
  await world.untilSwitched();
}

/** Two reads, as far apart as two that count. */
async function readTwice(world: WireWorld): Promise<void> {
  await checkNow(world);
  await world.pass(11 * SECOND);
  await checkNow(world);
}

/** The badge, and the popup's sentence. */
function expectVerdict({ badge, popup }: WireWorld, text: string, says: string): void {
  expect([badge.text, popup.view().sentence]).toEqual([text, expect.stringContaining(says)]);
}

/** The lines on why calls ring where they do. */
const CAUSES = /For a while, until|Set by your working hours|Your phone rings because/;

describe("for a while", () => {
  it("turns one device off first, and one on again after it (CCM)", async () => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    const world = await signedInWireWorld("ccm");
    world.wire.store.setCcmOn(sipDeviceId);
    await checkNow(world);
    await chooseForAWhile(world, "phone", 30);
    expectVerdict(world, "TEL", "your phone only");
    expect(devicesOn(world.wire)).toEqual([phoneDeviceId]);
    await world.pass(30 * MINUTE);
    await world.untilSwitched();
    expectVerdict(world, "S?", "your softphone");
    expect(devicesOn(world.wire)).toEqual([sipDeviceId]);
    expect(deviceWrites(world.wire)).toEqual([
      [sipDeviceId, false],
      [phoneDeviceId, true],
      [phoneDeviceId, false],
      [sipDeviceId, true],
    ]);
  });

  it("ends by the popup's button, and at its time", async () => {
    const world = await signedInWireWorld("integrations-core");
    await chooseForAWhile(world, "softphone", 60);
    expectVerdict(world, "SIP", "your softphone");
    await world.popup.press("End now");
    await world.untilSwitched();
    expect(writes(world.wire)).toEqual([SOFTPHONE, BOTH]);
    await chooseForAWhile(world, "phone", 158);
    expect(world.popup.view().text).toContain("(3 h left)");
    world.sleep(156 * MINUTE);
    await world.pass(MINUTE);
    expect(writes(world.wire)).toEqual([SOFTPHONE, BOTH, PHONE]);
    await world.pass(MINUTE);
    expect(writes(world.wire)).toEqual([SOFTPHONE, BOTH, PHONE, BOTH]);
  });

  it("ends with the agent's next press, and with what somebody changes elsewhere", async () => {
    const world = await signedInWireWorld("integrations-core");
    await chooseForAWhile(world, "phone", 15);
    expect(world.popup.view().text).toMatch(CAUSES);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.popup.view().text).not.toMatch(CAUSES);
    await chooseForAWhile(world, "phone", 15);
    world.wire.store.setIntegrations(SOFTPHONE);
    await checkNow(world);
    expect(world.popup.view().text).not.toMatch(CAUSES);
    await world.pass(15 * MINUTE);
    await checkNow(world);
    expect(writes(world.wire)).toEqual([PHONE, BOTH, PHONE]);
    expectVerdict(world, "SIP", "your softphone");
  });
});

/** From the end of the working hours to their next beginning, and from that to their end. */
const NIGHT = 15 * HOUR;
const DAY = 9 * HOUR;

/** A world shortly before the working hours end on a Monday, and when that is. */
async function beforeEvening(): Promise<{ world: WireWorld; evening: number }> {
  const world = await signedInWireWorld("integrations-core");
  const day = new Date(world.now);
  const days = (8 - day.getDay()) % 7 || 7;
  const evening = new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 18).getTime();
  world.sleep(evening - MINUTE - world.now);
  await checkNow(world);
  await world.choose({ workingHours: true });
  return { world, evening };
}

/** The machine sleeps until shortly before a moment, and wakes; the rule has its time to switch after it. */
async function passEdge(world: WireWorld, at: number): Promise<void> {
  world.sleep(Math.max(0, at - SECOND - world.now));
  await world.pass(SECOND);
  await world.pass(SPREAD);
  await world.untilSwitched();
}

describe("working hours", () => {
  it("end though the browser is closed, and are noticed when it starts", async () => {
    const { world, evening } = await beforeEvening();
    for (const [at, wanted, text, says] of [
      [evening + HOUR, PHONE, "TEL", "your phone only"],
      [evening + NIGHT + HOUR, BOTH, "SIP", "your phone and your softphone"],
    ] as const) {
      world.die();
      world.alarm = null;
      world.now = at;
      world.restart();
      await world.pass(SPREAD);
      await world.untilSwitched();
      expect(writes(world.wire).at(-1)).toEqual(wanted);
      expectVerdict(world, text, says);
    }
    expect(writes(world.wire)).toEqual([PHONE, BOTH]);
  });

  it("leave alone what the agent presses after their end, until their next one", async () => {
    const { world, evening } = await beforeEvening();
    await passEdge(world, evening);
    expectVerdict(world, "TEL", "your phone only");
    expect(world.popup.view().text).toContain("Set by your working hours");
    await world.popup.press("Ring only the softphone");
    await world.untilSwitched();
    expectVerdict(world, "SIP", "your softphone");
    expect(world.popup.view().text).not.toMatch(CAUSES);
    world.sleep(HOUR);
    await checkNow(world);
    await passEdge(world, evening + NIGHT);
    await checkNow(world);
    expect(writes(world.wire)).toEqual([PHONE, SOFTPHONE]);
    await passEdge(world, evening + NIGHT + DAY);
    expectVerdict(world, "TEL", "your phone only");
    expect(writes(world.wire)).toEqual([PHONE, SOFTPHONE, PHONE]);
  });
});

describe("the safety net", () => {
  const NET = { ringsWhenDropped: true };

  it("rings the phone as well after two reads, and makes one switch each way while the softphone comes and goes", async () => {
    const world = await signedInWireWorld("integrations-core");
    const { store } = world.wire;
    store.setIntegrations(SOFTPHONE);
    await checkNow(world);
    await world.choose(NET);
    store.dropSoftphone();
    await checkNow(world);
    await world.pass(9 * SECOND);
    expect([world.badge.text, writes(world.wire)]).toEqual(["!!", []]);
    await world.pass(2 * SECOND);
    await checkNow(world);
    await world.until("the rule's switch", () => puts(world.wire).length > 0);
    await world.untilSwitched();
    expectVerdict(world, "!", "your phone only");
    expect(world.popup.view().text).toContain("Your phone rings because your softphone dropped.");
    for (let minute = 0; minute < 5; minute += 1) {
      store.connectSoftphone();
      await readTwice(world);
      store.dropSoftphone();
      await world.pass(MINUTE);
      await readTwice(world);
    }
    expect(writes(world.wire)).toEqual([BOTH]);
    store.connectSoftphone();
    await checkNow(world);
    expectVerdict(world, "SIP", "your phone and your softphone");
    const wellSince = world.now;
    await world.until("the switch back", () => puts(world.wire).length > 1, 301);
    expect(world.now - wellSince).toBeGreaterThanOrEqual(5 * MINUTE);
    await world.untilSwitched();
    expect(writes(world.wire)).toEqual([BOTH, SOFTPHONE]);
    expectVerdict(world, "SIP", "your softphone");
    expect(world.popup.view().text).not.toMatch(CAUSES);
  });

  it("goes by the watched tab alone where Exotel does not tell of registration (CCM)", async () => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    const world = await signedInWireWorld("ccm");
    world.wire.store.setCcmOn(sipDeviceId);
    await checkNow(world);
    await world.choose(NET);
    expect(world.badge.text).toBe("S?");
    const openTab = async (): Promise<void> => {
      world.tabs.set(1, OPEN_TAB);
      await world.ask({ type: "watch-tab", tab: 1, address: "https://softphone.example/agent" });
    };
    await readTwice(world);
    await openTab();
    await readTwice(world);
    expect(puts(world.wire)).toEqual([]);
    world.tabs.delete(1);
    await world.agent.tabHappened({ kind: "removed", id: 1 });
    await world.settle();
    expect(world.badge.text).toBe("!!");
    await readTwice(world);
    await world.until("the rule's switch", () => puts(world.wire).length > 0);
    await world.untilSwitched();
    expect(devicesOn(world.wire)).toEqual([phoneDeviceId]);

    await openTab();
    // Ten minutes after the rule's switch, though the softphone is well before.
    await world.pass(9 * MINUTE);
    expect(devicesOn(world.wire)).toEqual([phoneDeviceId]);
    await world.pass(MINUTE);
    await world.untilSwitched();
    expect(devicesOn(world.wire)).toEqual([sipDeviceId]);
    expect(puts(world.wire)).toHaveLength(4);
  });
});

describe("while this computer is locked", () => {
  async function presence(world: WireWorld, is: Presence): Promise<void> {
    world.presence = is;
    await world.agent.presenceChanged(is);
    await world.settle();
    expect(memoryOf(world).lockedSince === null).toBe(is === "active");
  }

  async function lockable(): Promise<WireWorld> {
    const world = await signedInWireWorld("integrations-core");
    await world.choose({ ringsWhileLocked: true });
    return world;
  }

  it("nothing is switched for a lock of some seconds", async () => {
    const world = await lockable();
    await presence(world, "locked");
    await world.pass(9 * SECOND);
    await presence(world, "active");
    await world.pass(SPREAD);
    await checkNow(world);
    expect(writes(world.wire)).toEqual([]);
  });

  it("the rule pauses once its switches were reversed twice, and says so", async () => {
    const world = await lockable();
    for (const reversal of [1, 2]) {
      await presence(world, "locked");
      await world.pass(SPREAD);
      await world.untilSwitched();
      expect(puts(world.wire)).toHaveLength(reversal);
      world.wire.store.setIntegrations(SOFTPHONE);
      await checkNow(world);
      expect(memoryOf(world).made).toBeNull();
      await presence(world, "active");
      await world.pass(SECOND);
    }
    expect(world.popup.view().alerts).toMatch(
      /changed back twice.*no longer rings your phone while this computer is locked.*again at \d/,
    );
    await presence(world, "locked");
    await world.pass(SPREAD);
    await checkNow(world);
    await presence(world, "active");
    expect(writes(world.wire)).toEqual([PHONE, PHONE]);
    expectVerdict(world, "SIP", "your softphone");
  });
});
