import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { saying } from "../english.ts";
import { signedInWorld, type World } from "../world.ts";

const HOUR = 3_600_000;
const reads = (world: World): number => world.log.filter(({ kind }) => kind === "read").length;

function showsTheTruth(world: World): void {
  const { status } = world.items;
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
}

describe.each([
  ["forward", HOUR],
  ["back", -HOUR],
  ["back a little", -10_000],
])("a clock that is set %s", (_name, by) => {
  it("between reads: what is shown is put right within a period, and reads go on", async () => {
    const world = await signedInWorld();
    await world.pass(35_000);
    world.setClock(by);
    world.server.sip.registered = false;
    // A clock that is some seconds back puts the next read off by as much.
    await world.pass(31_000 + (by === -10_000 ? 10_000 : 0));
    expect(world.badge.text).toBe("!");
    const before = reads(world);
    await world.pass(300_000);
    expect(reads(world) - before).toBeGreaterThanOrEqual(9);
    expect(reads(world) - before).toBeLessThanOrEqual(11);
  });

  it("during a read", async () => {
    const world = await signedInWorld();
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    const [request] = world.requests;
    if (request === undefined) throw new Error("no read was under way");
    world.deliver(request);
    world.setClock(by);
    world.manual = false;
    world.answer(request);
    await world.settle();
    expect(world.badge.text).toBe("SIP");
    world.server.sip.registered = false;
    await world.pass(31_000);
    expect(world.badge.text).toBe("!");
  });

  it("while the worker is dead: the next start puts it right", async () => {
    const world = await signedInWorld();
    world.die();
    world.setClock(by);
    world.server.sip.registered = false;
    world.start();
    await world.settle();
    await world.pass(1_000);
    // A step of some seconds forward is no more than time that has passed.
    expect(world.badge.text).toBe("!");
  });

  it("while a CCM agent has no device on: it is tried again as soon as ever", async () => {
    const world = await signedInWorld("ccm");
    // Off is done, on is not, nor is the way back.
    world.script = ["ok", "server", "ok", "server", "ok"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(world.badge.text).toBe("!!");
    world.setClock(by);
    await world.pass(65_000);
    expect(world.server.phone || world.server.sip.enabled).toBe(true);
    expect(world.items.journal).toBeNull();
    await world.pass(60_000);
    showsTheTruth(world);
  });
});

describe.each(["active", "idle", "locked"] as const)("a machine that turns %s", (presence) => {
  it.each(["alive", "dead"] as const)(
    "is when a clock that was set back is noticed, long before its alarm comes (worker %s)",
    async (worker) => {
      const world = await signedInWorld();
      // The worker's own look at the clock is over: nothing but an event is left.
      await world.pass(25_000);
      if (worker === "dead") world.die();
      world.setClock(-HOUR);
      world.server.sip.registered = false;
      const before = reads(world);
      if (worker === "dead") world.start();
      void world.agent.presenceChanged(presence);
      await world.settle();
      // One read, whatever has asked for it: the event, and the start for it.
      expect(reads(world) - before).toBe(1);
      expect(world.badge.text).toBe("!");
    },
  );
});

it("a machine that turns idle or locked asks nothing of the server that is not due", async () => {
  const world = await signedInWorld();
  await world.pass(10_000);
  const before = reads(world);
  for (const presence of ["idle", "locked"] as const) {
    await world.agent.presenceChanged(presence);
    await world.settle();
  }
  expect(reads(world)).toBe(before);
  await world.pass(21_000);
  expect(reads(world)).toBe(before + 1);
});

it("a clock that is set forward and back again leaves nothing that is green in the future", async () => {
  const world = await signedInWorld();
  world.setClock(HOUR);
  await world.pass(31_000);
  world.setClock(-HOUR);
  world.script = Array(100).fill("server");
  await world.pass(31_000);
  expect(world.badge.text).toBe("?");
  world.script = [];
  await world.pass(600_000);
  expect(world.badge.text).toBe("SIP");
});

it("a clock that is set back makes no old reading young", async () => {
  const world = await signedInWorld();
  world.script = Array(400).fill("server");
  await world.pass(1_800_000);
  expect(world.badge.text).toBe("?");
  world.setClock(-1_780_000);
  for (let passed = 0; passed < 4_000_000; passed += 20_000) {
    await world.agent.presenceChanged("idle");
    await world.settle();
    expect(world.badge.text).toBe("?");
    await world.pass(20_000);
  }
  world.script = [];
  await world.pass(600_000);
  expect(world.badge.text).toBe("SIP");
});

it("a clock that is set back puts off no read of devices that were never read", async () => {
  const world = await signedInWorld();
  world.script = Array(8).fill("server");
  world.restart();
  await world.settle();
  await world.pass(60_000);
  world.setClock(-20 * HOUR);
  world.script = [];
  await world.pass(60_000);
  expect(world.badge.text).toBe("SIP");
});

it("a wait that the server asked for is kept when the clock is set back, and at most begins anew", async () => {
  const world = await signedInWorld();
  world.script = ["rate-limited"];
  world.waitUntil = world.now + 90_000;
  await world.pass(31_000);
  world.setClock(-HOUR);
  const before = reads(world);
  await world.agent.command({ type: "refresh" });
  await world.pass(59_000);
  await world.agent.command({ type: "refresh" });
  expect(reads(world)).toBe(before);
  await world.pass(121_000);
  expect(world.badge.text).toBe("SIP");
});

it("a clock that is set back in the middle of a wait leaves no agent of CCM without a device for as long", async () => {
  const world = await signedInWorld("ccm");
  world.script = ["ok", "rate-limited"];
  world.waitUntil = world.now + 20_000;
  await world.agent.command({ type: "switch", press: { ring: "softphone" } });
  await world.settle();
  expect(world.badge.text).toBe("!!");
  world.setClock(-HOUR);
  world.waitUntil = null;
  await world.pass(19_000);
  expect(world.badge.text).toBe("!!");
  await world.pass(70_000);
  // How long ago the softphone was asked for, nothing tells: the device from before is on again.
  expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
  expect(world.items.journal).toBeNull();
});

it("a press that has to wait does so no longer for a clock that is set back", async () => {
  const world = await signedInWorld();
  world.script = ["rate-limited"];
  world.waitUntil = world.now + 20_000;
  await world.agent.key("phone-only");
  await world.settle();
  world.setClock(-HOUR);
  const press = { type: "switch", press: { ring: "phone" } } as const;
  expect(await world.agent.command(press)).toMatchObject({ ok: false, remedy: saying("Try again in 20 s.") });
  await world.pass(21_000);
  expect(await world.agent.command(press)).toEqual({ ok: true });
});

describe("a press from before the clock was set back", () => {
  it.each([
    ["integrations-core", "alone", -HOUR],
    ["ccm", "alone", -HOUR],
    ["integrations-core", "waiting", -HOUR],
    ["integrations-core", "alone", -10_000],
  ] as const)("is not made (%s, %s, %i ms), and the agent is told", async (api, which, by) => {
    const world = await signedInWorld(api);
    const before = { phone: world.server.phone, sip: world.server.sip.enabled };
    world.manual = true;
    await world.agent.key("softphone-only");
    await world.settle();
    if (which === "waiting") await world.agent.command({ type: "switch", press: { ring: "phone" } });
    world.manual = false;
    world.die();
    world.setClock(by);
    world.start();
    await world.pass(60_000);
    expect({ phone: world.server.phone, sip: world.server.sip.enabled }).toEqual(before);
    expect(world.notice?.problem).toContain("interrupted");
    expect(world.items.journal).toBeNull();
  });

  it("is made all the same where the clock was set by no more than clocks always are", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    world.manual = false;
    world.die();
    world.setClock(-1_500);
    world.start();
    await world.pass(60_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
  });

  it("on CCM, whose first step is done: the device from before is on again", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.key("softphone-only");
    await world.settle();
    const [off] = world.requests;
    if (off === undefined) throw new Error("no write was under way");
    world.deliver(off);
    world.manual = false;
    world.die();
    world.setClock(-HOUR);
    world.start();
    await world.pass(60_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal).toBeNull();
  });
});

