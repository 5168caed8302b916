import { afterAll, describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import { expectDocumented } from "../documented.ts";
import { signedInWorld, World } from "../world.ts";

const CORE: Api = "integrations-core";
const CCM: Api = "ccm";
const OLDER: Api = "usermapping";

/** Something that the worker does, at each of whose waits it is to die. */
interface Scenario {
  readonly name: string;
  readonly api: Api;
  /** Before the worker is watched; an agent is signed in. */
  readonly arrange?: (world: World) => Promise<void> | void;
  /** Begins it. What it waits for may never come. */
  act(world: World): void;
  /** What is on in the end if it was done; the same as before for a read. */
  readonly done: On;
  /** What is on if the first of two presses was written down, and the second was not. */
  readonly halfway?: On;
}

interface On {
  readonly phone: boolean;
  readonly sip: boolean;
}

const BOTH = { phone: true, sip: true };
const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };

/** The alarm rings, as it does for each read. */
const alarm = (world: World): void => {
  world.now = Math.max(world.now, world.alarm ?? 0);
  void world.agent.wake();
};

const SCENARIOS: readonly Scenario[] = [
  { name: "A read (Integrations Core)", api: CORE, act: alarm, done: BOTH },
  { name: "A read (CCM)", api: CCM, act: alarm, done: PHONE },
  { name: "A read (older contract)", api: OLDER, act: alarm, done: PHONE },
  {
    name: "A read that fails, and the worker's start before it",
    api: CORE,
    arrange: (world) => {
      world.script = ["server"];
      world.die();
    },
    act: (world) => {
      world.now = Math.max(world.now, world.alarm ?? 0);
      world.start();
      void world.agent.wake();
    },
    done: BOTH,
  },
  {
    name: "A read that is put off by the server (429)",
    api: CORE,
    arrange: (world) => {
      world.script = ["rate-limited"];
      world.waitUntil = world.now + 90_000;
    },
    act: alarm,
    done: BOTH,
  },
  {
    name: "A switch (Integrations Core)",
    api: CORE,
    act: (world) => void world.agent.key("phone-only"),
    done: PHONE,
  },
  {
    name: "A switch whose first request is lost (Integrations Core)",
    api: CORE,
    arrange: (world) => {
      world.script = ["timed-out"];
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch from phone to softphone (CCM)",
    api: CCM,
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch whose second step is refused, and undone (CCM)",
    api: CCM,
    arrange: (world) => {
      world.script = ["ok", "not-permitted"];
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch whose answers are lost (CCM)",
    api: CCM,
    arrange: (world) => {
      world.script = ["timed-out", "ok", "timed-out"];
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch that turns the other one off by itself (older contract)",
    api: OLDER,
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch that leaves the other one on (older contract)",
    api: OLDER,
    arrange: (world) => {
      world.toggles = false;
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch whose second step is refused, and undone (older contract)",
    api: OLDER,
    arrange: (world) => {
      world.toggles = false;
      world.script = ["ok", "ok", "not-permitted"];
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A switch whose answers are lost (older contract)",
    api: OLDER,
    arrange: (world) => {
      world.toggles = false;
      world.script = ["timed-out", "ok", "ok", "ok", "timed-out"];
    },
    act: (world) => void world.agent.key("softphone-only"),
    done: SOFTPHONE,
  },
  {
    name: "A second press before the first is done (Integrations Core)",
    api: CORE,
    act: (world) => {
      void world.agent.key("phone-only");
      setImmediate(() => void world.agent.key("softphone-only"));
    },
    done: SOFTPHONE,
    halfway: PHONE,
  },
];

const DEATHS = {
  "the worker dies": (world: World) => {
    if (!world.dead) world.die();
  },
  "the browser is killed": (world: World) => {
    world.die();
    world.session.clear();
    world.alarm = null;
    world.start();
  },
} as const;

const rows: string[] = [];

async function begin({ api, arrange }: Scenario): Promise<World> {
  const world = await signedInWorld(api);
  await arrange?.(world);
  return world;
}

/** What holds at every moment, whatever happens. */
function promisesAreKept(world: World, at: string): void {
  expect(world.refusedSecond, at).toBe(0);
  if (world.api === CORE) {
    for (const { change } of world.log)
      if (change !== null) expect(Object.values(change), at).toContain(true);
  }
  if (world.api === OLDER) {
    for (const { change } of world.log) if (change !== null) expect(Object.keys(change), at).toHaveLength(1);
  }
  // On CCM the device that is on may be off for a moment; two are never on. SIP is a word of Integrations Core's newer contract.
  for (const { badge } of world.paints) {
    if (world.api !== CORE) expect(badge.text, at).not.toBe("SIP");
    if (world.api === OLDER) expect(badge.text, at).not.toMatch(/!/);
  }
}

/** All is well at the server: what is shown is so, and nothing is left under way. */
function isAtRest(world: World, at: string): void {
  const { journal, status } = world.items;
  expect(journal, at).toBeNull();
  expect(status.inDoubt, at).toBe(false);
  expect(evidenceExpiresAt(status) ?? 0, at).toBeGreaterThan(world.now);
  expect(Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []), at).toEqual({
    phone: world.server.phone,
    sip: world.server.sip.enabled,
  });
  expect(status.reading?.devices.find(({ id }) => id === "phone")?.address, at).toBe(world.phone.address);
  const { phone, sip } = world.server;
  const expected =
    world.api === CORE ? (sip.enabled ? "SIP" : "TEL") : phone ? "TEL" : sip.enabled ? "S?" : "!!";
  expect(world.badge.text, at).toBe(expected);
  expect(phone || sip.enabled, at).toBe(true);
}

const onNow = ({ server }: World): On => ({ phone: server.phone, sip: server.sip.enabled });
const same = (one: On, other: On | undefined): boolean => one.phone === other?.phone && one.sip === other.sip;

describe.each(SCENARIOS)("$name", (scenario) => {
  it.each(Object.entries(DEATHS))("comes to rest wherever %s", async (death, after) => {
    const clean = await begin(scenario);
    const before = onNow(clean);
    clean.watchDeaths();
    scenario.act(clean);
    await clean.settle();
    const { points, deaths } = clean;
    expect(points.length).toBeGreaterThan(3);
    const counted = { done: 0, unwritten: 0, told: 0 };
    for (const [index, world] of deaths.entries()) {
      const at = `${death} ${points[index]} (point ${index})`;
      const { journal, notice } = world.items;
      after(world);
      await world.settle();
      // Nobody does anything: the alarm or the browser's start alone brings the worker back.
      await world.pass(300_000);
      promisesAreKept(world, at);
      isAtRest(world, at);
      const is = onNow(world);
      if (same(is, scenario.done)) counted.done += 1;
      else if (journal === null && notice === null) {
        expect(is, at).toEqual(before);
        counted.unwritten += 1;
      } else if (same(is, scenario.halfway)) {
        expect(journal?.waiting, at).toBeNull();
        counted.unwritten += 1;
      } else {
        // A switch that was written down is made, or the agent is told that it was not.
        expect(is, at).toEqual(before);
        expect(notice ?? world.items.notice, at).not.toBeNull();
        counted.told += 1;
      }
    }
    const { done, unwritten, told } = counted;
    rows.push(`| ${scenario.name} | ${death} | ${points.length} | ${done} | ${unwritten} | ${told} |`);
  });
});

/** What the worker does for the options page or the administrator, at each of whose waits it is to die. */
interface Errand {
  readonly name: string;
  begin(): Promise<World>;
  act(world: World): void;
  /** The deaths after which there may be an account without credentials, as the agent is told. */
  readonly signsOut?: (death: string) => boolean;
  /** What the background does at each start of the worker beside starting the agent. */
  readonly started?: (world: World) => Promise<void>;
}

async function notSetUp(): Promise<World> {
  const world = new World();
  world.start();
  await world.settle();
  return world;
}

/** Credentials that are kept in memory only are gone after it. */
const isOfTheBrowser = (death: string): boolean => death === "the browser is killed";

const ERRANDS: readonly Errand[] = [
  {
    name: "Setting up",
    begin: notSetUp,
    act: (world: World) => void world.signIn().catch(() => undefined),
  },
  {
    name: "Setting up, not to stay signed in",
    begin: notSetUp,
    act: (world: World) => void world.signIn(false).catch(() => undefined),
    signsOut: isOfTheBrowser,
  },
  {
    name: "No longer staying signed in",
    begin: () => signedInWorld(),
    act: (world: World) => void world.signIn(false).catch(() => undefined),
    signsOut: isOfTheBrowser,
  },
  {
    name: "The administrator forbids the disk",
    begin: () => signedInWorld(),
    act: (world: World) => {
      world.mayKeep = false;
      void world.agent.applyPolicy();
    },
    signsOut: isOfTheBrowser,
    started: async (world) => {
      if (world.dead) world.start();
      await world.agent.applyPolicy();
      expect([world.items.keepSignedIn, world.local.has("vault")]).toEqual([false, false]);
    },
  },
  {
    name: "Changing a number (CCM)",
    begin: async () => {
      const world = new World(CCM);
      // The server turns a phone off whose number is changed.
      world.server = { phone: false, sip: { enabled: true, registered: null } };
      world.start();
      await world.signIn();
      await world.settle();
      return world;
    },
    act: (world: World) =>
      void world.agent.command({ type: "change-number", device: "phone", number: "+919123456789" }),
  },
  {
    name: "Setting up another agent",
    begin: () => signedInWorld(),
    act: (world: World) => {
      world.session.set("vault.staged", { api: "integrations-core", appToken: "other-token" });
      const account = {
        api: "integrations-core",
        customerId: "cust",
        appId: "app",
        userId: "agent_002",
      } as const;
      void world.agent.command({ type: "connect", account, keepSignedIn: true });
    },
  },
  {
    name: "Signing out",
    begin: () => signedInWorld(),
    act: (world: World) => void world.agent.command({ type: "sign-out" }),
    signsOut: () => true,
  },
];

/** What an errand changes. */
const saved = ({ items, phone }: World): string =>
  JSON.stringify([items.account, items.keepSignedIn, phone.address]);

describe.each(ERRANDS)("$name", ({ name, begin: start, act, signsOut, started }) => {
  it.each(Object.entries(DEATHS))("leaves nothing half done wherever %s", async (death, after) => {
    const clean = await start();
    const wasThere = clean.items.account;
    clean.watchDeaths();
    act(clean);
    await clean.settle();
    const { points, deaths } = clean;
    expect(points.length).toBeGreaterThan(3);
    const counted = { done: 0, unwritten: 0, told: 0 };
    for (const [index, world] of deaths.entries()) {
      const at = `${death} ${points[index]} (point ${index})`;
      after(world);
      await started?.(world);
      await world.settle();
      await world.pass(300_000);
      const { account, status, keepSignedIn } = world.items;
      const isDone = saved(world) === saved(clean);
      if (account !== null && !keepSignedIn) expect(world.local.has("vault"), at).toBe(false);
      // The reading of one agent is never shown as another's.
      if (status.reading !== null) expect(status.reading.userId, at).toBe(account?.userId);
      if (account === null) {
        expect(world.badge.text, at).toBe("");
        expect(status.reading, at).toBeNull();
        const asked = world.log.length;
        await world.pass(600_000);
        expect(world.log, at).toHaveLength(asked);
      } else if (!world.local.has("vault") && !world.session.has("vault")) {
        expect(signsOut?.(death), at).toBe(true);
        expect([status.credentials, world.badge.text], at).toEqual(["missing", "KEY"]);
      } else {
        isAtRest(world, at);
        if (!isDone) expect(account, at).toEqual(wasThere);
      }
      // Again, by the agent: it works as if nothing had been.
      if (world.dead) world.start();
      world.session.delete("vault.staged");
      act(world);
      await world.settle();
      expect(saved(world), at).toBe(saved(clean));
      if (clean.items.account === null) expect([...world.local, ...world.session], at).toEqual([]);
      else if (world.items.status.credentials !== "missing") isAtRest(world, at);
      if (isDone) counted.done += 1;
      else counted.unwritten += 1;
    }
    rows.push(`| ${name} | ${death} | ${points.length} | ${counted.done} | ${counted.unwritten} | 0 |`);
  });
});

afterAll(() => {
  // Not where only some of the tests were asked for.
  if (rows.length !== (SCENARIOS.length + ERRANDS.length) * Object.keys(DEATHS).length) return;
  expectDocumented(
    "deaths",
    [
      "| What is under way | Death | Points | Made in the end | Not begun | Not made, and told |",
      "|---|---|--:|--:|--:|--:|",
      ...rows,
    ].join("\n"),
    "deaths.md",
  );
});
