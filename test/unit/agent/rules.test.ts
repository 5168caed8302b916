import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Presence } from "../../../src/core/polling/pace.ts";
import { INITIAL_RULES } from "../../../src/core/rules/rules-memory.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/core/settings.ts";
import type { Press } from "../../../src/core/switching/press.ts";
import { memoryOf, OPEN_TAB, signedInWorld, type World } from "../world.ts";

const APIS: readonly Api[] = ["integrations-core", "ccm", "usermapping"];
const MINUTE = 60_000;
const PAGE = "https://softphone.example/agent";

/** An agent whose softphone rings, with these settings. */
async function worldWith(api: Api, settings: Partial<Settings> = {}): Promise<World> {
  const world = await signedInWorld(api);
  await world.agent.key("softphone-only");
  await world.settle();
  await set(world, settings);
  return world;
}

async function set(world: World, settings: Partial<Settings>): Promise<void> {
  await world.agent.command({ type: "change-settings", settings: { ...DEFAULT_SETTINGS, ...settings } });
  await world.settle();
}

async function presence(world: World, is: Presence): Promise<void> {
  world.presence = is;
  if (world.dead) world.start();
  void world.agent.presenceChanged(is);
  await world.settle();
}

async function forAWhile(world: World, press: Press, minutes: number) {
  const reply = await world.agent.command({
    type: "for-a-while",
    press,
    until: world.now + minutes * MINUTE,
  });
  await world.settle();
  return reply;
}

const rings = ({ server: { phone, sip } }: World): string =>
  phone && sip.enabled ? "both" : phone ? "phone" : sip.enabled ? "softphone" : "none";

/** The time on the wall of this computer, as settings have it. */
function wallTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

