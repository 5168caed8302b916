import { describe, expect, it } from "vitest";
import { asked, devicesOn, deviceWrites, puts, TURNS_ON, writes } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { loginOf, newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What a key that starts the worker does. That real presses come to it, and how often, is a browser's part. */

const { sipDeviceId: SIP, threeDevicesUserId, unverifiedUserId } = DEMO.ccm;
const BOTH = ["PSTN phone: on", "SIP softphone: on"];

/** The key for the next device, pressed while the worker sleeps; resolves once its switch has ended. */
async function pressAsleep(world: WireWorld): Promise<void> {
  await report(world);
  await world.untilSwitched();
}

/** The browser starts the worker to report the key. */
async function report(world: WireWorld): Promise<void> {
  world.start();
  void world.agent.key("switch-device");
  await world.settle();
}

/** The badge says NO, and the tooltip why. */
function expectRefused(world: WireWorld, why: string): void {
  expect([world.badge.text, world.title]).toEqual(["NO", expect.stringContaining(why)]);
}

describe.each([
  {
    api: "integrations-core",
    elsewhere: ({ wire }: WireWorld) => wire.store.setIntegrations({ phone: false }),
    wrote: [{ phone: true, sip: false }],
  },
  {
    api: "ccm",
    elsewhere: ({ wire }: WireWorld) => wire.store.setCcmOn(SIP),
    wrote: [{ available: false }, { available: true }],
  },
] as const)("the key for the next device ($api)", ({ api, elsewhere, wrote }) => {
  it("reads first where nothing is known any more", async () => {
    const world = await signedInWireWorld(api);
    // Nothing that was read is left after a start of the browser.
    world.die();
    world.session.delete("status");
    elsewhere(world);
    const from = world.wire.requests.length;
    await pressAsleep(world);
    expect(asked(world.wire, from)).toEqual([
      "GET",
      ...wrote.map((one) => `PUT ${JSON.stringify(one)}`),
      "GET",
    ]);
    expect(world.badge.text).toBe("TEL");
  });
});

describe("the key for the next device, on CCM", () => {
  it("goes from any phone to the softphone, and back to that phone, also after the browser's start", async () => {
    const world = await signedInWireWorld("ccm", loginOf("ccm", threeDevicesUserId));
    expect(world.badge.text).toBe("TEL");
    await pressAsleep(world);
    expect(world.badge.text).toBe("S?");
    world.die();
    world.session.delete("status");
    await pressAsleep(world);
    expect(world.badge.text).toBe("TEL");
    expect(deviceWrites(world.wire)).toEqual([
      [100311, false],
      [100312, true],
      [100312, false],
      [100311, true],
    ]);
    const { switches, alerts } = world.popup.view();
    expect([switches.length, alerts]).toEqual([3, ""]);
  });

  it("goes to the other phone where the one from before is gone, and says so", async () => {
    const world = await signedInWireWorld("ccm", loginOf("ccm", threeDevicesUserId));
    await pressAsleep(world);
    expect(world.badge.text).toBe("S?");
    const user = world.wire.store.ccmUser(threeDevicesUserId);
    user.devices = user.devices.filter(({ id }) => id !== 100311);
    // The next read shows it.
    await world.popup.press("Check now");
    await pressAsleep(world);
    expect(world.badge.text).toBe("TEL");
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([100310]);
    expect(world.popup.view().alerts).toContain("Your phone “Desk phone” is gone. “Mobile” rings instead.");
    await world.popup.press("Dismiss");
    expect(world.popup.view().alerts).toBe("");
  });

  it("shows NO and the reason where there is nothing to switch to, and never turns the last one off", async () => {
    const world = await signedInWireWorld("ccm", loginOf("ccm", unverifiedUserId));
    await report(world);
    expectRefused(world, "not verified");
    expect(world.popup.view().alerts).toContain("not verified");
    await world.pass(6_000);
    expect(world.badge.text).toBe("S?");
    expect(puts(world.wire)).toEqual([]);
  });

  it("says at once that no device is on where the second step fails, and ends with one on", async () => {
    const world = await signedInWireWorld("ccm");
    const refusal = world.wire.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    const seen = world.badgesFromNow();
    await report(world);
    // That the press could not be done is less than what it has led to.
    expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
    await world.pass(1_000);
    expect(seen()).toEqual(["TEL", "!!"]);
    refusal.remove();
    await world.untilSwitched();
    expect(devicesOn(world.wire)).toHaveLength(1);
    expect(world.popup.view().alerts).toMatch(/is on (again|instead)/);
  });
});

describe("a key press that cannot be done", () => {
  it("because the server refuses it shows NO for some seconds and once, and why, however long the key is held", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once({ kind: "status", status: 500 }, { method: "PUT" });
    const seen = world.badgesFromNow();
    await report(world);
    for (let repeats = 0; repeats < 34; repeats += 1) {
      await world.pass(repeats === 0 ? 660 : 40);
      void world.agent.key("switch-device");
      if (repeats === 0) expectRefused(world, "Not switched");
    }
    await world.pass(10_000);
    expect([world.badge.text, world.title]).toEqual([
      "SIP",
      expect.stringContaining("your phone and your softphone"),
    ]);
    expect(seen()).toEqual(["SIP", "NO", "SIP"]);
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches]).toEqual([expect.stringContaining("Not switched"), BOTH]);
    expect(writes(world.wire)).toHaveLength(1);
  });

  it("before set-up shows NO and says so", async () => {
    const world = newWireWorld("integrations-core");
    await world.settle();
    await report(world);
    expectRefused(world, "not set up");
    await world.pass(6_000);
    expect(world.badge.text).toBe("");
    expect(world.wire.requests).toEqual([]);
  });
});
