import { describe, expect, it } from "vitest";
import type { Account, CcmOffice } from "../../../src/core/account.ts";
import { saying } from "../english.ts";
import { CCM_ACCOUNT, signedInWorld, World } from "../world.ts";

/** *Find me* and *Save and connect* spend somebody's budget too: they obey its waits, and tell of it what they hear. */

const MINUTE = 60_000;
const OFFICE: CcmOffice = { region: "mumbai", accountSid: "demo1" };
const ELSEWHERE: CcmOffice = { region: "mumbai", accountSid: "demo2" };
const DEPOSIT = { api: "ccm", apiKey: "key", apiToken: "canary-token" } as const;
const LOOKUP = { by: "email", email: "asha@example.com" } as const;
const ASHA = { userId: "usr_asha", name: "Asha Rao", email: LOOKUP.email, addresses: [] };

const find = (world: World, office: CcmOffice) => {
  world.session.set("vault.staged", DEPOSIT);
  return world.agent.command({ type: "find", office, lookup: LOOKUP });
};
const connect = (world: World, office: CcmOffice, userId = "agent_001") => {
  world.session.set("vault.staged", DEPOSIT);
  const account = { ...CCM_ACCOUNT, ...office, userId } as Account;
  return world.agent.command({ type: "connect", account, keepSignedIn: true });
};

/** The next request is told to wait until then. */
function refuseNext(world: World, ms: number): number {
  world.script = ["rate-limited"];
  world.waitUntil = world.now + ms;
  return world.waitUntil;
}

const toldToWait = (until: number) => ({
  ok: false,
  problem: saying("Hookswitch must wait before it can ask Exotel again."),
  remedy: saying(`Try again after ${new Date(until).toLocaleTimeString()}.`),
});

async function untold(act: () => Promise<unknown>, world: World): Promise<unknown> {
  const before = world.log.length;
  const reply = await act();
  expect(world.log).toHaveLength(before);
  return reply;
}

/** Nobody is signed in yet. */
async function newWorld(): Promise<World> {
  const world = new World("ccm");
  world.found = { users: [ASHA], isWhole: true };
  world.start();
  await world.settle();
  return world;
}

describe.each([
  ["Find me", find],
  ["Save and connect", connect],
  ["another agent of the account", (world: World, office: CcmOffice) => connect(world, office, "agent_002")],
])("a wait that the account's reads were told: %s", (_name, attempt) => {
  it("sends nothing before its end, and says when to try again", async () => {
    const world = await signedInWorld("ccm");
    const until = refuseNext(world, 10 * MINUTE);
    await world.agent.command({ type: "refresh" });
    expect(await untold(() => attempt(world, OFFICE), world)).toMatchObject(toldToWait(until));
    expect(world.session.has("vault.staged")).toBe(false);
    expect(world.items).toMatchObject({ account: CCM_ACCOUNT, waits: { readUntil: until } });
    await world.pass(9 * MINUTE);
    expect(await untold(() => attempt(world, OFFICE), world)).toMatchObject(toldToWait(until));
    await world.pass(MINUTE + 1);
    expect(await attempt(world, OFFICE)).toMatchObject({ ok: true });
  });

  it("is nobody else's", async () => {
    const world = await signedInWorld("ccm");
    refuseNext(world, 10 * MINUTE);
    await world.agent.command({ type: "refresh" });
    expect(await attempt(world, ELSEWHERE)).toMatchObject({ ok: true });
    expect(await attempt(world, { ...OFFICE, region: "singapore" })).toMatchObject({ ok: true });
  });

  it("may be told to it, and is kept for the account's reads", async () => {
    const world = await signedInWorld("ccm");
    const until = refuseNext(world, 10 * MINUTE);
    expect(await attempt(world, OFFICE)).toMatchObject(toldToWait(until));
    expect(world.items.waits.readUntil).toBe(until);
    await untold(() => world.pass(10 * MINUTE - 1), world);
    await world.pass(MINUTE);
    expect(world.items.status.failure).toBeNull();
  });

  it("stays where a read that was sent before it is answered well", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    const [read] = world.requests;
    if (read === undefined) throw new Error("no read is under way");
    world.manual = false;
    const until = refuseNext(world, 10 * MINUTE);
    await attempt(world, OFFICE);
    world.deliver(read);
    world.answer(read);
    await world.settle();
    expect(world.items).toMatchObject({ waits: { readUntil: until }, status: { failure: null } });
    await untold(() => world.pass(10 * MINUTE - 1), world);
  });

  it("tells the pace what it hears of the account's budget, and of no other", async () => {
    const world = await signedInWorld("ccm");
    world.budget = () => ({ limit: 50, remaining: 0, resetAt: world.now + 30_000 });
    refuseNext(world, 1);
    await attempt(world, ELSEWHERE);
    expect(world.items.pace.period).toBe(30_000);
    refuseNext(world, 1);
    await attempt(world, OFFICE);
    expect(world.items.pace.period).toBeGreaterThan(40_000);
  });
});

