import { describe, expect, it } from "vitest";
import { ExotelError } from "../../../src/exotel/exotel-error.ts";
import { signedInWorld, type World } from "../world.ts";

const ccmWorld = () => signedInWorld("ccm");
const puts = (world: World) => world.log.filter(({ kind }) => kind === "write").map(({ change }) => change);
const reads = (world: World) => world.log.filter(({ kind }) => kind === "read").length;

/** Answers the next request, as the script says. */
async function serve(world: World, lost = false): Promise<void> {
  const [request] = world.requests;
  if (request === undefined) throw new Error("no request is under way");
  world.deliver(request);
  world.answer(request, lost);
  await world.settle();
}

/** Fails the next request. */
async function serveFailing(world: World): Promise<void> {
  world.script = ["server"];
  await serve(world);
  world.script = [];
}

describe("switching on CCM", () => {
  it("turns off first, then on, and reads once", async () => {
    const world = await ccmWorld();
    const before = reads(world);
    await world.agent.key("switch-device");
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
    expect(reads(world) - before).toBe(1);
    expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
    expect(world.badge.text).toBe("S?");
    expect(world.items.journal).toBeNull();
    await world.pass(400);
    await world.agent.key("switch-device");
    await world.pass(400);
    expect(puts(world).slice(2)).toEqual([{ sip: false }, { phone: true }]);
    expect(world.badge.text).toBe("TEL");
  });

  it("shows !! between the two steps", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.key("switch-device");
    await world.settle();
    await serve(world);
    expect(world.badge.text).toBe("!!");
    await serve(world);
    expect(world.badge.text).toBe("S?");
  });

  it("refuses to have both on", async () => {
    const world = await ccmWorld();
    await world.agent.key("both-devices");
    await world.settle();
    expect(world.badge.text).toBe("NO");
    expect(world.notice?.problem).toBe("On your account, only one device can be on.");
    expect(puts(world)).toEqual([]);
  });

  it("turns the last device off only on purpose, and shows !! as long as it lasts", async () => {
    const world = await ccmWorld();
    const press = { device: "phone", on: false } as const;
    expect(await world.agent.command({ type: "switch", press })).toMatchObject({ ok: false });
    expect(puts(world)).toEqual([]);
    await world.agent.command({ type: "switch", press: { ...press, noneOnPurpose: true } });
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }]);
    expect(world.items.journal).toBeNull();
    await world.pass(300_000);
    expect(puts(world)).toEqual([{ phone: false }]);
    expect(world.badge.text).toBe("!!");
  });

  it("turns the first device on again when the second step is refused, and says so", async () => {
    const world = await ccmWorld();
    world.script = ["ok", "not-permitted"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }, { phone: true }]);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.notice?.problem).toContain("Not switched.");
    expect(world.notice?.remedy).toContain("on again");
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("TEL");
  });

  it("keeps trying while the network is gone in the middle, and shows !! for minutes", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world);
    world.manual = false;
    world.online = false;
    world.script = Array(200).fill("unreachable");
    for (const request of [...world.requests]) world.answer(request, true);
    await world.settle();
    expect(world.badge.text).toBe("!!");
    expect(world.notice?.remedy).toContain("keeps trying");
    await world.pass(240_000);
    expect(world.badge.text).toBe("!!");
    world.restart();
    await world.pass(120_000);
    expect(world.badge.text).toBe("!!");
    world.online = true;
    world.script = [];
    await world.pass(61_000);
    expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).not.toBe("!!");
  });

  it("keeps trying to undo, soon at first and then each minute", async () => {
    const world = await ccmWorld();
    world.random = 0.999;
    world.script = ["ok", "not-permitted", "ok", "not-permitted", "ok"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(world.badge.text).toBe("!!");
    await world.pass(10_000);
    expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
    expect(world.items.journal).toBeNull();
  });

  it("turns another device on when the one from before is refused again and again", async () => {
    const world = await ccmWorld();
    world.script = ["ok", "not-permitted", "ok", "not-permitted", "ok"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }, { phone: true }]);
    await world.pass(5_000);
    expect(puts(world).at(-1)).toEqual({ sip: true });
    expect(world.badge.text).toBe("S?");
    expect(world.items.journal).toBeNull();
  });

  it("stops at refused credentials in the middle, and goes on with new ones", async () => {
    const world = await ccmWorld();
    world.script = ["ok", ...Array(100).fill("credentials-refused")];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    const before = world.log.length;
    await world.pass(600_000);
    // After a minute, and five minutes after that.
    expect(world.log.slice(before).map(({ kind }) => kind)).toEqual(["read", "read"]);
    world.script = [];
    expect(world.badge.text).toBe("!!");
    expect(world.notice?.remedy).toContain("Hookswitch then goes on");
    await world.signIn();
    await world.settle();
    expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
    expect(world.items.journal).toBeNull();
  });

  it("waits as long as the server asks in the middle, and goes on then", async () => {
    const world = await ccmWorld();
    world.waitUntil = world.now + 120_000;
    world.script = ["ok", "rate-limited"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    const writes = puts(world).length;
    await world.pass(118_000);
    expect(puts(world)).toHaveLength(writes);
    expect(world.badge.text).toBe("!!");
    await world.pass(33_000);
    expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
  });

  it("waits too where the server asks it of a read, while the next attempt is put off already", async () => {
    const world = await ccmWorld();
    const refusedBothWays = ["not-permitted", "ok", "not-permitted", "ok"] as const;
    world.script = ["ok", ...Array.from({ length: 5 }, () => refusedBothWays).flat()];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    while (world.script.length > 0) await world.pass(1_000);
    // By now the attempts are further apart than the reads.
    world.waitUntil = world.now + 120_000;
    world.script = ["rate-limited"];
    const before = world.log.length;
    await world.pass(119_000);
    expect(world.log.slice(before).map(({ kind }) => kind)).toEqual(["read"]);
    await world.pass(2_000);
    expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
    expect(world.items.journal).toBeNull();
  });

  it.each(["another press", "signing out", "connecting anew"])(
    "sends nothing within a wait that the server has asked for, whatever takes the switch up: %s",
    async (what) => {
      const world = await ccmWorld();
      world.waitUntil = world.now + 300_000;
      world.script = ["ok", "rate-limited"];
      await world.agent.command({ type: "switch", press: { ring: "softphone" } });
      await world.settle();
      const before = puts(world).length;
      await world.pass(5_000);
      if (what === "another press") await world.agent.key("phone-only");
      else if (what === "signing out") await world.agent.command({ type: "sign-out" });
      else await world.signIn();
      await world.settle();
      expect(puts(world)).toHaveLength(before);
      expect(world.badge.text).toBe("!!");
      await world.pass(400_000);
      expect([world.server.phone, world.server.sip.enabled].filter(Boolean)).toHaveLength(1);
      expect(world.items.journal).toBeNull();
    },
  );

  it("leaves on what somebody else has turned on meanwhile", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world);
    world.server.phone = true;
    world.manual = false;
    world.start();
    await world.settle();
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal).toBeNull();
    expect(world.notice?.problem).toContain("changed elsewhere");
  });

  it.each([
    ["before the first step", 0],
    ["between the steps", 1],
    ["after the second step", 2],
  ])("goes on when the worker dies %s", async (_when, answered) => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    for (let step = 0; step < answered; step += 1) await serve(world);
    world.manual = false;
    world.start();
    await world.settle();
    expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("S?");
  });

  it("turns the phone on again, not the softphone, when it finds the switch hours later", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world);
    world.manual = false;
    world.now += 3_600_000;
    world.restart();
    await world.settle();
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.notice?.remedy).toContain("on again");
  });

  it("takes the newest press in place of one that could not be carried out", async () => {
    const world = await ccmWorld();
    world.script = ["ok", "unreachable", "unreachable"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(world.badge.text).toBe("!!");
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.notice).toBeNull();
    expect(world.badge.text).toBe("TEL");
  });

  it("raises no alarm while only the read that confirms it is missing", async () => {
    const world = await ccmWorld();
    world.script = ["ok", "ok", ...Array(4).fill("server")];
    await world.agent.key("softphone-only");
    await world.settle();
    await world.pass(25_000);
    expect(world.items.journal).not.toBeNull();
    expect(world.items.status.inDoubt).toBe(false);
    expect(world.items.notice).toBeNull();
    expect(world.badge.text).toBe("S?");
    await world.pass(300_000);
    expect(world.items.journal).toBeNull();
  });

  it("begins a new switch from what was answered where the read that confirms the last one has to wait", async () => {
    const world = await ccmWorld();
    world.waitUntil = world.now + 120_000;
    world.script = ["ok", "ok", "rate-limited"];
    await world.agent.key("softphone-only");
    await world.settle();
    await world.agent.key("phone-only");
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }, { sip: false }, { phone: true }]);
    const before = reads(world);
    await world.pass(119_000);
    expect(reads(world)).toBe(before);
    await world.pass(62_000);
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("TEL");
  });

  it("asks for nothing before the moment that the server named, whoever presses", async () => {
    const world = await ccmWorld();
    world.waitUntil = world.now + 120_000;
    world.script = ["ok", "unreachable", "rate-limited"];
    await world.agent.key("softphone-only");
    await world.settle();
    expect(world.badge.text).toBe("!!");
    const before = world.log.length;
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.agent.command({ type: "refresh" });
    await world.pass(119_000);
    expect(world.log).toHaveLength(before);
    expect(world.badge.text).toBe("!!");
    await world.pass(32_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal).toBeNull();
  });

  it("goes on where the devices show that a step was done, whatever was answered", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    const [request] = world.requests;
    if (request === undefined) throw new Error("no request is under way");
    world.deliver(request);
    request.effect = new ExotelError("server", { status: 504 });
    world.answer(request);
    await world.settle();
    world.manual = false;
    for (const read of [...world.requests]) {
      world.deliver(read);
      world.answer(read);
    }
    await world.settle();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
    expect(world.items.notice).toBeNull();
  });

  it("keeps trying where Exotel accepts the switch and shows no device on", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world);
    await serve(world);
    world.server.sip.enabled = false;
    await serve(world);
    expect(world.badge.text).toBe("!!");
    expect(world.notice?.problem).toContain("shows no device on");
    world.manual = false;
    await world.pass(5_000);
    expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
    expect(world.items.journal).toBeNull();
    expect(world.items.notice).toBeNull();
  });

  it("says why a key can do nothing while only a device of an unknown type is on", async () => {
    const world = await ccmWorld();
    world.server.phone = false;
    world.other = true;
    await world.pass(31_000);
    await world.agent.key("softphone-only");
    expect(world.notice?.problem).toContain("A device is on that Hookswitch does not know");
    expect(puts(world)).toEqual([]);
  });

  it("does not take a lost answer to either step for a refusal", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world, true);
    await serve(world);
    await serve(world, true);
    await serve(world);
    expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
    expect(world.items.journal).toBeNull();
    expect(world.items.notice).toBeNull();
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
  });
});

