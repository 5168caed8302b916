import { describe, expect, it } from "vitest";
import type { Platform } from "../../../src/agent/platform.ts";
import type { Account } from "../../../src/core/account.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { retryAt } from "../../../src/core/switching/journal.ts";
import { saying } from "../english.ts";
import { CCM_ACCOUNT, signedInWorld, World } from "../world.ts";

/** What happens when two things happen at once, at every turn at which they can meet. */

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let passed = 0; passed < count; passed += 1) await turn();
};
const softphone = { type: "switch", press: { ring: "softphone" } } as const;
const phone = { type: "switch", press: { ring: "phone" } } as const;
const devicesOn = ({ server }: World) => [server.phone, server.sip.enabled].filter(Boolean).length;

async function serve(world: World, lost = false): Promise<void> {
  const [request] = world.requests;
  if (request === undefined) throw new Error("no request is under way");
  world.deliver(request);
  world.answer(request, lost);
  await world.settle();
}

/** When the switch under way is tried again; 0 where it is not. */
function retryAtOf({ items: { journal } }: World): number {
  return (journal && retryAt(journal)) ?? 0;
}

/** A CCM switch of which the first step is done, and whose second meets no network. */
async function strandedWorld(): Promise<World> {
  const world = await signedInWorld("ccm");
  world.manual = true;
  await world.agent.command(softphone);
  await world.settle();
  await serve(world);
  world.manual = false;
  world.script = ["unreachable", "unreachable"];
  await serve(world);
  return world;
}

describe("a press", () => {
  it.each(["integrations-core", "ccm", "usermapping"] as const)(
    "is carried out at whatever moment of another's end it comes (%s)",
    async (api) => {
      for (let moment = 0; moment < 60; moment += 1) {
        const world = await signedInWorld(api);
        world.script = ["not-permitted"];
        const first = world.agent.command(softphone);
        await turns(moment);
        const second = await world.agent.command(softphone);
        await first;
        await world.pass(1_000);
        await world.settle();
        const isDone = !world.server.phone && world.server.sip.enabled;
        const writes = world.log.filter(({ kind }) => kind === "write").length;
        // Taken together with the first, it shares its fate; after it, it is a switch of its own.
        if (second.ok && writes > 1) expect([moment, isDone]).toEqual([moment, true]);
        expect([moment, world.items.journal]).toEqual([moment, null]);
      }
    },
  );

  it("is begun at whatever moment of a switch's being put off it comes", async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const world = await signedInWorld("ccm");
      world.manual = true;
      await world.agent.command(softphone);
      await world.settle();
      await serve(world);
      world.manual = false;
      world.script = ["unreachable", "unreachable"];
      const [request] = world.requests;
      if (request === undefined) throw new Error("no request is under way");
      world.deliver(request);
      world.answer(request);
      await turns(moment);
      const reply = await world.agent.command(phone);
      await world.settle();
      if (reply.ok) expect([moment, world.items.journal?.waiting ?? null]).toEqual([moment, null]);
    }
  });

  it("does not go on within a wait that the server has asked for", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.command(softphone);
    await world.settle();
    await serve(world);
    await world.agent.command(phone);
    world.waitUntil = world.now + 60_000;
    world.script = ["rate-limited"];
    world.manual = false;
    const before = world.log.length;
    await serve(world);
    await world.agent.command({ type: "refresh" });
    await world.settle();
    expect(world.log.slice(before).filter(({ kind }) => kind === "write")).toEqual([]);
    await world.pass(95_000);
    expect(devicesOn(world)).toBe(1);
  });
});

it("a check that is asked for once the answer to another is there reads anew", async () => {
  const world = await signedInWorld();
  world.manual = true;
  void world.agent.command({ type: "refresh" });
  await world.settle();
  const [request] = world.requests;
  if (request === undefined) throw new Error("no read was under way");
  world.deliver(request);
  world.server.sip.registered = false;
  world.answer(request);
  await turn();
  world.manual = false;
  await world.agent.command({ type: "refresh" });
  expect(world.badge.text).toBe("!");
});

