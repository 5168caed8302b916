import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { CCM_ACCOUNT, signedInWorld, World } from "../world.ts";

/** When the app token ends, as the agent keeps it. */

const DAY = 86_400_000;
const ACCOUNT: Account = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" };
const END = 1_801_000_000;
const JWT = `e30.${Buffer.from(JSON.stringify({ exp: END })).toString("base64url")}.c2ln`;

async function connect(world: World, appToken: string | null, account: Account = ACCOUNT) {
  if (appToken !== null) world.session.set("vault.staged", { api: "integrations-core", appToken });
  const reply = await world.agent.command({ type: "connect", account, keepSignedIn: true });
  await world.settle();
  return reply;
}

describe("the token's end", () => {
  it("is 90 days after the token was entered, or what the token says", async () => {
    const world = await signedInWorld();
    expect(world.items.tokenEnd).toEqual({ at: world.now + 90 * DAY, from: "saved" });
    await connect(world, JWT);
    expect(world.items.tokenEnd).toEqual({ at: END * 1_000, from: "token" });
  });

  it("does not move when the same token is saved again, entered anew or not", async () => {
    const world = await signedInWorld();
    const first = world.items.tokenEnd;
    world.now += DAY;
    await connect(world, null, { ...ACCOUNT, userId: "agent_002" });
    await connect(world, "canary-token");
    expect(world.items.tokenEnd).toEqual(first);
    await connect(world, "another-token");
    expect(world.items.tokenEnd).toEqual({ at: world.now + 90 * DAY, from: "saved" });
  });

  it("stays what it was if the browser cannot store the new account", async () => {
    const world = await signedInWorld();
    const first = world.items.tokenEnd;
    world.watch();
    world.failsWrite = (index) => index >= 1;
    expect(await connect(world, JWT)).toMatchObject({ ok: false });
    expect(world.items.tokenEnd).toEqual(first);
  });

  it("is gone after signing out", async () => {
    const world = await signedInWorld();
    await world.agent.command({ type: "sign-out" });
    expect(world.items.tokenEnd).toBeNull();
  });

  it("is none with CCM", async () => {
    const world = new World("ccm");
    world.start();
    world.session.set("vault.staged", { api: "ccm", apiKey: "key", apiToken: JWT });
    await world.agent.command({ type: "connect", account: CCM_ACCOUNT, keepSignedIn: true });
    world.start();
    await world.settle();
    expect(world.items.tokenEnd).toBeNull();
  });

  it("counts from the first start, for a token that was saved before this was kept", async () => {
    const world = await signedInWorld();
    world.local.delete("tokenEnd");
    world.now += DAY;
    world.start();
    await world.settle();
    const { tokenEnd } = world.items;
    expect(tokenEnd).toEqual({ at: world.now + 90 * DAY, from: "saved" });
    world.now += DAY;
    world.start();
    await world.settle();
    expect(world.items.tokenEnd).toEqual(tokenEnd);
  });

  it("is not known without a token", async () => {
    const world = new World();
    world.start();
    await world.signIn(false);
    world.local.delete("tokenEnd");
    for (const key of [...world.session.keys()]) world.session.delete(key);
    world.start();
    await world.settle();
    expect(world.items.tokenEnd).toBeNull();
  });
});
