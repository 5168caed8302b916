import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Credentials } from "../../../src/core/credentials.ts";
import { EMPTY_FOR, EMPTY_FROM_START } from "../../../src/core/policy/belief.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { CCM_ACCOUNT, memoryOf, type PendingRequest, signedInWorld, World } from "../world.ts";

/** The administrator's policy, and what the worker does at it. */

const ACCOUNT = { Api: "integrations-core", CustomerId: "cust", AppId: "app", UserId: "agent_001" };
const TOKEN: Credentials = { api: "integrations-core", appToken: "canary-policy" };
const CCM: Credentials = { api: "ccm", apiKey: "canary-key", apiToken: "canary-of-key" };
const OFFICE = { Api: "ccm", Region: "mumbai", AccountSid: "demo1" };

/** The administrator sets a policy, of which the browser tells. */
async function set(world: World, policy: Record<string, unknown>, credentials: Credentials | null = TOKEN) {
  world.policy = policy;
  world.policyCredentials = credentials;
  await world.agent.applyPolicy();
  await world.settle();
}

async function withdraw(world: World) {
  world.mayKeep = true;
  await set(world, {}, null);
  await world.pass(EMPTY_FOR);
}

async function connectedByPolicy(policy: Record<string, unknown> = ACCOUNT): Promise<World> {
  const world = new World();
  world.start();
  await set(world, policy);
  return world;
}

const secrets = (items: Map<string, unknown>) => JSON.stringify([...items.entries()]).match(/canary/g) ?? [];

