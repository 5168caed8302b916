import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { signedInWorld, World } from "../world.ts";

/** Where saved credentials lie, and what takes them from there. */

const INTEGRATIONS: Account = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
};
const OTHER = { api: "integrations-core", appToken: "canary-other" } as const;
const signOut = { type: "sign-out" } as const;

const turns = async (count: number) => {
  for (let passed = 0; passed < count; passed += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Where the vault's items are, of those that a page left and those that are saved. */
function vaultItems({ local, session }: World): string[] {
  const found = (area: string, items: Map<string, unknown>) =>
    [...items.keys()].filter((key) => key.startsWith("vault")).map((key) => `${area} ${key}`);
  return [...found("local", local), ...found("session", session)];
}

function connect(world: World, keepSignedIn: boolean, account: Account = INTEGRATIONS) {
  world.session.set("vault.staged", OTHER);
  return world.agent.command({ type: "connect", account, keepSignedIn });
}

describe("credentials", () => {
  it.each([
    { from: true, to: false, left: "session vault" },
    { from: false, to: true, left: "local vault" },
    { from: true, to: true, left: "local vault" },
    { from: false, to: false, left: "session vault" },
  ])(
    "of another account replace those of the one before, kept $from and then $to",
    async ({ from, to, left }) => {
      const world = new World();
      world.start();
      await world.signIn(from);
      expect(await connect(world, to, { ...INTEGRATIONS, userId: "agent_002" })).toEqual({ ok: true });
      await world.settle();
      expect(vaultItems(world)).toEqual([left]);
      expect(world[to ? "local" : "session"].get("vault")).toEqual(OTHER);
    },
  );

  it.each([true, false])("are gone after signing out, kept on the disk or not (%s)", async (kept) => {
    const world = new World();
    world.start();
    await world.signIn(kept);
    world.session.set("vault.staged", OTHER);
    await world.agent.command(signOut);
    expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
  });

  it("are gone after signing out, at whatever moment of a connection that is", async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const world = await signedInWorld();
      const connected = connect(world, true);
      await turns(moment);
      expect([moment, await world.agent.command(signOut)]).toEqual([moment, { ok: true }]);
      await connected;
      await world.settle();
      expect([moment, ...world.local.keys(), ...world.session.keys()]).toEqual([moment]);
    }
  });
});

describe("where the administrator allows no credentials on the disk", () => {
  const policyComes = async (world: World) => {
    world.mayKeep = false;
    await world.agent.applyPolicy();
  };

  it("those that are there move to the memory, and go on being used", async () => {
    const world = await signedInWorld();
    expect(vaultItems(world)).toEqual(["local vault"]);
    await policyComes(world);
    expect(vaultItems(world)).toEqual(["session vault"]);
    expect(world.items.keepSignedIn).toBe(false);
    const before = world.log.length;
    world.start();
    await world.agent.command({ type: "refresh" });
    expect(world.log.length).toBe(before + 1);
    world.restart();
    await world.settle();
    await world.agent.command({ type: "refresh" });
    expect(world.items.status.credentials).toBe("missing");
  });

  it("a tick is ignored, of the same account and of another", async () => {
    for (const userId of ["agent_001", "agent_002"]) {
      const world = new World();
      world.mayKeep = false;
      world.start();
      expect(await connect(world, true, { ...INTEGRATIONS, userId })).toEqual({ ok: true });
      expect(vaultItems(world)).toEqual(["session vault"]);
      expect(world.items.keepSignedIn).toBe(false);
    }
  });

  it("what is damaged leaves the disk too, and what is in memory is not overwritten", async () => {
    const world = await signedInWorld();
    world.local.set("vault", { api: "integrations-core", apiKey: "canary-half" });
    await policyComes(world);
    expect([...world.local.values()].map((value) => JSON.stringify(value)).join()).not.toContain("canary");

    world.local.set("vault", { ...OTHER, appToken: "canary-older" });
    world.session.set("vault", OTHER);
    await policyComes(world);
    expect(world.local.has("vault")).toBe(false);
    expect(world.session.get("vault")).toEqual(OTHER);
  });

  it("they are gone where the memory cannot take them", async () => {
    const world = await signedInWorld();
    world.watch();
    world.failsWrite = (index) => index === 1;
    await policyComes(world);
    expect(vaultItems(world)).toEqual([]);
    expect(world.items.account).not.toBeNull();
    world.start();
    await world.agent.command({ type: "refresh" });
    expect(world.items.status.credentials).toBe("missing");
  });

  it("the policy holds at whatever moment of a connection it comes", async () => {
    for (let moment = 0; moment < 40; moment += 1) {
      const world = await signedInWorld();
      const connected = connect(world, true);
      await turns(moment);
      await policyComes(world);
      expect([moment, await connected]).toEqual([moment, { ok: true }]);
      await world.settle();
      expect([moment, ...vaultItems(world)]).toEqual([moment, "session vault"]);
      expect(world.session.get("vault")).toEqual(OTHER);
      expect(world.items.keepSignedIn).toBe(false);
    }
  });

  it("signing out is not undone at whatever moment the policy comes", async () => {
    for (let moment = 0; moment < 25; moment += 1) {
      const world = await signedInWorld();
      const signedOut = world.agent.command(signOut);
      await turns(moment);
      await policyComes(world);
      await signedOut;
      await world.settle();
      expect([moment, ...vaultItems(world)]).toEqual([moment]);
    }
  });

  it("nothing is touched where it is allowed", async () => {
    const world = await signedInWorld();
    world.watch();
    await world.agent.applyPolicy();
    expect(world.points).toEqual([]);
    expect(vaultItems(world)).toEqual(["local vault"]);
  });
});