it("a wait that the server asked for is kept where the clock was set back by days while the worker was dead", async () => {
  const world = await signedInWorld();
  world.script = ["rate-limited"];
  world.waitUntil = world.now + 90_000;
  await world.pass(31_000);
  world.die();
  world.setClock(-72 * HOUR);
  const before = reads(world);
  world.start();
  await world.settle();
  await world.agent.command({ type: "refresh" });
  await world.pass(59_000);
  await world.agent.command({ type: "refresh" });
  expect(reads(world)).toBe(before);
  await world.pass(121_000);
  expect(world.badge.text).toBe("SIP");
});

describe("an alarm that is lost", () => {
  it.each(["integrations-core", "ccm"] as const)(
    "is set again at the worker's next start (%s)",
    async (api) => {
      const world = await signedInWorld(api);
      world.die();
      world.alarm = null;
      world.start();
      await world.pass(0);
      expect(world.alarm).not.toBeNull();
      world.server.phone = false;
      world.server.sip.enabled = true;
      await world.pass(61_000);
      showsTheTruth(world);
    },
  );

  it("is set again by whatever happens to a living worker", async () => {
    for (const event of ["refresh", "key", "returned"] as const) {
      const world = await signedInWorld();
      world.alarm = null;
      if (event === "refresh") await world.agent.command({ type: "refresh" });
      else if (event === "key") await world.agent.key("phone-only");
      else await world.agent.presenceChanged("active");
      await world.settle();
      expect(world.alarm, event).not.toBeNull();
    }
  });
});

