import { describe, expect, it } from "vitest";
import { WireOptions } from "./wire-options.tsx";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** Credentials that Exotel refuses, and what is left when the agent has signed out. */

/** Nothing is stored, and nothing is to be done. */
function expectNothingLeft(world: WireWorld): void {
  expect([[...world.local], [...world.session], world.alarm]).toEqual([[], [], null]);
  expect([world.badge.text, world.title]).toEqual(["", expect.stringContaining("not set up")]);
  expect(world.popup.view().text).toContain("Set up");
}

describe("a token that is refused", () => {
  it("once only, by a gateway's hiccup, is tried again by itself a minute later, also by another worker", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once({ kind: "status", status: 401 });
    const from = world.wire.requests.length;
    await world.popup.press("Check now");
    expect([world.badge.text, world.wire.requests.length]).toEqual(["KEY", from + 1]);
    world.die();
    await world.pass(30_000);
    world.start();
    await world.pass(29_000);
    expect([world.badge.text, world.wire.requests.length]).toEqual(["KEY", from + 1]);
    // A minute, and a quarter of it more at most: not all who were refused come at once.
    await world.pass(17_000);
    expect([world.badge.text, world.wire.requests.length]).toEqual(["SIP", from + 2]);
    expect(world.title).toContain("your phone and your softphone");
  });

  it("by a switch puts the switch back, and shows KEY", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once({ kind: "status", status: 401 }, { method: "PUT" });
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("KEY");
    const { alerts, switches } = world.popup.view();
    expect(alerts).toContain("refused your token or key");
    expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: on, locked"]);
    expect(world.wire.requests.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });
});

describe("signing out", () => {
  it.each([
    { api: "integrations-core", fields: ["Customer ID", "App ID", "User ID", "App token"] },
    { api: "ccm", fields: ["Account SID", "API key", "API token", "User ID"] },
  ] as const)("of $api leaves nothing stored, no alarm and no request", async ({ api, fields }) => {
    const world = await signedInWireWorld(api);
    const page = await WireOptions.open(world);
    await page.press("Sign out");
    expect(page.told.join()).toContain("Signed out");
    for (const label of fields) expect([label, page.value(label)]).toEqual([label, ""]);
    expectNothingLeft(world);
    const from = world.wire.requests.length;
    world.die();
    world.start();
    await world.pass(600_000);
    expectNothingLeft(world);
    expect(world.wire.requests).toHaveLength(from);
  });

  it.each([
    { name: "a read", button: "Check now", method: "GET", fault: null },
    { name: "a switch", button: "SIP softphone", method: "PUT", fault: null },
    { name: "a switch that gets lost", button: "SIP softphone", method: "PUT", fault: { kind: "outage" } },
  ] as const)("while $name is under way leaves nothing behind either", async ({ button, method, fault }) => {
    const world = await signedInWireWorld("integrations-core");
    const page = await WireOptions.open(world);
    if (fault !== null) world.wire.faults.once(fault, { method });
    const hold = world.wire.faults.hold("before", { method });
    await world.popup.click(button);
    await hold.held;
    await page.click("Sign out");
    await world.until("the sign-out", () => page.told.join().includes("Signed out"));
    const from = world.wire.requests.length;
    hold.release();
    await world.pass(60_000);
    world.die();
    world.start();
    await world.pass(60_000);
    expectNothingLeft(world);
    expect(world.wire.requests).toHaveLength(from);
  });
});