describe.each(APIS)("on %s", (api) => {
  it("a place to ring for a while is restored to what was before, to the second", async () => {
    const world = await worldWith(api);
    expect(await forAWhile(world, { ring: "phone" }, 15)).toEqual({ ok: true });
    expect([rings(world), memoryOf(world).forAWhile?.until]).toEqual(["phone", world.now + 15 * MINUTE]);
    await world.pass(15 * MINUTE - 1_000);
    expect(rings(world)).toBe("phone");
    await world.pass(2_000);
    expect(rings(world)).toBe("softphone");
    expect(memoryOf(world)).toMatchObject({ forAWhile: null, before: null, plan: null });
  });

  it("its end is told, with every other rule off, until somebody else changes something", async () => {
    const world = await worldWith(api);
    await forAWhile(world, { ring: "phone" }, 15);
    await world.pass(20 * MINUTE);
    expect(world.notifications.words("rule")).toContain("The time that you chose is over.");
    world.restart();
    await world.pass(5 * MINUTE);
    expect(world.notifications.times("rule")).toBe(1);
    world.server.phone = true;
    world.server.sip.enabled = false;
    await world.pass(5 * MINUTE);
    expect([world.notifications.words("rule"), memoryOf(world)]).toEqual([null, INITIAL_RULES]);
  });

  it("its end by the agent is not told", async () => {
    const world = await worldWith(api);
    await forAWhile(world, { ring: "phone" }, 15);
    await world.agent.command({ type: "end-for-a-while" });
    await world.pass(MINUTE);
    expect([rings(world), world.notifications.times("rule")]).toEqual(["softphone", 0]);
    await world.agent.key("phone-only");
    await world.pass(MINUTE);
    expect(memoryOf(world)).toEqual(INITIAL_RULES);
  });

  it("it ends at once on request, and with a press", async () => {
    const world = await worldWith(api);
    await forAWhile(world, { ring: "phone" }, 15);
    expect(await world.agent.command({ type: "end-for-a-while" })).toEqual({ ok: true });
    await world.settle();
    expect(rings(world)).toBe("softphone");
    await forAWhile(world, { ring: "phone" }, 15);
    await world.agent.key("phone-only");
    await world.pass(20 * MINUTE);
    expect([rings(world), memoryOf(world).forAWhile]).toEqual(["phone", null]);
  });

  it("a locked screen rings the phone after ten seconds, and an unlocked one what was before", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    await presence(world, "locked");
    await world.pass(9_000);
    expect(rings(world)).toBe("softphone");
    await world.pass(2_000);
    expect(rings(world)).toBe("phone");
    await world.pass(60 * MINUTE);
    await presence(world, "active");
    await world.pass(2_000);
    expect(rings(world)).toBe("softphone");
  });

  it("the browser's restart does not make the locked screen's state stay", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    await presence(world, "locked");
    await world.pass(MINUTE);
    expect(rings(world)).toBe("phone");
    world.presence = "active";
    world.restart();
    await world.pass(MINUTE);
    expect(rings(world)).toBe("softphone");
  });

  it("the hours are followed at each edge, and caught up with after a sleep", async () => {
    const world = await worldWith(api);
    await set(world, {
      workingHours: true,
      workingDays: "1234567",
      workingFrom: wallTime(world.now - 60 * MINUTE),
      workingUntil: wallTime(world.now + 60 * MINUTE),
    });
    expect(rings(world)).toBe("softphone");
    await world.pass(61 * MINUTE);
    expect(rings(world)).toBe("phone");
    world.sleep(22 * 60 * MINUTE);
    await world.pass(2 * MINUTE);
    expect(rings(world)).toBe("softphone");
  });

  it("what somebody else sets is not taken back", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    await presence(world, "locked");
    await world.pass(MINUTE);
    world.server.phone = false;
    world.server.sip.enabled = true;
    await world.pass(10 * MINUTE);
    expect(rings(world)).toBe("softphone");
    world.server.phone = true;
    world.server.sip.enabled = false;
    await world.pass(10 * MINUTE);
    await presence(world, "active");
    await world.pass(MINUTE);
    expect(rings(world)).toBe("phone");
  });

  it("a rule that is reversed twice pauses, and says so", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    for (let time = 0; time < 2; time += 1) {
      await presence(world, "locked");
      await world.pass(MINUTE);
      expect(rings(world)).toBe("phone");
      world.server.phone = false;
      world.server.sip.enabled = true;
      // A locked machine reads less often.
      await world.pass(2 * MINUTE);
      await presence(world, "active");
      await world.pass(MINUTE);
    }
    expect(world.notice?.problem).toContain("changed back twice");
    await presence(world, "locked");
    await world.pass(20 * MINUTE);
    expect(rings(world)).toBe("softphone");
  });

  it("a switch that cannot be stored is tried again later, and not without end", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    world.storageFull = true;
    await presence(world, "locked");
    await world.pass(30_000);
    expect(rings(world)).toBe("softphone");
    world.storageFull = false;
    await world.pass(3 * MINUTE);
    expect(rings(world)).toBe("phone");
  });

  it("a pause puts a rule off until its end, and wakes the worker then", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    expect(await world.agent.command({ type: "pause", until: world.now + 60 * MINUTE })).toEqual({
      ok: true,
    });
    await presence(world, "locked");
    await world.pass(60 * MINUTE - 1_000);
    expect(rings(world)).toBe("softphone");
    world.die();
    await world.pass(2_000);
    expect([rings(world), world.items.pausedUntil]).toEqual(["phone", null]);
  });

  it("a pause lasts through restarts, and ends at once on request", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    await world.agent.command({ type: "pause", until: world.now + 60 * MINUTE });
    world.presence = "locked";
    world.restart();
    await world.pass(5 * MINUTE);
    expect(rings(world)).toBe("softphone");
    expect(await world.agent.command({ type: "end-pause" })).toEqual({ ok: true });
    await world.pass(2_000);
    expect([rings(world), world.items.pausedUntil]).toEqual(["phone", null]);
  });

  it("another account knows nothing of it", async () => {
    const world = await worldWith(api, { ringsWhileLocked: true });
    await presence(world, "locked");
    await world.pass(MINUTE);
    await world.agent.command({ type: "sign-out", anyway: true });
    expect([...world.local, ...world.session]).toEqual([]);
    await world.signIn();
    await world.settle();
    expect(memoryOf(world)).toEqual(INITIAL_RULES);
  });
});

it("who comes back from the lock is told of its end, not of its beginning", async () => {
  const world = await worldWith("integrations-core", { ringsWhileLocked: true });
  await presence(world, "locked");
  await world.pass(60 * MINUTE);
  await presence(world, "active");
  await world.pass(MINUTE);
  expect(world.notifications.log.map(({ text }) => text)).toEqual([
    "This computer is no longer locked. Calls ring on your softphone only.",
  ]);
});