describe("connecting the same account anew", () => {
  const connect = { type: "connect", account: CCM_ACCOUNT, keepSignedIn: true } as const;

  it("keeps no processor busy at whatever moment a switch is tried again", async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const world = await strandedWorld();
      const at = retryAtOf(world);
      expect(at).toBeGreaterThan(world.now);
      world.script = [];
      const connected = world.signIn().catch(() => undefined);
      await turns(moment);
      world.manual = true;
      world.now = at;
      void world.agent.wake();
      // It fails where the worker wakes itself without end.
      await world.pass(5_000);
      world.manual = false;
      for (const request of [...world.requests]) world.answer(request, true);
      await connected;
      await world.pass(120_000);
      expect([moment, devicesOn(world), world.items.journal]).toEqual([moment, 1, null]);
    }
  });

  it("leaves an alarm wherever the worker dies, at whatever moment a number is changed", async () => {
    const change = { type: "change-number", device: "phone", number: "+919876543299" } as const;
    for (let moment = 0; moment < 12; moment += 1) {
      for (let point = 0; point < 30; point += 1) {
        const world = await signedInWorld("ccm");
        await world.pass(5_000);
        void world.signIn(false).catch(() => undefined);
        await turns(moment);
        world.watch(point);
        void world.agent.command(change);
        await world.settle();
        expect([moment, point, world.alarm === null]).toEqual([moment, point, false]);
      }
    }
  });

  it("loses no press that comes meanwhile, where the browser cannot store the account", async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      for (let failing = 0; failing < 8; failing += 1) {
        const world = await signedInWorld("ccm");
        world.session.set("vault.staged", { api: "ccm", apiKey: "key", apiToken: "canary-token" });
        const connected = world.agent.command(connect);
        await turns(moment);
        world.watch();
        world.failsWrite = (index) => index === failing;
        const reply = await world.agent.command(softphone);
        await connected;
        await world.settle();
        world.failsWrite = () => false;
        await world.pass(300_000);
        const isMadeOrTold = world.server.sip.enabled || world.items.notice !== null;
        expect([moment, failing, devicesOn(world)]).toEqual([moment, failing, 1]);
        if (reply.ok) expect([moment, failing, isMadeOrTold]).toEqual([moment, failing, true]);
      }
    }
  });
});

it("a read that falls into a change of account leaves the new one as it is", async () => {
  const account = {
    api: "integrations-core",
    customerId: "cust",
    appId: "app",
    userId: "agent_002",
  } as const;
  const staged = { api: "integrations-core", appToken: "another-token" } as const;
  let fallen = 0;
  for (let moment = 0; moment < 14; moment += 1) {
    for (let gap = 0; gap < 10; gap += 1) {
      const world = await signedInWorld();
      await world.pass(20_000);
      world.session.set("vault.staged", staged);
      const connected = world.agent.command({ type: "connect", account, keepSignedIn: true });
      await turns(moment);
      if (world.requests.length > 0) continue;
      world.manual = true;
      void world.agent.command({ type: "refresh" });
      await turns(gap);
      world.manual = false;
      // Asked for the account before, with the new one's credentials, it is refused.
      const isMixed = world.userId !== account.userId && world.opened.at(-1) === staged;
      if (isMixed && world.requests.length > 0) {
        fallen += 1;
        world.script = ["credentials-refused"];
      }
      for (const request of [...world.requests]) {
        world.deliver(request);
        world.answer(request);
      }
      await connected;
      await world.pass(60_000);
      const { status } = world.items;
      const found = [moment, gap, status.credentials, status.reading?.userId];
      expect(found).toEqual([moment, gap, "present", account.userId]);
      // The next read would have put it right by now.
      expect(world.paints.map(({ badge }) => badge.text)).not.toContain("KEY");
    }
  }
  expect(fallen).toBeGreaterThan(0);
});

it("a press that could not be written down is not made when the switch before it ends", async () => {
  const world = await signedInWorld("ccm");
  world.manual = true;
  await world.agent.command(softphone);
  await world.settle();
  const [off] = world.requests;
  if (off === undefined) throw new Error("no request is under way");
  world.deliver(off);
  world.failsWrite = () => true;
  const pressed = world.agent.command(phone);
  world.answer(off);
  expect(await pressed).toMatchObject({ ok: false });
  world.failsWrite = () => false;
  world.manual = false;
  for (const request of [...world.requests]) {
    world.deliver(request);
    world.answer(request);
  }
  await world.pass(60_000);
  expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
});

