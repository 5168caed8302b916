import { describe, expect, it } from "vitest";
import { INITIAL_LAST_ON } from "../../../src/core/devices/last-on.ts";
import { saying } from "../english.ts";
import { CCM_ACCOUNT, World } from "../world.ts";

/** Two phones and two softphones, of which the second phone is on. */
async function fourDevices(): Promise<World> {
  const world = new World("ccm");
  world.server.phone = false;
  world.more = [
    { id: "desk", kind: "pstn", name: "Desk", on: true, verified: true },
    { id: "web", kind: "sip", name: "Web", on: false, verified: true },
  ];
  world.start();
  await world.signIn();
  await world.settle();
  return world;
}

const on = (world: World): string[] => {
  const known = world.reading().devices;
  return known.filter((device) => device.on === true).map(({ id }) => id);
};
const add = (world: World, id: string): number =>
  world.more.push({ id, kind: "pstn", name: "Third", on: false, verified: true });

async function press(world: World, command = "switch-device"): Promise<void> {
  await world.agent.key(command);
  await world.pass(3_000);
}

/** Somebody turns another device on, and the next read shows it. */
async function elsewhere(world: World, id: string): Promise<void> {
  world.server.phone = id === "phone";
  world.server.sip.enabled = id === "sip";
  world.more = world.more.map((one) => ({ ...one, on: one.id === id }));
  await world.agent.command({ type: "refresh" });
}

describe("there and back by key", () => {
  it("leads back to the phone that was in use, not to the first", async () => {
    const world = await fourDevices();
    await press(world);
    expect(on(world)).toEqual(["sip"]);
    await press(world);
    expect(on(world)).toEqual(["desk"]);
    expect(world.items.notice).toBeNull();
  });

  it("leads back to the softphone that was in use, whoever had turned it on", async () => {
    const world = await fourDevices();
    await elsewhere(world, "web");
    await press(world);
    expect(on(world)).toEqual(["desk"]);
    await press(world, "softphone-only");
    expect(on(world)).toEqual(["web"]);
    await elsewhere(world, "phone");
    await press(world);
    await press(world, "phone-only");
    expect(on(world)).toEqual(["phone"]);
  });

  it("leads back through the browser's restart", async () => {
    const world = await fourDevices();
    await press(world);
    world.restart();
    await world.pass(1_000);
    await press(world);
    expect(on(world)).toEqual(["desk"]);
  });

  it("leads back where the second press comes in the middle of the first switch", async () => {
    const world = await fourDevices();
    world.manual = true;
    await world.agent.key("switch-device");
    await world.settle();
    await world.pass(400);
    await world.agent.key("switch-device");
    await world.pass(400);
    world.manual = false;
    for (const request of [...world.requests]) {
      world.deliver(request);
      world.answer(request);
    }
    await world.pass(3_000);
    expect(on(world)).toEqual(["desk"]);
  });

  it("leads back after a switch that was undone, and one that was interrupted", async () => {
    const world = await fourDevices();
    world.script = ["ok", "not-permitted"];
    await press(world);
    expect(on(world)).toEqual(["desk"]);
    world.manual = true;
    await world.agent.key("switch-device");
    await world.settle();
    const [off] = world.requests;
    if (off === undefined) throw new Error("no request is under way");
    world.deliver(off);
    world.manual = false;
    world.start();
    await world.pass(3_000);
    expect(on(world)).toEqual(["sip"]);
    await press(world);
    expect(on(world)).toEqual(["desk"]);
  });

  it("leads back to the phone that is being turned on, pressed twice before it is", async () => {
    const world = await fourDevices();
    await elsewhere(world, "phone");
    world.manual = true;
    await world.agent.command({ type: "switch", press: { device: "desk", on: true } });
    for (let times = 0; times < 2; times += 1) {
      await world.agent.command({ type: "switch", press: { ring: "next" } });
    }
    world.manual = false;
    for (const request of [...world.requests]) {
      world.deliver(request);
      world.answer(request);
    }
    await world.pass(5_000);
    expect(on(world)).toEqual(["desk"]);
  });
});

describe("a phone to which there is no way back", () => {
  it("gives way to the only other one, and the agent is told", async () => {
    const world = await fourDevices();
    await press(world);
    world.more = world.more.filter(({ id }) => id !== "desk");
    await world.agent.command({ type: "refresh" });
    await press(world);
    expect(on(world)).toEqual(["phone"]);
    expect(world.badge.text).toBe("TEL");
    expect(world.notice?.problem).toBe("Your phone “Desk” is gone. “+919876543210” rings instead.");
    // It is the one to return to from now on.
    await press(world);
    await press(world);
    expect(on(world)).toEqual(["phone"]);
    expect(world.items.notice).toBeNull();
  });

  it("is told of where there are several others, and nothing is done until one is chosen", async () => {
    const world = await fourDevices();
    await press(world);
    world.more = world.more.filter(({ id }) => id !== "desk");
    add(world, "third");
    await world.agent.command({ type: "refresh" });
    const writes = world.log.filter(({ kind }) => kind === "write").length;
    await world.agent.key("switch-device");
    await world.settle();
    expect(world.badge.text).toBe("NO");
    expect(world.items.notice).toMatchObject({
      problem: saying("Your phone “Desk” is gone. You have several others."),
      remedy: saying("Choose one in the popup."),
    });
    expect(world.log.filter(({ kind }) => kind === "write")).toHaveLength(writes);
    await world.agent.command({ type: "switch", press: { device: "third", on: true } });
    await world.settle();
    expect(on(world)).toEqual(["third"]);
    await world.pass(3_000);
    await press(world);
    await press(world);
    expect(on(world)).toEqual(["third"]);
  });
});

it("a phone that is not verified any more is told of in the same way", async () => {
  const world = await fourDevices();
  await press(world);
  world.more = world.more.map((one) => ({ ...one, verified: one.id !== "desk" }));
  add(world, "third");
  await world.agent.command({ type: "refresh" });
  await world.agent.key("switch-device");
  await world.settle();
  expect(world.badge.text).toBe("NO");
  expect(world.notice?.problem).toBe("Your phone “Desk” is not verified. You have several others.");
  expect(on(world)).toEqual(["sip"]);
});

describe("what was on last", () => {
  it("is forgotten with the agent's signing out", async () => {
    const world = await fourDevices();
    expect(world.items.lastOn.pstn).toEqual({ id: "desk", name: "Desk" });
    await world.agent.command({ type: "sign-out" });
    expect(world.items.lastOn).toEqual(INITIAL_LAST_ON);
    expect([...world.local.keys()]).toEqual([]);
  });

  it("is of the account: another one has its own, and the same one keeps it", async () => {
    const world = await fourDevices();
    await press(world);
    await world.signIn();
    expect(world.items.lastOn.pstn?.id).toBe("desk");
    const account = { ...CCM_ACCOUNT, userId: "agent_002" } as const;
    expect(await world.agent.command({ type: "connect", account, keepSignedIn: true })).toEqual({ ok: true });
    expect(world.items.lastOn).toEqual({ pstn: null, sip: { id: "sip", name: null } });
  });
});