describe("a machine that has slept for eight hours", () => {
  it.each(["alive", "dead"] as const)(
    "with its worker %s: ? at once, and the truth with the first answer",
    async (worker) => {
      const world = await signedInWorld();
      await world.pass(35_000);
      if (worker === "dead") world.die();
      world.sleep(8 * HOUR);
      world.manual = true;
      world.server.sip.registered = false;
      await world.pass(0);
      // The read is under way; what was read eight hours ago is shown no more.
      expect(world.requests).toHaveLength(1);
      expect(world.badge.text).toBe("?");
      const [request] = world.requests;
      if (request === undefined) throw new Error("no read was under way");
      world.deliver(request);
      world.answer(request);
      await world.settle();
      expect(world.badge.text).toBe("!");
    },
  );

  it("in the middle of a switch: it is not made, and the agent is told", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    world.manual = false;
    world.die();
    world.sleep(8 * HOUR);
    await world.pass(60_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: true } });
    expect(world.notice?.problem).toContain("interrupted");
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("SIP");
  });

  it("with a press that waits for the one before it: neither is made, and the agent is told", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    await world.agent.key("softphone-only");
    await world.settle();
    world.manual = false;
    world.die();
    world.sleep(8 * HOUR);
    await world.pass(60_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: true } });
    expect(world.notice?.problem).toContain("interrupted");
    expect(world.items.journal).toBeNull();
  });

  it("in the middle of a switch on CCM that has left no device on: the one from before is on again", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.key("softphone-only");
    await world.settle();
    const [off] = world.requests;
    if (off === undefined) throw new Error("no write was under way");
    world.deliver(off);
    world.manual = false;
    world.die();
    world.sleep(8 * HOUR);
    await world.pass(60_000);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("TEL");
  });
});

/** Every order in which `first` and `second` steps can be taken. */
function orders(first: number, second: number): string[] {
  if (first === 0) return ["b".repeat(second)];
  if (second === 0) return ["a".repeat(first)];
  return [
    ...orders(first - 1, second).map((rest) => `a${rest}`),
    ...orders(first, second - 1).map((rest) => `b${rest}`),
  ];
}

describe("two machines with the same agent", () => {
  async function pair(api: Api): Promise<{ a: World; b: World }> {
    const [a, b] = await Promise.all([signedInWorld(api), signedInWorld(api)]);
    b.server = a.server;
    return { a, b };
  }

  async function together(a: World, b: World, ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      await Promise.all([a.pass(Math.min(1_000, left)), b.pass(Math.min(1_000, left))]);
    }
  }

  it("each sees what the other has done within a period", async () => {
    const { a, b } = await pair("integrations-core");
    await a.agent.key("phone-only");
    await together(a, b, 31_000);
    expect([a.badge.text, b.badge.text]).toEqual(["TEL", "TEL"]);
  });

  it.each([
    ["integrations-core", "phone-only", "softphone-only"],
    ["integrations-core", "phone-only", "phone-only"],
    ["ccm", "softphone-only", "softphone-only"],
    ["ccm", "softphone-only", "phone-only"],
    ["ccm", "switch-device", "switch-device"],
  ] as const)(
    "%s: %s here and %s there, in every order of their requests",
    async (api, here, there) => {
      for (const order of orders(4, 4)) {
        const { a, b } = await pair(api);
        a.manual = true;
        b.manual = true;
        await Promise.all([a.agent.key(here), b.agent.key(there)]);
        await Promise.all([a.settle(), b.settle()]);
        for (const who of order) {
          const world = who === "a" ? a : b;
          const [request] = world.requests;
          if (request === undefined) continue;
          world.deliver(request);
          world.answer(request);
          await world.settle();
          if (api === "ccm") expect(a.server.phone && a.server.sip.enabled, order).toBe(false);
        }
        a.manual = false;
        b.manual = false;
        for (const world of [a, b]) {
          for (const request of [...world.requests]) {
            if (request.effect === null) world.deliver(request);
            world.answer(request);
          }
        }
        await together(a, b, 91_000);
        expect(a.server.phone || a.server.sip.enabled, order).toBe(true);
        for (const world of [a, b]) {
          expect(world.items.journal, order).toBeNull();
          showsTheTruth(world);
        }
        expect(a.badge, order).toEqual(b.badge);
      }
    },
    120_000,
  );
});
