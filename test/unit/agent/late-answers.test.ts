import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { createPacer } from "../../../src/agent/pacer.ts";
import type { State } from "../../../src/agent/state.ts";
import type { Account } from "../../../src/core/account.ts";
import type { Api } from "../../../src/core/api-rules.ts";
import { INITIAL_PACE, type RateLimit } from "../../../src/core/polling/pace.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { CCM_ACCOUNT, type PendingRequest, signedInWorld, type World } from "../world.ts";

/** What an answer may change that comes when the account for which it was asked is no longer the one. */

const APIS: readonly Api[] = ["integrations-core", "ccm"];
const CORE = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" } as const;
const HOUR = 3_600_000;

/** Another agent of the same account, whose budget is the same, and one of another account. */
function others(api: Api): { colleague: Account; stranger: Account } {
  return api === "ccm"
    ? {
        colleague: { ...CCM_ACCOUNT, userId: "agent_002" } as Account,
        stranger: { ...CCM_ACCOUNT, accountSid: "demo2" } as Account,
      }
    : { colleague: { ...CORE, userId: "agent_002" }, stranger: { ...CORE, customerId: "cust2" } };
}

const spent = (world: World): RateLimit => ({ limit: 50, remaining: 0, resetAt: world.now + 30_000 });

function first(world: World): PendingRequest {
  const [request] = world.requests;
  if (request === undefined) throw new Error("no request is under way");
  return request;
}

/** Serves the newest request, and leaves those before it unanswered. */
async function serveNewest(world: World): Promise<void> {
  await world.settle();
  const newest = world.requests.at(-1);
  if (newest === undefined) throw new Error("no request is under way");
  world.deliver(newest);
  world.answer(newest);
  await world.settle();
}

/** The agent signs in to another account, while a read for the one before is under way, whose answer is still to come. */
async function leftBehind(world: World, account: Account): Promise<PendingRequest> {
  world.manual = true;
  void world.agent.command({ type: "refresh" });
  await world.settle();
  const late = first(world);
  const connected = world.agent.command({ type: "connect", account, keepSignedIn: true });
  await serveNewest(world);
  expect(await connected).toEqual({ ok: true });
  return late;
}

async function answerLate(world: World, late: PendingRequest): Promise<void> {
  world.budget = () => spent(world);
  world.waitUntil = world.now + HOUR;
  world.script = ["rate-limited"];
  world.deliver(late);
  world.answer(late);
  await world.settle();
  world.budget = null;
  world.manual = false;
}

describe.each(APIS)("a late answer for the account before (%s)", (api) => {
  it("changes nothing of one that has another budget", async () => {
    const world = await signedInWorld(api);
    const late = await leftBehind(world, others(api).stranger);
    const { pace } = world.items;
    await answerLate(world, late);
    expect(world.items).toMatchObject({ pace, waits: { readUntil: null } });
    await world.pass(35_000);
    expect(world.items.status).toMatchObject({ failure: null, period: 30_000 });
    expect(world.items.pace.period).toBe(30_000);
  });

  it("counts for another agent of the same account, whose budget it is", async () => {
    const world = await signedInWorld(api);
    const late = await leftBehind(world, others(api).colleague);
    await answerLate(world, late);
    const until = world.items.waits.readUntil ?? 0;
    expect(until).toBe(world.now + HOUR);
    const before = world.log.length;
    await world.pass(HOUR - 1_000);
    expect(world.log).toHaveLength(before);
    await world.pass(120_000);
    expect(world.items.pace.period).toBeGreaterThan(30_000);
  });
});

it("what is heard while the pace is being written down is kept", async () => {
  const world = await signedInWorld();
  const { platform } = world;
  let stored = (): void => undefined;
  const state = {
    items: { account: CORE, pace: INITIAL_PACE, settings: DEFAULT_SETTINGS },
    generation: 1,
    set(changes: object) {
      Object.assign(this.items, changes);
      return new Promise<boolean>((resolve) => {
        stored = () => resolve(true);
      });
    },
  };
  const pacer = createPacer(platform.call(world), state as unknown as State);
  const refused = { now: world.now, refused: true, rateLimit: null, serverTime: null } as const;
  pacer.record(CORE, { ...refused, rateLimit: spent(world) });
  const saved = pacer.save();
  const written = state.items.pace;
  pacer.record(CORE, { ...refused, now: world.now + 1_000, rateLimit: spent(world) });
  const heard = pacer.pace();
  expect(heard.period).toBeGreaterThan(written.period);
  stored();
  await saved;
  expect(pacer.pace()).toEqual(heard);
  void pacer.save();
  expect(state.items.pace).toEqual(heard);
});

