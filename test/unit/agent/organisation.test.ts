import { describe, expect, it } from "vitest";
import { inEnglish } from "../english.ts";
import { World } from "../world.ts";

const HOUR = 3_600_000;
const URL = "https://sign-in.example/sign-in";
const ANSWER = {
  api: "integrations-core",
  customer_id: "cust",
  app_id: "app",
  user_id: "agent_001",
};
const CREDENTIALS = "canary-handed-out";

/** A browser with a policy that has nothing but the organisation's address. Each sign-in hands out another token. */
function managed(page?: World["signInPage"], expires_in = "43200"): World {
  const world = new World();
  world.policy = { SignInUrl: URL };
  world.signInPage =
    page ?? (() => ({ ...ANSWER, expires_in, app_token: `${CREDENTIALS}-${world.signIns.length}` }));
  return world;
}

async function started(page?: World["signInPage"], expiresIn?: string): Promise<World> {
  const world = managed(page, expiresIn);
  world.start();
  await world.settle();
  await world.pass(200);
  return world;
}

const signIn = async (world: World) => {
  const reply = await world.agent.command({ type: "organisation-sign-in" });
  await world.settle();
  return reply.ok ? "signed in" : inEnglish(reply).problem;
};

const badges = (world: World) => [...new Set(world.paints.map(({ badge }) => badge.text))];
const saved = (world: World) =>
  (world.session.get("vault") ?? world.local.get("vault") ?? null) as { readonly appToken?: string } | null;

/** All that is stored, but for the vault's own. */
const storedBesides = (world: World) =>
  JSON.stringify([...world.local, ...world.session].filter(([key]) => !key.startsWith("vault")));

