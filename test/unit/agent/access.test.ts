import { describe, expect, it } from "vitest";
import { saying } from "../english.ts";
import { signedInWorld, type World } from "../world.ts";

const APIS = ["integrations-core", "ccm"] as const;
const UNKNOWN = /Not known: your browser does not let Hookswitch ask Exotel/;

const puts = (world: World) => world.log.filter(({ kind }) => kind === "write").map(({ change }) => change);
const press = (world: World) => world.agent.command({ type: "switch", press: { ring: "softphone" } });

/** Answers the next request that is under way. */
async function serve(world: World): Promise<void> {
  const [request] = world.requests;
  if (request === undefined) throw new Error("no request is under way");
  world.deliver(request);
  world.answer(request);
  await world.settle();
}

async function lose(
  world: World,
  why: "access-withheld" | "access-forbidden" = "access-withheld",
): Promise<void> {
  world.accessBlock = why;
  void world.agent.accessRemoved();
  await world.settle();
}

async function give(world: World): Promise<void> {
  world.accessBlock = null;
  void world.agent.accessGranted();
  await world.settle();
}

describe.each(APIS)("hosts that the browser withholds (%s)", (api) => {
  it("are known at once, and so is their return", async () => {
    const world = await signedInWorld(api);
    const before = world.badge;
    const asked = world.log.length;
    await lose(world);
    expect([world.badge, world.title]).toEqual([
      { text: "?", colour: "grey" },
      expect.stringMatching(UNKNOWN),
    ]);
    await world.pass(600_000);
    expect(world.badge.text).toBe("?");
    expect(world.log).toHaveLength(asked);
    await give(world);
    expect(world.badge).toEqual(before);
    expect(world.items.status).toMatchObject({ failure: null });
  });

  it("are read at once where the browser tells of them a moment before it lets them be asked", async () => {
    const world = await signedInWorld(api);
    const before = world.badge;
    await lose(world);
    void world.agent.accessGranted();
    await world.pass(2_000);
    expect(world.badge.text).toBe("?");
    world.accessBlock = null;
    await world.pass(1_000);
    expect(world.badge).toEqual(before);
  });

  it("are found out by the next read where no event tells of them, and so is their return", async () => {
    const world = await signedInWorld(api);
    const before = world.badge;
    world.accessBlock = "access-forbidden";
    await world.pass(35_000);
    expect([world.badge.text, world.problem]).toEqual([
      "?",
      expect.stringContaining("Your organisation does not let"),
    ]);
    world.accessBlock = null;
    await world.pass(35_000);
    expect(world.badge).toEqual(before);
  });

  it("have a press refused, and nothing is written down", async () => {
    const world = await signedInWorld(api);
    await lose(world);
    const asked = world.log.length;
    const reply = await press(world);
    expect(reply).toMatchObject({
      ok: false,
      problem: saying(/(no longer lets|does not let) Hookswitch ask/),
    });
    await world.agent.key("switch-device");
    await world.settle();
    expect([world.badge.text, world.items.journal, world.log.length]).toEqual(["NO", null, asked]);
    await give(world);
    await world.pass(60_000);
    expect(puts(world)).toEqual([]);
  });

  it("are found out by a press where nothing told of them before: it was not made, and nobody doubts it", async () => {
    const world = await signedInWorld(api);
    world.accessBlock = "access-forbidden";
    await press(world);
    await world.settle();
    expect(world.items).toMatchObject({ journal: null, status: { inDoubt: false } });
    expect(world.notice?.problem).toMatch(/^Not switched\. Your organisation does not let/);
    expect(world.badge.text).toBe("?");
  });

  it("count for more than the answer to what was asked before", async () => {
    const world = await signedInWorld(api);
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    await lose(world);
    expect(world.badge.text).toBe("?");
    await serve(world);
    expect(world.badge.text).toBe("?");
  });

  it("count for more than the answers to a switch that was under way", async () => {
    const world = await signedInWorld(api);
    world.manual = true;
    await press(world);
    await world.settle();
    while (world.requests[0]?.kind === "write") await serve(world);
    expect(world.requests).toHaveLength(1);
    await lose(world);
    expect(world.badge.text).toBe("?");
    await serve(world);
    expect([world.badge.text, world.items.journal]).toEqual(["?", null]);
  });

  it("are known at once within a wait that the server asked for", async () => {
    const world = await signedInWorld(api);
    const before = world.badge;
    world.waitUntil = world.now + 60_000;
    world.script = ["rate-limited"];
    await world.agent.command({ type: "refresh" });
    expect(world.badge).toEqual(before);
    await lose(world);
    expect(world.badge.text).toBe("?");
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("?");
    await give(world);
    expect(world.badge).toEqual(before);
    expect(world.items.status.failure?.kind).toBe("rate-limited");
  });

  it("leave refused credentials what they are, and ask with none", async () => {
    const world = await signedInWorld(api);
    world.script = ["credentials-refused"];
    await world.agent.command({ type: "refresh" });
    const asked = world.log.length;
    await lose(world);
    await give(world);
    expect([world.badge.text, world.log.length]).toEqual(["KEY", asked]);
  });

  it("are known at once where they go while the agent connects", async () => {
    const world = await signedInWorld(api);
    world.manual = true;
    const connected = world.signIn();
    await world.settle();
    await lose(world);
    await serve(world);
    await connected;
    await world.settle();
    expect(world.badge.text).toBe("?");
  });

  it("have set-up say which host it is", async () => {
    const world = await signedInWorld(api);
    const { account } = world.items;
    if (account === null) throw new Error("there is no account");
    world.accessBlock = "access-withheld";
    const connect = { type: "connect", account, keepSignedIn: true } as const;
    expect(await world.agent.command(connect)).toMatchObject({ ok: false, withheld: "the host" });
    world.accessBlock = "access-forbidden";
    expect(await world.agent.command(connect)).toMatchObject({ ok: false, withheld: null });
  });
});

describe("hosts that the browser withholds in the middle of a switch on CCM", () => {
  async function halfWay(): Promise<World> {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await press(world);
    await world.settle();
    expect(world.requests[0]?.change).toEqual({ phone: false });
    return world;
  }

  it.each(["with the worker alive", "with the worker dead"])(
    "leave the agent without a device no longer than that, %s",
    async (how) => {
      const world = await halfWay();
      await lose(world);
      expect(world.badge.text).toBe("?");
      await serve(world);
      expect(world.badge.text).toBe("!!");
      expect(world.notice?.problem).toMatch(/may all be off.*Your browser no longer lets/);
      expect(world.notice?.remedy).toBe("Allow it again. Hookswitch then goes on by itself.");
      const asked = world.log.length;
      await world.pass(300_000);
      expect([world.badge.text, world.log.length]).toEqual(["!!", asked]);
      world.manual = false;
      if (how === "with the worker dead") world.start();
      await give(world);
      expect(world.server.phone || world.server.sip.enabled).toBe(true);
      expect([world.items.journal, world.refusedSecond]).toEqual([null, 0]);
      expect(world.badge.text).toMatch(/^(TEL|S\?)$/);
      expect(world.paints.map(({ badge }) => badge.text)).not.toContain("KEY");
    },
  );

  it("refuse the press that is made meanwhile", async () => {
    const world = await halfWay();
    await lose(world);
    await serve(world);
    expect(await world.agent.command({ type: "switch", press: { ring: "phone" } })).toMatchObject({
      ok: false,
    });
    expect(world.items.journal?.target).toEqual({ phone: false, sip: true });
  });
});