describe("a change of number", () => {
  const NUMBERS = ["+919876543211", "+919876543222"] as const;
  const change = (world: World, number: string = NUMBERS[0]) =>
    world.agent.command({ type: "change-number", device: "phone", number });
  const writesOf = (world: World) => world.log.filter(({ kind }) => kind === "write");
  /** Half a switch that is put off is taken up by its alarm. */
  const byAlarm = async (world: World) => {
    world.now = Math.max(world.now, retryAtOf(world));
    await world.agent.wake();
  };

  /** Watches for requests that change something while another one does. */
  function watchForTwo(world: World): () => number {
    let most = 0;
    world.asked = (kind) => {
      const open = world.requests.filter((request) => request.kind === "write").length;
      if (kind === "write") most = Math.max(most, open + 1);
    };
    return () => most;
  }

  /** Serves one request after the other, slowly, until all of it is done and nothing more comes. */
  async function serveAll(world: World, ...all: Promise<unknown>[]): Promise<void> {
    let isDone = false;
    void Promise.allSettled(all).then(() => {
      isDone = true;
    });
    for (let quiet = 0, rounds = 0; quiet < 4 || !isDone; rounds += 1) {
      if (rounds > 400) throw new Error("it does not end");
      await turns(8);
      const [request] = world.requests;
      quiet = request === undefined ? quiet + 1 : 0;
      if (request === undefined) continue;
      world.deliver(request);
      await turns(4);
      world.answer(request);
    }
  }

  const OTHERS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
    "a press in the popup": (world) => world.agent.command(softphone),
    "a key": (world) => world.agent.key("softphone-only"),
    "another one": (world) => change(world, NUMBERS[1]),
    "a resume by alarm": byAlarm,
    "the same account, connected anew": (world) => world.signIn(),
  };

  it("never waits for a change of account that waits for it, at whatever moment it is asked for", async () => {
    const elsewhere = { ...CCM_ACCOUNT, accountSid: "demo2" };
    for (let moment = 0; moment < 25; moment += 1) {
      const world = await strandedWorld();
      world.script = [];
      const connect = (account: Account) =>
        world.agent.command({ type: "connect", account, keepSignedIn: true });
      const all = [connect(CCM_ACCOUNT), connect(elsewhere), turns(moment).then(() => change(world))];
      let ended = 0;
      for (const one of all) void one.then(() => (ended += 1));
      for (let rounds = 0; rounds < 10; rounds += 1) await world.settle();
      expect([moment, ended]).toEqual([moment, all.length]);
    }
  });

  it("lets the worker rest while half a switch waits for it", async () => {
    const world = await strandedWorld();
    world.script = [];
    world.manual = true;
    void change(world);
    await world.settle();
    // Due meanwhile; the model of the browser fails where the worker wakes itself without end.
    await world.pass(5_000);
    void world.agent.presenceChanged("idle");
    await world.pass(4_000);
    world.manual = false;
    await serveAll(world);
    await world.pass(60_000);
    expect(world.items.journal).toBeNull();
  });

  it.each(Object.entries(OTHERS))("is never under way beside %s, in either order", async (name, other) => {
    for (const order of ["first", "second"] as const) {
      for (let moment = 0; moment < 60; moment += 1) {
        const at = [name, order, moment];
        const isResume = other === byAlarm;
        const world = isResume ? await strandedWorld() : await signedInWorld("ccm");
        world.script = [];
        const most = watchForTwo(world);
        world.manual = true;
        const [one, two] = order === "first" ? [change, other] : [other, change];
        const first = one(world);
        const second = turns(moment).then(() => two(world));
        await serveAll(world, first, second);
        await Promise.all([first, second]);
        world.manual = false;
        await world.pass(61_000);
        expect([...at, most()]).toEqual([...at, 1]);
        // Both are done, one after the other.
        expect([...at, NUMBERS.some((number) => world.phone.address === number)]).toEqual([...at, true]);
        if (!name.startsWith("another") && !name.startsWith("the same")) {
          expect([...at, world.server.sip.enabled]).toEqual([...at, true]);
        }
        expect([...at, world.items.journal]).toEqual([...at, null]);
        const shown = world.items.status.reading?.devices.map(({ on: isOn }) => isOn === true);
        expect([...at, shown]).toEqual([...at, [world.server.phone, world.server.sip.enabled]]);
      }
    }
  });

  it("has a press wait for it that is written down meanwhile, and is made wherever the worker dies", async () => {
    let made = 0;
    for (let moment = 0; moment < 80; moment += 1) {
      const world = await signedInWorld("ccm");
      const most = watchForTwo(world);
      world.manual = true;
      void change(world);
      await turns(20);
      expect(world.requests.map(({ number }) => number)).toEqual([NUMBERS[0]]);
      const reply = await world.agent.command(softphone);
      expect(reply).toEqual({ ok: true });
      expect(world.items.journal?.target).toEqual({ phone: false, sip: true });
      expect(writesOf(world)).toHaveLength(1);
      const died = turns(moment).then(() => world.start());
      await serveAll(world, died);
      world.manual = false;
      await world.pass(300_000);
      expect([moment, most()]).toEqual([moment, 1]);
      expect([moment, world.items.journal, devicesOn(world)]).toEqual([moment, null, 1]);
      const isMade = world.server.sip.enabled;
      made += isMade ? 1 : 0;
      expect([moment, isMade || world.items.notice !== null]).toEqual([moment, true]);
    }
    expect(made).toBeGreaterThan(60);
  });

  it("does not have the only device turned off for a phone that is unverified by then", async () => {
    for (const death of [false, true]) {
      const world = await signedInWorld("ccm");
      world.server = { phone: false, sip: { enabled: true, registered: null } };
      await world.agent.command({ type: "refresh" });
      world.manual = true;
      void change(world);
      await turns(20);
      await world.agent.key("phone-only");
      await world.settle();
      const [request] = world.requests;
      if (request === undefined) throw new Error("no request is under way");
      world.deliver(request);
      world.manual = false;
      if (death) world.start();
      else world.answer(request);
      await world.pass(2_000);
      expect([death, writesOf(world).map(({ change: made }) => made)]).toEqual([death, [null]]);
      expect(world.server.sip.enabled).toBe(true);
      expect(world.items.journal).toBeNull();
      expect(world.notice?.problem).toContain("not verified");
      expect(world.badge.text).toBe("NO");
    }
  });

  it("is not made on another account than it was asked for", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.command(softphone);
    await world.settle();
    const changed = change(world);
    const account = { ...CCM_ACCOUNT, userId: "agent_002" } as const;
    const connected = world.agent.command({ type: "sign-out", anyway: true });
    await world.settle();
    await connected;
    const again = world.agent.command({ type: "connect", account, keepSignedIn: true });
    void again;
    for (const request of [...world.requests]) world.answer(request, true);
    world.manual = false;
    expect(await changed).toMatchObject({ ok: false });
    expect(world.log.some(({ change: made, kind }) => kind === "write" && made === null)).toBe(false);
  });
});