it("who turns the working hours off is not told that they have begun", async () => {
  const world = await worldWith("integrations-core");
  const isLate = {
    workingHours: true,
    workingDays: "1234567",
    workingFrom: wallTime(world.now - 120 * MINUTE),
    workingUntil: wallTime(world.now - 60 * MINUTE),
    // Another rule keeps what was made in mind.
    ringsWhileLocked: true,
  };
  await set(world, isLate);
  await world.pass(MINUTE);
  expect(world.notifications.words("rule")).toContain("Your working hours are over.");
  await set(world, { ...isLate, workingHours: false });
  await world.pass(MINUTE);
  expect([rings(world), world.notifications.words("rule")]).toEqual(["softphone", null]);
});

it.each([-1, 0, 24 * 60 + 1, Number.NaN])("a pause of %s minutes is refused", async (minutes) => {
  const world = await worldWith("integrations-core");
  const reply = await world.agent.command({ type: "pause", until: world.now + minutes * MINUTE });
  expect([reply.ok, world.items.pausedUntil]).toEqual([false, null]);
});

it("a pause that cannot be stored is refused, and forgotten", async () => {
  const world = await worldWith("integrations-core");
  world.storageFull = true;
  expect((await world.agent.command({ type: "pause", until: world.now + 60 * MINUTE })).ok).toBe(false);
  world.storageFull = false;
  await world.pass(5 * MINUTE);
  expect(world.items.pausedUntil).toBeNull();
});

it.each([-1, 0, 24 * 60 + 1, Number.NaN])("a while of %s minutes is refused", async (minutes) => {
  const world = await worldWith("integrations-core");
  const reply = await forAWhile(world, { ring: "phone" }, minutes);
  expect(reply.ok).toBe(false);
  expect([rings(world), memoryOf(world)]).toEqual(["softphone", INITIAL_RULES]);
});

it("a place that cannot ring is not taken for a while", async () => {
  const world = await worldWith("ccm");
  expect((await forAWhile(world, { ring: "both" }, 15)).ok).toBe(false);
  expect(memoryOf(world)).toEqual(INITIAL_RULES);
});

it("the phone rings as well when a softphone drops (Integrations Core), and alone no more once it is well", async () => {
  const world = await worldWith("integrations-core", { ringsWhenDropped: true });
  await world.pass(MINUTE);
  world.server.sip.registered = false;
  await world.pass(95_000);
  expect(rings(world)).toBe("both");
  world.server.sip.registered = true;
  await world.pass(12 * MINUTE);
  expect(rings(world)).toBe("softphone");
});

it("a switch that turns only the phone on is not followed by looks at the softphone (Integrations Core)", async () => {
  const world = await worldWith("integrations-core", { ringsWhenDropped: true });
  await world.pass(MINUTE);
  world.server.sip.registered = false;
  while (rings(world) !== "both") await world.pass(1_000);
  const written = world.log.findIndex(({ kind, change }) => kind === "write" && change?.phone === true);
  await world.pass(20_000);
  expect(world.log.slice(written).map(({ kind }) => kind)).toEqual(["write", "read"]);
});

it("a press that was refused is put off where the account's budget is short, by more than the server's wait", async () => {
  const world = await worldWith("integrations-core");
  world.local.set("pace", { ...world.items.pace, period: 240_000, refusedInRow: 1 });
  world.die();
  world.start();
  await world.settle();
  world.waitUntil = world.now + 10_000;
  world.script = Array(9).fill("rate-limited");
  await world.agent.key("phone-only");
  await world.settle();
  // Half of five minutes: the draw is in the middle.
  expect(world.items.waits.writeUntil).toBe(world.now + 10_000 + 150_000);
  expect(world.notice?.remedy).toContain("Try again after");
});

it("a try that is put off does not wait for a clock that was set back by hours", async () => {
  const world = await worldWith("integrations-core", { ringsWhenDropped: true });
  await world.pass(10 * MINUTE);
  world.server.sip.registered = false;
  world.script = ["ok", "ok", "invalid-request"];
  while (memoryOf(world).plan?.tries !== 1 || memoryOf(world).plan?.isBegun) await world.pass(1_000);
  world.setClock(-5 * 60 * MINUTE);
  await world.pass(20 * MINUTE);
  expect(rings(world)).toBe("both");
});

it("a softphone that is slow to register after a switch has not dropped", async () => {
  const world = await worldWith("integrations-core", { ringsWhenDropped: true });
  await world.agent.key("phone-only");
  await world.settle();
  world.server.sip.registered = false;
  await world.agent.key("softphone-only");
  await world.pass(12_000);
  world.server.sip.registered = true;
  await world.pass(5 * MINUTE);
  expect(rings(world)).toBe("softphone");
});