describe("signing in with the organisation", () => {
  it("needs no agent where its page lets them in silently", async () => {
    const world = await started();
    expect(world.badge.text).toBe("SIP");
    expect(world.signIns).toEqual([true]);
    expect(badges(world)).not.toContain("KEY");
    expect(world.items).toMatchObject({ accountFrom: "organisation", keepSignedIn: false, tokenEnd: null });
  });

  it("leaves the credentials in the vault alone, and in memory", async () => {
    const world = await started();
    expect(world.session.get("vault")).toEqual({ api: "integrations-core", appToken: `${CREDENTIALS}-1` });
    expect(world.local.has("vault")).toBe(false);
    expect(storedBesides(world)).not.toContain(CREDENTIALS);
    expect(world.title).not.toContain(CREDENTIALS);
  });

  it("leaves them there whatever the agent chooses in the form, and counts no days for them", async () => {
    const world = await started();
    const account = {
      api: "integrations-core",
      customerId: "cust",
      appId: "app",
      userId: "agent_001",
    } as const;
    const connect = { type: "connect", account, keepSignedIn: true } as const;
    expect(await world.agent.command(connect)).toEqual({ ok: true });
    expect([world.local.has("vault"), saved(world)?.appToken]).toEqual([false, `${CREDENTIALS}-1`]);
    expect(world.items).toMatchObject({ accountFrom: "organisation", keepSignedIn: false, tokenEnd: null });
  });

  it("renews a token that the agent had entered before, too", async () => {
    const world = new World();
    world.start();
    await world.signIn(false);
    world.policy = { SignInUrl: URL };
    world.signInPage = () => ({ ...ANSWER, app_token: "canary-token", expires_in: "3600" });
    await world.agent.applyPolicy();
    expect(await signIn(world)).toBe("signed in");
    await world.pass(2 * HOUR);
    expect(world.items.accountFrom).toBe("organisation");
    expect(world.signIns.length).toBeGreaterThan(1);
  });

  it("is renewed before it ends, again and again, and nothing of it is seen", async () => {
    const world = await started(undefined, "3600");
    world.paints = [];
    await world.pass(3 * HOUR);
    expect(world.signIns).toEqual([true, true, true, true]);
    expect(badges(world)).toEqual(["SIP"]);
    expect(saved(world)).toMatchObject({ appToken: `${CREDENTIALS}-${world.signIns.length}` });
  });

  it("is renewed where the worker has died meanwhile", async () => {
    const world = await started(undefined, "3600");
    world.die();
    await world.pass(0.9 * HOUR);
    expect(world.signIns).toEqual([true, true]);
    expect(badges(world)).not.toContain("KEY");
  });

  it("is done anew after a restart, which has lost the credentials", async () => {
    const world = await started();
    world.restart();
    await world.settle();
    await world.pass(200);
    expect(world.signIns).toEqual([true, true]);
    expect(world.badge.text).toBe("SIP");
    expect(badges(world)).not.toContain("KEY");
  });

  it("waits for the policy, which the browser may tell late", async () => {
    const world = managed();
    const { policy } = world;
    world.policy = {};
    world.start();
    await world.pass(2_000);
    expect([world.signIns, world.badge.text]).toEqual([[], ""]);
    world.policy = policy;
    await world.agent.applyPolicy();
    await world.pass(200);
    expect(world.badge.text).toBe("SIP");
  });

  it.each([
    [
      "interaction",
      /^Hookswitch: Not known: you are signed out. Your organisation wants you to sign in. Press/,
    ],
    ["denied", /Your organisation's sign-in page did not let you in. Ask your administrator why./],
    ["failed", /Your organisation's sign-in page had an error. Hookswitch keeps trying./],
    ["unreachable", /Hookswitch cannot reach your organisation's sign-in page. Check your internet/],
  ] as const)("that fails (%s) shows KEY, says why, and is tried again by itself", async (why, title) => {
    const world = await started(() => why);
    expect(world.badge).toEqual({ text: "KEY", colour: "amber" });
    expect(world.title).toMatch(title);
    expect(world.title).not.toMatch(/Exotel/);
    world.signInPage = () => ({ ...ANSWER, app_token: CREDENTIALS });
    world.die();
    await world.pass(61_000);
    expect(world.signIns).toEqual([true, true]);
    expect(world.badge.text).toBe("SIP");
  });

  it("that fails for a day is tried once an hour at the end, and not more often", async () => {
    const world = await started(() => "unreachable");
    await world.pass(24 * HOUR);
    const tries = world.signIns.length;
    expect(tries).toBeGreaterThan(24);
    expect(tries).toBeLessThan(50);
  });

  it("shows its page only when the agent asks for it", async () => {
    const world = await started((isSilent) =>
      isSilent ? "interaction" : { ...ANSWER, app_token: CREDENTIALS },
    );
    await world.pass(HOUR);
    expect(world.signIns).not.toContain(false);
    expect(await signIn(world)).toBe("signed in");
    expect(world.badge.text).toBe("SIP");
  });

  it("opens one window, however often the agent presses", async () => {
    const world = await started(() => "interaction");
    let close = (): void => undefined;
    world.signInPage = () =>
      new Promise((resolve) => {
        close = () => resolve("cancelled");
      });
    const first = signIn(world);
    await world.settle();
    const second = signIn(world);
    await world.settle();
    close();
    expect(await first).toBe(await second);
    expect(world.signIns).toEqual([true, false]);
  });

  it("opens no window where a silent one, which was under way, lets the agent in", async () => {
    const world = await started(() => "interaction");
    let answer = (): void => undefined;
    world.signInPage = () =>
      new Promise((resolve) => {
        answer = () => resolve({ ...ANSWER, app_token: CREDENTIALS });
      });
    await world.pass(61_000);
    const pressed = signIn(world);
    await world.settle();
    answer();
    expect(await pressed).toBe("signed in");
    expect(world.signIns).toEqual([true, true]);
  });

  it("does not hold up the reads while its window is open", async () => {
    const world = await started();
    await world.pass(HOUR / 10);
    world.signInPage = (isSilent) => (isSilent ? "unreachable" : new Promise(() => undefined));
    world.script = ["credentials-refused", "credentials-refused", "credentials-refused"];
    await world.pass(60_000);
    expect(world.badge.text).toBe("KEY");
    void signIn(world);
    await world.pass(3 * HOUR);
    expect(world.badge.text).toBe("SIP");
  });

  it("that the agent gives up changes nothing", async () => {
    const world = await started((isSilent) => (isSilent ? "interaction" : "cancelled"));
    const { signInTries } = world.items;
    expect(await signIn(world)).toBe("The sign-in window was closed before you were signed in.");
    expect(world.items.signInTries).toEqual(signInTries);
  });

  it("tells the agent if Exotel then refuses what was handed out", async () => {
    const world = await started(() => "interaction");
    world.signInPage = () => ({ ...ANSWER, app_token: CREDENTIALS });
    world.script = ["credentials-refused"];
    expect(await signIn(world)).toMatch(/^Exotel refused/);
    expect(world.badge.text).toBe("KEY");
  });

  it("is done once after a refusal, before anybody sees it", async () => {
    const world = await started();
    await world.pass(HOUR / 10);
    world.paints = [];
    world.script = ["credentials-refused"];
    await world.pass(31_000);
    expect(world.signIns).toEqual([true, true]);
    expect(badges(world)).toEqual(["SIP"]);
  });

  it("is not repeated where Exotel refuses the new credentials too", async () => {
    const world = await started();
    await world.pass(HOUR / 10);
    world.script = Array.from({ length: 40 }, () => "credentials-refused");
    await world.pass(HOUR / 2);
    expect(world.signIns).toEqual([true, true]);
    expect(world.badge.text).toBe("KEY");
    world.script = [];
    expect(await signIn(world)).toBe("signed in");
    expect(world.badge.text).toBe("SIP");
  });

  it.each([
    [
      "are refused",
      (world: World) => (world.script = Array.from({ length: 40 }, () => "credentials-refused")),
    ],
    ["end", () => undefined],
  ] as const)("is done again where its credentials %s after the clock was set back", async (_what, then) => {
    const world = await started(undefined, "3600");
    await world.pass(HOUR / 10);
    world.setClock(-48 * HOUR);
    then(world);
    await world.pass(HOUR);
    expect(world.signIns.length).toBeGreaterThan(1);
    expect(world.signIns.length).toBeLessThan(5);
  });

  it("that has failed is tried again although the clock was set back", async () => {
    const world = await started(() => "unreachable");
    world.setClock(-48 * HOUR);
    world.signInPage = () => ({ ...ANSWER, app_token: CREDENTIALS });
    await world.agent.presenceChanged("idle");
    await world.pass(1_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("is done after a refused switch, which then goes on", async () => {
    const world = await started();
    await world.pass(HOUR / 10);
    world.script = ["credentials-refused"];
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.pass(5_000);
    expect(world.signIns).toEqual([true, true]);
    expect(world.badge.text).not.toBe("KEY");
  });

  it("is not done by itself after the agent has signed out, nor after a restart", async () => {
    const world = await started();
    await world.agent.command({ type: "sign-out" });
    await world.pass(24 * HOUR);
    world.restart();
    await world.pass(24 * HOUR);
    expect(world.signIns).toEqual([true]);
    expect([world.badge.text, saved(world), world.items.account]).toEqual(["", null, null]);
    expect(await signIn(world)).toBe("signed in");
    expect(world.badge.text).toBe("SIP");
    world.restart();
    await world.pass(1_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("is not done by itself wherever the worker dies once the account is gone", async () => {
    for (let killAt = 0; ; killAt += 1) {
      const world = await started();
      world.watch(killAt);
      void world.agent.command({ type: "sign-out" });
      await world.settle();
      const { dead, points } = world;
      const isGone = world.items.account === null;
      world.watch();
      if (dead) world.start();
      await world.pass(120_000);
      if (isGone) expect([points.at(-1), world.signIns]).toEqual([points.at(-1), [true]]);
      if (!dead) break;
    }
  });

  it("saves nothing that comes at whatever moment of the agent's signing out", async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const world = await started(() => "interaction");
      world.signInPage = () => ({ ...ANSWER, app_token: CREDENTIALS });
      const reply = world.agent.command({ type: "organisation-sign-in" });
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
      await reply;
      await world.settle();
      expect([turns, saved(world), world.items.account]).toEqual([turns, null, null]);
    }
  });

  it("saves nothing that comes after the agent has signed out, or after the policy names another page", async () => {
    const meanwhile = {
      "sign out": (world: World) => world.agent.command({ type: "sign-out" }),
      "another page": async (world: World) => {
        world.policy = { SignInUrl: `${URL}/other` };
        await world.agent.applyPolicy();
      },
    };
    for (const happens of Object.values(meanwhile)) {
      const world = await started(() => "interaction");
      let answer: (parts: Readonly<Record<string, string>>) => void = () => undefined;
      world.signInPage = () => new Promise((resolve) => (answer = resolve));
      const reply = world.agent.command({ type: "organisation-sign-in" });
      await world.settle();
      await happens(world);
      await world.settle();
      answer({ ...ANSWER, app_token: CREDENTIALS });
      expect(await reply).toMatchObject({ ok: false });
      await world.settle();
      expect([saved(world), world.items.account]).toEqual([null, null]);
    }
  });

  it("shows its page though a silent try was under way when the agent asked", async () => {
    const world = managed();
    let end = (): void => undefined;
    world.signInPage = (isSilent) =>
      isSilent
        ? new Promise((resolve) => (end = () => resolve("interaction")))
        : { ...ANSWER, app_token: CREDENTIALS };
    world.start();
    await world.pass(200);
    const reply = signIn(world);
    await world.settle();
    end();
    expect(await reply).toBe("signed in");
    expect(world.signIns).toEqual([true, false]);
  });

  it("has one page open at a time", async () => {
    const world = await started(() => "interaction");
    let open = 0;
    let most = 0;
    world.signInPage = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { ...ANSWER, app_token: CREDENTIALS };
    };
    const replies = await Promise.all([signIn(world), signIn(world), world.agent.wake(), signIn(world)]);
    expect(replies.filter((reply) => reply !== undefined)).toEqual(["signed in", "signed in", "signed in"]);
    expect(most).toBe(1);
  });

  it("ends with the policy: the account goes, and its credentials", async () => {
    const world = await started();
    world.policy = { AllowKeepSignedIn: true };
    await world.agent.applyPolicy();
    await world.pass(1_000);
    expect([saved(world), world.items.account, world.badge.text]).toEqual([null, null, ""]);
    expect(world.items.signedOut).toBe(false);
  });

  it("that failed is forgotten with the policy: nothing is to be done any more", async () => {
    const world = await started(() => "interaction");
    expect(world.badge.text).toBe("KEY");
    world.policy = { AllowKeepSignedIn: true };
    await world.agent.applyPolicy();
    await world.pass(1_000);
    expect(world.badge.text).toBe("");
  });

  it("is tried at once where the administrator has corrected the address", async () => {
    const world = await started(() => "unreachable");
    await world.pass(5 * HOUR);
    const { length } = world.signIns;
    world.signInPage = () => ({ ...ANSWER, app_token: CREDENTIALS });
    world.policy = { SignInUrl: "https://other.example/sign-in" };
    await world.agent.applyPolicy();
    await world.pass(200);
    expect([world.badge.text, world.signIns.length]).toEqual(["SIP", length + 1]);
  });

  it.each([
    [URL, false],
    ["http://sign-in.example/sign-in", true],
  ])(
    "leaves the set-up to the agent where its address cannot be used (%s: %s)",
    async (SignInUrl, leaves) => {
      const world = managed(() => "interaction");
      world.policy = { SignInUrl };
      world.start();
      expect(await world.agent.leavesSetUp(true)).toBe(leaves);
    },
  );

  it("that has failed is nobody's trouble once the policy has credentials itself", async () => {
    const world = await started(() => "denied");
    world.policyCredentials = { api: "integrations-core", appToken: "canary-policy" };
    await world.agent.applyPolicy();
    await world.pass(1_000);
    expect([world.badge.text, world.title]).toEqual(["", expect.stringContaining("set up")]);
  });

  it("is done anew where the policy comes to name another account", async () => {
    const world = await started();
    world.policy = { SignInUrl: URL, UserId: "agent_002" };
    world.signInPage = () => ({ ...ANSWER, user_id: "agent_002", app_token: CREDENTIALS });
    await world.agent.applyPolicy();
    await world.pass(1_000);
    expect([world.items.account?.userId, saved(world)?.appToken]).toEqual(["agent_002", CREDENTIALS]);
  });

  it("leaves an account alone that the agent has entered", async () => {
    const world = new World();
    world.start();
    await world.signIn();
    world.policy = { SignInUrl: URL };
    await world.agent.applyPolicy();
    await world.pass(HOUR / 4);
    world.restart();
    await world.pass(HOUR / 4);
    expect(world.signIns).toEqual([]);
    expect(world.badge.text).toBe("SIP");
  });

  it("that the policy no longer offers is no failure", async () => {
    const world = new World();
    world.start();
    expect(await signIn(world)).toContain("did not let you in");
    expect([world.badge.text, world.items.signInTries.failure, world.signIns]).toEqual(["", null, []]);
  });

  it("takes no other account than the policy names", async () => {
    const world = managed();
    world.policy = { ...world.policy, UserId: "agent_002" };
    world.start();
    await world.pass(1_000);
    expect([world.badge.text, saved(world)]).toEqual(["KEY", null]);
    expect(world.title).toContain("did not let you in");
  });

  it("tries again later where the browser could not store it", async () => {
    const world = managed();
    world.storageFull = true;
    world.start();
    await world.pass(1_000);
    expect([world.badge.text, saved(world)]).toEqual(["KEY", null]);
    world.storageFull = false;
    await world.pass(61_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("tries less and less often where it can store the credentials, but not the account", async () => {
    const world = managed();
    world.failsWrite = () => world.points.at(-1)?.startsWith("before storing account") === true;
    world.start();
    await world.pass(1_000);
    expect([world.badge.text, saved(world)]).toEqual(["KEY", null]);
    await world.pass(2 * HOUR);
    expect(world.signIns.length).toBeLessThan(12);
    world.failsWrite = () => false;
    await world.pass(HOUR);
    expect(world.badge.text).toBe("SIP");
  });
});