describe("signing out", () => {
  it("leaves nothing behind at whatever moment of it something else is asked for", async () => {
    for (let moment = 0; moment < 25; moment += 1) {
      const world = await signedInWorld();
      const signedOut = world.agent.command({ type: "sign-out" });
      await turns(moment);
      const refreshed = world.agent.command({ type: "refresh" });
      await Promise.allSettled([signedOut, refreshed]);
      await world.settle();
      expect([moment, ...world.local.keys(), ...world.session.keys()]).toEqual([moment]);
    }
  });

  it("leaves nothing behind while a number is being changed", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    const changed = world.agent.command({ type: "change-number", device: "phone", number: "+919876543211" });
    await world.settle();
    await world.agent.command({ type: "sign-out" });
    const before = world.log.length;
    for (const request of [...world.requests]) world.answer(request, true);
    await changed;
    await world.settle();
    expect(world.log).toHaveLength(before);
    expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
  });

  it("is not undone by a connection that is being tried", async () => {
    const world = await signedInWorld();
    world.manual = true;
    const connected = world.signIn();
    connected.catch(() => undefined);
    await world.settle();
    await world.agent.command({ type: "sign-out" });
    await serve(world);
    await expect(connected).rejects.toThrow("changed at the same time");
    expect([...world.local.keys()]).toEqual([]);
    expect(world.badge.text).toBe("");
  });

  it("tries once more to turn a device on that a switch has left off", async () => {
    const world = await strandedWorld();
    expect(world.badge.text).toBe("!!");
    await world.agent.command({ type: "sign-out" });
    expect(devicesOn(world)).toBe(1);
    expect([...world.local.keys()]).toEqual([]);
  });
});