it("respects a device that somebody turned on, wherever the worker dies once it has read of it", async () => {
  const arrange = async (): Promise<World> => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    await serve(world);
    world.server.phone = true;
    world.manual = false;
    world.die();
    world.now += 30_000;
    return world;
  };
  const watched = await arrange();
  watched.watch();
  watched.start();
  await watched.settle();
  for (const killAt of watched.points.keys()) {
    const world = await arrange();
    world.watch(killAt);
    world.start();
    await world.settle();
    await world.pass(70_000);
    expect(world.server, `killed at ${killAt}`).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal, `killed at ${killAt}`).toBeNull();
  }
});

it("respects a device that somebody turned on after a step that only a read has shown as done", async () => {
  const world = await ccmWorld();
  world.manual = true;
  await world.agent.command({ type: "switch", press: { ring: "softphone" } });
  await world.settle();
  await serve(world, true);
  await serve(world);
  expect(world.items.journal).toMatchObject({ noDeviceOn: true, turnedOff: [] });
  const [on] = world.requests;
  if (on === undefined) throw new Error("no write was under way");
  world.answer(on, true);
  await world.settle();
  world.server.phone = true;
  world.manual = false;
  await serve(world);
  await world.pass(70_000);
  expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
  expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
  expect(world.items.journal).toBeNull();
});