describe("on CCM, a late answer to a write for the account before", () => {
  const { stranger } = others("ccm");
  const staged = { api: "integrations-core", appToken: "another-token" } as const;

  it.each(["credentials-refused", "rate-limited", "server"] as const)(
    "(%s) is not taken for one to the switch that is open by then",
    async (fate) => {
      let met = 0;
      for (let moment = 0; moment < 40; moment += 1) {
        const world = await signedInWorld("ccm");
        world.session.set("vault.staged", staged);
        const connected = world.agent.command({ type: "connect", account: stranger, keepSignedIn: true });
        for (let turn = 0; turn < moment; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        if (world.requests.length > 0) continue;
        world.manual = true;
        void world.agent.command({ type: "switch", press: { ring: "softphone" } });
        await world.settle();
        const late = world.requests.find(({ kind }) => kind === "write");
        const isFormer = isDeepStrictEqual(world.openedFor, CCM_ACCOUNT);
        if (late === undefined || !isFormer || !isDeepStrictEqual(world.items.account, stranger)) continue;
        met += 1;
        await connected;
        await world.agent.command({ type: "switch", press: { ring: "softphone" } });
        await world.settle();
        const { waits } = world.items;
        world.paints = [];
        world.script = [fate];
        world.waitUntil = world.now + HOUR;
        world.deliver(late);
        world.manual = false;
        world.answer(late);
        await world.settle();
        expect([moment, world.items.waits, world.items.notice]).toEqual([moment, waits, null]);
        expect([moment, world.paints.map(({ badge }) => badge.text)]).not.toEqual([
          moment,
          expect.arrayContaining(["KEY"]),
        ]);
        await world.pass(1_000);
        expect([moment, world.server.sip.enabled, world.items.journal]).toEqual([moment, true, null]);
      }
      expect(met).toBeGreaterThan(0);
    },
  );

  it("does not leave the new one in doubt, either", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    void world.agent.command({ type: "change-number", device: "phone", number: "+919876543211" });
    await world.settle();
    world.script = ["server"];
    await serveNewest(world);
    const late = first(world);
    await world.agent.command({ type: "sign-out" });
    world.session.set("vault.staged", staged);
    const connected = world.agent.command({ type: "connect", account: stranger, keepSignedIn: true });
    await serveNewest(world);
    world.manual = false;
    world.answer(late, true);
    expect(await connected).toEqual({ ok: true });
    await world.settle();
    expect(world.items.status).toMatchObject({ inDoubt: false, failure: null });
  });

  it("leaves nothing behind once the agent has signed out", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    void world.agent.command({ type: "change-number", device: "phone", number: "+919876543211" });
    await world.settle();
    const late = first(world);
    expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
    world.manual = false;
    world.script = ["server", "server"];
    world.deliver(late);
    world.answer(late);
    await world.settle();
    expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
  });

  it("keeps a wait that it tells for another agent of the same account", async () => {
    const world = await signedInWorld("ccm");
    world.manual = true;
    void world.agent.command({ type: "change-number", device: "phone", number: "+919876543211" });
    await world.settle();
    const late = first(world);
    world.session.set("vault.staged", staged);
    const { colleague: account } = others("ccm");
    const connected = world.agent.command({ type: "connect", account, keepSignedIn: true });
    await serveNewest(world);
    world.manual = false;
    world.script = ["rate-limited"];
    world.waitUntil = world.now + HOUR;
    world.deliver(late);
    world.answer(late);
    expect(await connected).toEqual({ ok: true });
    await world.settle();
    expect(world.items).toMatchObject({ account, waits: { writeUntil: world.now + HOUR } });
  });
});