describe("an account on which a switch has left no device on", () => {
  const noNetwork = Array<"unreachable">(10).fill("unreachable");

  it("is not signed out of while no device can be turned on, unless the agent insists", async () => {
    const world = await strandedWorld();
    world.script = [...noNetwork];
    expect(await world.agent.command({ type: "sign-out" })).toMatchObject({ ok: false, mayInsist: true });
    expect(world.items.journal).toMatchObject({ noDeviceOn: true });
    expect(world.badge.text).toBe("!!");
    const asked = world.log.length;
    expect(await world.agent.command({ type: "sign-out", anyway: true })).toEqual({ ok: true });
    expect(world.log).toHaveLength(asked);
    expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
  });

  it("keeps trying after the question, and is then signed out of like any other", async () => {
    const world = await strandedWorld();
    world.script = [...noNetwork];
    await world.agent.command({ type: "sign-out" });
    world.script = [];
    await world.pass(120_000);
    expect(devicesOn(world)).toBe(1);
    expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
  });

  it("is not left for another account", async () => {
    const world = await strandedWorld();
    const { account } = world.items;
    if (account?.api !== "ccm") throw new Error("not a CCM account");
    const other = { type: "connect", account: { ...account, userId: "other" }, keepSignedIn: true } as const;
    world.script = ["ok", ...noNetwork];
    expect(await world.agent.command(other)).toMatchObject({
      ok: false,
      remedy: saying(/sign out first/),
    });
    expect(world.items).toMatchObject({ account, journal: { noDeviceOn: true } });
    world.script = [];
    expect(await world.agent.command(other)).toEqual({ ok: true });
    expect(world.items).toMatchObject({ account: other.account, journal: null });
    expect(devicesOn(world)).toBe(1);
  });

  it("takes new credentials, and goes on with them", async () => {
    const world = await strandedWorld();
    world.script = ["ok"];
    await world.signIn();
    await world.settle();
    expect(devicesOn(world)).toBe(1);
  });
});

it("connecting does not put an older reading over a newer one", async () => {
  const world = await signedInWorld();
  world.server.sip.enabled = false;
  await world.pass(31_000);
  world.manual = true;
  const connected = world.signIn();
  await world.settle();
  await world.agent.key("softphone-only");
  await world.settle();
  const [read, write] = world.requests;
  if (read === undefined || write === undefined) throw new Error("read and write are not both under way");
  world.deliver(read);
  world.answer(read);
  await world.settle();
  world.manual = false;
  world.deliver(write);
  world.answer(write);
  await connected;
  await world.settle();
  expect(world.badge.text).toBe("SIP");
});

describe("an agent whom a switch has left without a device", () => {
  it("is seen to after signing in again, where the browser closed before the first answer", async () => {
    const world = new World("ccm");
    world.start();
    await world.signIn(false);
    await world.settle();
    world.manual = true;
    await world.agent.command(softphone);
    await world.settle();
    const [off] = world.requests;
    if (off === undefined) throw new Error("no write is under way");
    world.deliver(off);
    world.manual = false;
    world.restart();
    await world.settle();
    expect(world.items.journal).not.toBeNull();
    await world.signIn(false);
    await world.settle();
    expect(devicesOn(world)).toBe(1);
  });

  it("reads !! and not NO after a key press", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.key("softphone-only");
    await world.settle();
    await serve(world);
    world.manual = false;
    world.script = Array(9).fill("unreachable");
    await serve(world);
    expect(world.badge.text).toBe("!!");
  });

  it("is told so no longer once a read shows that somebody has turned a device on", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    await world.agent.command(softphone);
    await world.settle();
    await serve(world);
    world.manual = false;
    world.waitUntil = world.now + 600_000;
    world.script = ["rate-limited"];
    await serve(world);
    expect(world.badge.text).toBe("!!");
    world.server.phone = true;
    await world.pass(60_000);
    expect(world.badge.text).toBe("TEL");
  });

  it("is helped by the alarm when the worker dies in the first read after a restart", async () => {
    const world = await strandedWorld();
    world.manual = true;
    world.alarm = null;
    world.restart();
    await world.settle();
    expect(world.alarm).not.toBeNull();
  });
});

it("the badge does not freeze when storage fails once at the worker's start", async () => {
  const world = await signedInWorld();
  const whole = world.platform.bind(world);
  let fails = 1;
  world.platform = (): Platform => {
    const real = whole();
    const loadItems = () => {
      fails -= 1;
      return fails >= 0 ? Promise.reject(new Error("the database is locked")) : real.loadItems();
    };
    return { ...real, loadItems };
  };
  world.start();
  world.server.sip.enabled = false;
  await world.pass(120_000);
  expect(world.badge.text).toBe("TEL");
});

it("says so when what was asked for could not be stored", async () => {
  const world = new World();
  world.start();
  await world.settle();
  world.storageFull = true;
  await expect(world.signIn()).rejects.toThrow("could not save");
  const settings = { ...DEFAULT_SETTINGS, includeBoth: true };
  expect(await world.agent.command({ type: "change-settings", settings })).toMatchObject({ ok: false });
});