describe.each([
  ["the read that would confirm the switch fails", serveFailing],
  ["the worker dies before the read that would confirm the switch", async (world: World) => world.start()],
  [
    "the browser is killed before the read that would confirm the switch",
    async (world: World) => world.restart(),
  ],
] as const)("what somebody turned on again after the last answer stays on where %s", (_what, happens) => {
  it("and the agent is told", async () => {
    const world = await ccmWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { device: "sip", on: true } });
    await world.settle();
    await serve(world);
    await serve(world);
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
    world.server.phone = true;
    world.server.sip.enabled = false;
    await happens(world);
    world.manual = false;
    for (const request of [...world.requests]) world.answer(request, true);
    await world.pass(600_000);
    expect(puts(world)).toEqual([{ phone: false }, { sip: true }]);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal).toBeNull();
    expect(world.notice?.problem).toContain("changed elsewhere");
    expect(world.badge.text).toBe("TEL");
  });
});

it.each([
  ["the read that would confirm it fails", serveFailing],
  ["the worker dies", async (world: World) => world.start()],
] as const)("a press on a switch that is set back is made, where %s", async (_what, happens) => {
  const world = await ccmWorld();
  world.manual = true;
  const press = { device: "sip", on: true } as const;
  await world.agent.command({ type: "switch", press });
  await world.settle();
  await serve(world);
  world.script = ["not-permitted"];
  await serve(world);
  world.script = [];
  await serve(world);
  expect(puts(world)).toEqual([{ phone: false }, { sip: true }, { phone: true }]);
  await serve(world);
  await world.agent.command({ type: "switch", press });
  await world.settle();
  await happens(world);
  world.manual = false;
  for (const request of [...world.requests]) world.answer(request, true);
  await world.pass(600_000);
  expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
  expect(world.items.journal).toBeNull();
});