it.each(["ccm", "usermapping"] as const)(
  "the phone rings instead when the watched tab is gone (%s)",
  async (api) => {
    const world = await worldWith(api, { ringsWhenDropped: true });
    world.tabs.set(1, { ...OPEN_TAB });
    await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
    await world.pass(5 * MINUTE);
    expect(rings(world)).toBe("softphone");
    world.tabs.delete(1);
    void world.agent.tabHappened({ kind: "removed", id: 1 });
    await world.pass(70_000);
    expect(rings(world)).toBe("phone");
  },
);

it("a choice that cannot be stored is refused, and forgotten", async () => {
  const world = await worldWith("integrations-core");
  world.storageFull = true;
  expect((await forAWhile(world, { ring: "phone" }, 15)).ok).toBe(false);
  world.storageFull = false;
  await world.pass(5 * MINUTE);
  expect([rings(world), memoryOf(world)]).toEqual(["softphone", INITIAL_RULES]);
});

it("an end that cannot be stored is refused, and does not come later", async () => {
  const world = await worldWith("integrations-core");
  await forAWhile(world, { ring: "phone" }, 15);
  world.storageFull = true;
  expect((await world.agent.command({ type: "end-for-a-while" })).ok).toBe(false);
  world.storageFull = false;
  await world.pass(10 * MINUTE);
  expect(rings(world)).toBe("phone");
  await world.pass(6 * MINUTE);
  expect(rings(world)).toBe("softphone");
});

it("another agent's account begins with no memory of it", async () => {
  const world = await worldWith("integrations-core", { ringsWhileLocked: true });
  await presence(world, "locked");
  await world.pass(MINUTE);
  expect(memoryOf(world).before).not.toBeNull();
  world.session.set("vault.staged", { api: "integrations-core", appToken: "other-token" });
  const account = {
    api: "integrations-core",
    customerId: "cust",
    appId: "app",
    userId: "agent_002",
  } as const;
  await world.agent.command({ type: "connect", account, keepSignedIn: true });
  expect(memoryOf(world).before).toBeNull();
});

it("a rule that has to decide without good evidence asks for it at once", async () => {
  const world = await worldWith("integrations-core");
  const edge = world.now + 10 * MINUTE;
  await set(world, {
    workingHours: true,
    workingDays: "1234567",
    workingFrom: wallTime(world.now - 60 * MINUTE),
    workingUntil: wallTime(edge),
  });
  world.random = 0.9;
  await world.pass(5 * MINUTE);
  world.script = Array(50).fill("server");
  await world.pass(Math.floor(edge / MINUTE) * MINUTE - world.now - 500);
  expect(world.badge.text).toBe("?");
  const before = world.log.length;
  await world.pass(1_000);
  expect(world.log.slice(before).map(({ kind }) => kind)).toEqual(["read"]);
});

it("the worker is woken for what a rule decides on, however seldom it reads", async () => {
  const seldom = { fastestSeconds: 600, slowestMinutes: 10 };
  const world = await worldWith("ccm", {
    ringsWhenDropped: true,
    droppedReads: 1,
    wellMinutes: 1,
    ...seldom,
  });
  world.tabs.set(1, { ...OPEN_TAB });
  await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
  world.tabs.delete(1);
  void world.agent.tabHappened({ kind: "removed", id: 1 });
  await world.pass(2 * MINUTE);
  expect(rings(world)).toBe("phone");
  await world.pass(2 * MINUTE);
  world.tabs.set(1, { ...OPEN_TAB });
  await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
  await world.settle();
  const { nextAt } = memoryOf(world);
  expect(nextAt).toBeGreaterThan(world.now);
  expect(world.alarm).toBeLessThanOrEqual(nextAt ?? 0);
});

it("nothing is done on evidence that is old", async () => {
  const world = await worldWith("integrations-core", { ringsWhileLocked: true });
  world.script = Array(50).fill("server");
  world.sleep(60 * MINUTE);
  await presence(world, "locked");
  const writes = (): number => world.log.filter(({ kind }) => kind === "write").length;
  const before = writes();
  await world.pass(20 * MINUTE);
  expect(writes()).toBe(before);
  world.script = [];
  await world.pass(15 * MINUTE);
  expect(rings(world)).toBe("phone");
});