describe("a wait that ended a search which has found somebody", () => {
  it.each([
    ["the account's own office", OFFICE],
    ["another office", ELSEWHERE],
  ])("is kept, and who was found is told: %s", async (_name, office) => {
    const world = await signedInWorld("ccm");
    const until = world.now + 10 * MINUTE;
    world.found = { users: [ASHA], isWhole: false, waitUntil: until };
    expect(await find(world, office)).toMatchObject({
      ok: true,
      found: { users: [ASHA], isWhole: false },
    });
    if (office === OFFICE) expect(world.items.waits.readUntil).toBe(until);
    expect(await untold(() => find(world, office), world)).toMatchObject(toldToWait(until));
  });
});

describe("a wait that Find me was told at an office where nobody is signed in", () => {
  it.each(["nobody", "somebody of another office"])(
    "holds for that office, and for connecting to it (%s is signed in)",
    async (who) => {
      const world = who === "nobody" ? await newWorld() : await signedInWorld("ccm");
      const until = refuseNext(world, 10 * MINUTE);
      expect(await find(world, ELSEWHERE)).toMatchObject(toldToWait(until));
      await world.pass(MINUTE);
      expect(await untold(() => find(world, ELSEWHERE), world)).toMatchObject(toldToWait(until));
      // The worker has died since.
      world.start();
      await world.settle();
      expect(await untold(() => find(world, ELSEWHERE), world)).toMatchObject(toldToWait(until));
      expect(await untold(() => connect(world, ELSEWHERE), world)).toMatchObject(toldToWait(until));
      // It leaves no trace on the disk.
      expect(JSON.stringify([...world.local.values()])).not.toContain(ELSEWHERE.accountSid);
      expect(await find(world, { ...OFFICE, region: "singapore" })).toMatchObject({ ok: true });
      await world.pass(10 * MINUTE);
      expect(await find(world, ELSEWHERE)).toMatchObject({ ok: true });
      expect(await connect(world, ELSEWHERE)).toMatchObject({ ok: true });
    },
  );

  it("lasts no longer for a clock that is set back", async () => {
    const world = await newWorld();
    refuseNext(world, 10 * MINUTE);
    await find(world, ELSEWHERE);
    world.setClock(-60 * MINUTE);
    expect(await untold(() => find(world, ELSEWHERE), world)).toMatchObject({ ok: false });
    await world.pass(11 * MINUTE);
    expect(await find(world, ELSEWHERE)).toMatchObject({ ok: true });
  });

  it("leaves the account's own reads alone", async () => {
    const world = await signedInWorld("ccm");
    refuseNext(world, 10 * MINUTE);
    await find(world, ELSEWHERE);
    const before = world.log.length;
    await world.pass(2 * MINUTE);
    expect(world.log.length).toBeGreaterThan(before + 1);
  });

  it("becomes the account's own where one of its agents is connected meanwhile", async () => {
    const world = await newWorld();
    world.manual = true;
    const connected = connect(world, OFFICE);
    await world.settle();
    const [read] = world.requests;
    if (read === undefined) throw new Error("no read is under way");
    world.manual = false;
    const until = refuseNext(world, 10 * MINUTE);
    await find(world, OFFICE);
    world.deliver(read);
    world.answer(read);
    expect(await connected).toEqual({ ok: true });
    expect(world.items).toMatchObject({ account: CCM_ACCOUNT, waits: { readUntil: until } });
  });

  it("is remembered for the office that the agent has left", async () => {
    const world = await signedInWorld("ccm");
    const until = refuseNext(world, 10 * MINUTE);
    await world.agent.command({ type: "refresh" });
    expect(await connect(world, ELSEWHERE)).toEqual({ ok: true });
    expect(world.items.waits.readUntil).toBeNull();
    expect(await untold(() => find(world, OFFICE), world)).toMatchObject(toldToWait(until));
  });

  it("is forgotten by signing out", async () => {
    const world = await signedInWorld("ccm");
    refuseNext(world, 10 * MINUTE);
    await find(world, ELSEWHERE);
    await world.agent.command({ type: "sign-out" });
    expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
    expect(await find(world, ELSEWHERE)).toMatchObject({ ok: true });
  });
});

it("on Integrations Core, all apps of a customer share a wait", async () => {
  const world = await signedInWorld();
  const until = refuseNext(world, 10 * MINUTE);
  await world.agent.command({ type: "refresh" });
  const at = (over: object) => {
    world.session.set("vault.staged", { api: "integrations-core", appToken: "another-token" });
    const account = { ...world.items.account, ...over } as Account;
    return world.agent.command({ type: "connect", account, keepSignedIn: true });
  };
  expect(await untold(() => at({ appId: "app2" }), world)).toMatchObject(toldToWait(until));
  expect(await at({ customerId: "cust2" })).toEqual({ ok: true });
});