describe("a policy with a whole account", () => {
  it("connects it with nobody doing anything, and keeps its credentials off the disk", async () => {
    const world = await connectedByPolicy();
    expect(world.badge.text).toBe("SIP");
    expect(world.items).toMatchObject({
      account: { userId: "agent_001" },
      accountFrom: "policy",
      keepSignedIn: false,
    });
    expect(secrets(world.local)).toEqual([]);
    expect(world.session.get("vault")).toEqual(TOKEN);
    expect(world.opened.at(-1)).toEqual(TOKEN);
    expect(await world.agent.leavesSetUp(true)).toBe(false);
  });

  it("is told seconds after the browser's start, and until then nothing is wrong", async () => {
    const world = await connectedByPolicy();
    world.policy = {};
    world.policyCredentials = null;
    world.restart();
    await world.pass(5_000);
    expect(world.items.status.credentials).toBe("present");
    expect(world.badge.text).toBe("…");
    world.policy = ACCOUNT;
    world.policyCredentials = TOKEN;
    await world.pass(31_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("shows what is wrong where Exotel does not answer, or refuses the credentials", async () => {
    for (const [fate, badge] of [
      ["unreachable", "?"],
      ["credentials-refused", "KEY"],
    ] as const) {
      const world = new World();
      world.start();
      world.script = [fate];
      await set(world, ACCOUNT);
      expect([fate, world.badge.text]).toEqual([fate, badge]);
    }
  });

  it("is tried again once a minute at most where the browser can store the credentials, but not the account", async () => {
    const world = new World();
    world.start();
    world.failsWrite = () => world.points.at(-1)?.startsWith("before storing account") === true;
    await set(world, ACCOUNT);
    const tries = () => world.points.filter((point) => point === "before storing the credentials").length;
    expect(tries()).toBe(1);
    await world.pass(600_000);
    expect(tries()).toBeGreaterThan(5);
    expect(tries()).toBeLessThan(25);
    expect([world.items.account, world.session.has("vault")]).toEqual([null, false]);
    world.failsWrite = () => false;
    await world.pass(61_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("cannot be left or replaced by the agent", async () => {
    const world = await connectedByPolicy();
    const { account } = world.items;
    const refused = { ok: false, problem: [{ id: "organisationSetThis", params: {} }] };
    expect(await world.agent.command({ type: "sign-out" })).toMatchObject(refused);
    world.session.set("vault.staged", { api: "integrations-core", appToken: "own" });
    const other = { ...account, userId: "agent_002" } as never;
    expect(await world.agent.command({ type: "connect", account: other, keepSignedIn: true })).toMatchObject(
      refused,
    );
    expect(world.items.account).toEqual(account);
    expect(world.session.has("vault.staged")).toBe(false);
  });

  it("that is withdrawn signs out and takes the credentials with it", async () => {
    const world = await connectedByPolicy();
    await withdraw(world);
    expect(world.items.account).toBeNull();
    expect([...secrets(world.local), ...secrets(world.session)]).toEqual([]);
    expect(world.title).toContain("set up");
  });

  it("that was withdrawn while the browser was closed signs out, too", async () => {
    const world = await connectedByPolicy();
    world.policy = {};
    world.policyCredentials = null;
    world.restart();
    await world.pass(EMPTY_FROM_START - 60_000);
    expect(world.items.account).not.toBeNull();
    await world.pass(120_000);
    expect(world.items.account).toBeNull();
  });

  it("and new credentials leaves the rest as it is", async () => {
    const world = await connectedByPolicy();
    const { history, items } = world;
    const paints = world.paints.length;
    await set(world, ACCOUNT, { ...TOKEN, appToken: "canary-new" });
    expect(world.opened.at(-1)).toMatchObject({ appToken: "canary-new" });
    expect(world.items.status.reading).not.toBeNull();
    expect(world.items.lastOn).toEqual(items.lastOn);
    expect(world.history).toEqual(history);
    const painted = world.paints.slice(paints).map(({ badge }) => badge.text);
    expect(painted.filter((text) => text !== "SIP")).toEqual([]);
  });

  it("takes up a switch that waited for credentials", async () => {
    const world = new World("ccm");
    world.start();
    await set(world, { ...OFFICE, UserId: CCM_ACCOUNT.userId }, CCM);
    world.script = ["ok", "credentials-refused", "credentials-refused", "credentials-refused"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect([world.items.status.credentials, world.items.journal === null]).toEqual(["refused", false]);
    world.script = [];
    await set(world, world.policy, { ...CCM, apiKey: "canary-new" } as Credentials);
    await world.pass(5_000);
    expect([world.items.journal, world.server.sip.enabled]).toEqual([null, true]);
  });

  it.each([
    ["another account", { ...OFFICE, UserId: "agent_002" }, CCM, "agent_002"],
    ["none", {}, null, undefined],
  ] as const)(
    "does not wait for an open switch whose credentials went with the browser, where there is then %s",
    async (_then, policy, credentials, userId) => {
      const world = new World("ccm");
      world.start();
      await set(world, { ...OFFICE, UserId: CCM_ACCOUNT.userId }, CCM);
      world.script = ["ok", "ok", ...Array.from({ length: 8 }, () => "timed-out" as const)];
      await world.agent.command({ type: "switch", press: { ring: "softphone" } });
      await world.settle();
      expect(world.items.journal).not.toBeNull();
      world.script = [];
      world.policy = policy;
      world.policyCredentials = credentials;
      world.restart();
      await world.pass(EMPTY_FROM_START + 120_000);
      expect(world.items.account?.userId).toBe(userId);
    },
  );

  it("replaces the account that the agent had connected", async () => {
    const world = await signedInWorld();
    await set(world, { ...ACCOUNT, UserId: "agent_009" });
    expect(world.items.account?.userId).toBe("agent_009");
    expect(secrets(world.local)).toEqual([]);
  });
});

describe("an unrelated change", () => {
  it("touches nothing of an account that came from the policy", async () => {
    const world = await connectedByPolicy();
    const before = { ...world.items, policy: null };
    const requests = world.log.length;
    for (const more of [{ AllowKeepSignedIn: false }, { LockedSettings: ["PlaysSound"] }, {}])
      await set(world, { ...ACCOUNT, ...more });
    expect({ ...world.items, policy: null }).toEqual(before);
    expect(world.log.length).toBe(requests);
  });

  it("and a moment without a policy, too", async () => {
    const world = await connectedByPolicy();
    const { status } = world.items;
    await set(world, {}, null);
    await world.pass(EMPTY_FOR - 1_000);
    await set(world, ACCOUNT);
    await world.pass(EMPTY_FOR);
    expect(world.items.account).not.toBeNull();
    expect(world.items.status.reading?.takenAt).toBeGreaterThanOrEqual(status.reading?.takenAt ?? 0);
  });

  it("touches nothing of the agent's own account, nor does its end", async () => {
    const world = await signedInWorld();
    const { account } = world.items;
    await set(world, { PlaysSound: true, CustomerId: "another" }, null);
    await withdraw(world);
    expect(world.items.account).toEqual(account);
    expect(world.local.get("vault")).toBeDefined();
  });
});

describe("an account of which the policy leaves the user to the agent", () => {
  const { UserId: _userId, ...rest } = ACCOUNT;
  const account = {
    api: "integrations-core",
    customerId: "cust",
    appId: "app",
    userId: "agent_001",
  } as const;

  it("is connected once they have entered it, and ends with the policy", async () => {
    const world = await connectedByPolicy(rest);
    expect(world.items.account).toBeNull();
    expect(await world.agent.leavesSetUp(true)).toBe(true);
    expect(await world.agent.command({ type: "connect", account, keepSignedIn: true })).toEqual({ ok: true });
    expect(world.items).toMatchObject({ account, accountFrom: "policy", keepSignedIn: false });
    expect(secrets(world.local)).toEqual([]);
    await set(world, { ...rest, PlaysSound: true });
    expect(world.items.account).toEqual(account);
    await withdraw(world);
    expect(world.items.account).toBeNull();
  });

  it("may be left by the agent, and is there again when they enter it", async () => {
    const world = await connectedByPolicy(rest);
    await world.agent.command({ type: "connect", account, keepSignedIn: false });
    expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
    await world.settle();
    expect([world.items.account, world.items.policy]).toEqual([null, { ...rest, AppToken: true }]);
  });

  it("is found by the email of the browser's profile, once the agent shows it", async () => {
    const world = new World("ccm");
    world.start();
    world.found = {
      isWhole: true,
      users: [{ userId: CCM_ACCOUNT.userId, name: null, email: "a@b.example", addresses: [] }],
    };
    await set(world, { ...OFFICE, UserIdFromProfileEmail: true }, CCM);
    expect(world.log).toEqual([]);
    world.email = "a@b.example";
    await world.agent.accessGranted();
    await world.settle();
    expect(world.items).toMatchObject({ account: CCM_ACCOUNT, accountFrom: "policy" });
    expect(world.badge.text).toBe("TEL");
  });

  it("is not looked for any more once they have signed out, until they enter it", async () => {
    const world = new World("ccm");
    world.start();
    world.email = "a@b.example";
    world.found = {
      isWhole: true,
      users: [{ userId: CCM_ACCOUNT.userId, name: null, email: "a@b.example", addresses: [] }],
    };
    await set(world, { ...OFFICE, UserIdFromProfileEmail: true }, CCM);
    expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
    await world.pass(3_600_000);
    world.restart();
    await world.pass(3_600_000);
    expect(world.items.account).toBeNull();
    const connect = { type: "connect", account: CCM_ACCOUNT, keepSignedIn: false } as const;
    expect(await world.agent.command(connect)).toEqual({ ok: true });
    expect(world.items).toMatchObject({ account: CCM_ACCOUNT, signedOut: false });
  });

  it("stays the one that they have entered while their email was searched", async () => {
    const world = new World("ccm");
    world.start();
    world.manual = true;
    world.email = "a@b.example";
    world.found = {
      isWhole: true,
      users: [{ userId: "agent_777", name: null, email: "a@b.example", addresses: [] }],
    };
    world.policy = { ...OFFICE, UserIdFromProfileEmail: true };
    world.policyCredentials = CCM;
    void world.agent.applyPolicy();
    await world.settle();
    const connecting = world.agent.command({ type: "connect", account: CCM_ACCOUNT, keepSignedIn: false });
    await world.settle();
    const [search, read] = world.requests as [PendingRequest, PendingRequest];
    world.manual = false;
    for (const request of [read, search]) {
      world.deliver(request);
      world.answer(request);
      await world.settle();
    }
    expect(await connecting).toEqual({ ok: true });
    expect(world.items.account).toEqual(CCM_ACCOUNT);
  });

  it("is looked for now and then where several or none have the email", async () => {
    const world = new World("ccm");
    world.start();
    world.email = "a@b.example";
    await set(world, { ...OFFICE, UserIdFromProfileEmail: true }, CCM);
    for (let looked = 0; looked < 5; looked += 1) await world.agent.accessGranted();
    await world.pass(3_600_000);
    expect(world.items.account).toBeNull();
    expect(world.log.length).toBeGreaterThanOrEqual(4);
    expect(world.log.length).toBeLessThanOrEqual(6);
  });
});

describe("settings", () => {
  const change = (world: World, settings: object) =>
    world.agent.command({ type: "change-settings", settings });

  it("that are locked cannot be changed, and are the agent's own again afterwards", async () => {
    const world = await signedInWorld();
    await change(world, { slowestMinutes: 20 });
    await set(world, { SlowestMinutes: 3, PlaysSound: true, LockedSettings: ["SlowestMinutes"] }, null);
    expect(world.items.settings).toEqual({ ...DEFAULT_SETTINGS, slowestMinutes: 3, playsSound: true });
    expect(await change(world, { slowestMinutes: 20 })).toMatchObject({ ok: false });
    expect(await change(world, { playsSound: false })).toEqual({ ok: true });
    expect(world.items.settings).toMatchObject({ slowestMinutes: 3, playsSound: false });
    await withdraw(world);
    expect(world.items.settings).toEqual({ ...DEFAULT_SETTINGS, slowestMinutes: 20 });
  });

  it("of a rule take effect at once", async () => {
    const world = await signedInWorld();
    world.server.phone = false;
    await world.agent.command({ type: "refresh" });
    await set(world, { RingsWhileLocked: true }, null);
    world.presence = "locked";
    await world.agent.presenceChanged("locked");
    await world.pass(60_000);
    expect(memoryOf(world).records).toHaveProperty("lock");
  });

  it("that lock the softphone's page keep a tab from being watched as another one", async () => {
    const world = await signedInWorld();
    const page = "https://phone.example/";
    await set(world, { SoftphonePage: page, LockedSettings: ["SoftphonePage"] }, null);
    const watch = (address: string) => world.agent.command({ type: "watch-tab", tab: 1, address });
    expect(await watch("https://other.example/")).toMatchObject({ ok: false });
    expect(world.items.settings.softphonePage).toBe(page);
  });
});

describe("before the policy is known", () => {
  it("what it forbade stays forbidden", async () => {
    const world = await signedInWorld();
    world.mayKeep = false;
    await world.agent.applyPolicy();
    // The browser starts anew and tells none yet.
    world.mayKeep = true;
    world.restart();
    await world.settle();
    await world.signIn(true);
    expect([world.items.keepSignedIn, secrets(world.local)]).toEqual([false, []]);
  });

  it("what it forbade and locked stays so after the agent has signed out", async () => {
    const world = await signedInWorld();
    world.mayKeep = false;
    await set(world, { PlaysSound: true, LockedSettings: ["PlaysSound"] }, null);
    world.mayKeep = true;
    world.policy = {};
    world.restart();
    await world.settle();
    await world.agent.command({ type: "sign-out" });
    await world.settle();
    await world.signIn(true);
    expect([world.items.keepSignedIn, secrets(world.local)]).toEqual([false, []]);
    const change = { type: "change-settings", settings: { playsSound: false } } as const;
    expect(await world.agent.command(change)).toMatchObject({ ok: false });
    expect(world.items.settings.playsSound).toBe(true);
  });

  it("nothing ends because the clock is set forward", async () => {
    const { UserId: _userId, ...rest } = ACCOUNT;
    const world = await connectedByPolicy(rest);
    const account = {
      api: "integrations-core",
      customerId: "cust",
      appId: "app",
      userId: "agent_001",
    } as const;
    await world.agent.command({ type: "connect", account, keepSignedIn: false });
    await world.settle();
    world.policy = {};
    world.policyCredentials = null;
    world.restart();
    await world.pass(1_000);
    world.setClock(3_600_000);
    await world.agent.presenceChanged("idle");
    await world.pass(5_000);
    await set(world, rest);
    expect(world.items.account).toEqual(account);
  });

  it("set-up waits for it where an administrator has installed Hookswitch, and nowhere else", async () => {
    const ask = async (isManaged: boolean, comesAfter: number) => {
      const world = new World();
      world.start();
      let answer: boolean | null = null;
      void world.agent.leavesSetUp(isManaged).then((is) => {
        answer = is;
      });
      await world.pass(comesAfter);
      const meanwhile = answer;
      world.policy = ACCOUNT;
      world.policyCredentials = TOKEN;
      await world.pass(2_000);
      const then = answer;
      return [meanwhile, then];
    };
    expect(await ask(false, 0)).toEqual([true, true]);
    expect(await ask(true, 8_000)).toEqual([null, false]);
    expect(await ask(true, 12_000)).toEqual([true, true]);
  });

  it("set-up opens where the organisation's address cannot be used", async () => {
    const world = new World();
    world.policy = { SignInUrl: "http://sign-in.example/" };
    world.start();
    expect(await world.agent.leavesSetUp(true)).toBe(true);
  });
});

describe("wherever the worker dies", () => {
  it("the account of the policy is connected, and gone with it", async () => {
    for (const end of [false, true]) {
      for (let killAt = 0; killAt < 60; killAt += 1) {
        const world = end ? await connectedByPolicy() : new World();
        if (!end) world.start();
        world.watch(killAt);
        world.policy = end ? {} : ACCOUNT;
        world.policyCredentials = end ? null : TOKEN;
        void world.agent.applyPolicy();
        await world.settle();
        if (end) await world.pass(EMPTY_FOR + 5_000);
        const died = world.dead;
        world.watch();
        if (died) world.start();
        await world.pass(120_000);
        const is = [end, killAt, world.items.account === null, secrets(world.local).length];
        expect(is).toEqual([end, killAt, end, 0]);
        expect(secrets(world.session).length > 0).toBe(!end);
        if (!died) break;
      }
    }
  });
});

/** What the browser tells, for how many seconds, and whether it starts anew before. */
const answers = fc.record({
  more: fc.constantFrom(
    {},
    { PlaysSound: true },
    { LockedSettings: ["PlaysSound"] },
    { AllowKeepSignedIn: false },
  ),
  tells: fc.boolean(),
  for: fc.integer({ min: 0, max: 9 }),
  restarts: fc.boolean(),
});

it("whatever the browser tells, an account ends only with its policy, and credentials stay off the disk", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 8 }), async (all) => {
      const world = await connectedByPolicy();
      for (const { more, tells, for: seconds, restarts } of all) {
        world.policy = tells ? { ...ACCOUNT, ...more } : {};
        world.policyCredentials = tells ? TOKEN : null;
        if (restarts) world.restart();
        else void world.agent.applyPolicy();
        await world.pass(seconds * 1_000);
        expect(secrets(world.local)).toEqual([]);
        // It has told of another policy before it can have told none for long enough.
        if (tells) await world.pass(1_000);
        if (tells)
          expect(world.items).toMatchObject({ account: { userId: "agent_001" }, accountFrom: "policy" });
      }
      await withdraw(world);
      await world.pass(1_000);
      expect([world.items.account, secrets(world.session)]).toEqual([null, []]);
    }),
  );
});
