import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import { signedInWorld, type World } from "../world.ts";

const APIS: readonly Api[] = ["integrations-core", "ccm"];
const key = (api: Api): string => (api === "integrations-core" ? "phone-only" : "softphone-only");

function isAtRest(world: World, at: string): void {
  const { journal, status } = world.items;
  expect(journal, at).toBeNull();
  expect(evidenceExpiresAt(status) ?? 0, at).toBeGreaterThan(world.now);
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown, at).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
  expect(world.refusedSecond, at).toBe(0);
  expect(world.server.phone || world.server.sip.enabled, at).toBe(true);
}

describe.each(APIS)("storage that is full (%s)", (api) => {
  /** A read and a switch, after which the storage is all right again, and the worker dies. */
  async function run(failsWrite: (index: number) => boolean): Promise<World> {
    const world = await signedInWorld(api);
    world.watch();
    world.failsWrite = failsWrite;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    void world.agent.key(key(api));
    await world.settle();
    return world;
  }

  it("at any one write, or from any one on, ends neither a read nor a switch half done", async () => {
    const { writes } = await run(() => false);
    expect(writes).toBeGreaterThan(4);
    for (let from = 0; from < writes; from += 1) {
      for (const fails of [(index: number) => index === from, (index: number) => index >= from]) {
        const at = `write ${from} of ${writes}, ${fails(from + 1) ? "and all after it" : "alone"}`;
        const world = await run(fails);
        // What is shown is the truth, stored or not.
        const shown = world.badge.text;
        const { phone, sip } = world.server;
        const truth = api === "ccm" ? (phone ? "TEL" : "S?") : sip.enabled ? "SIP" : "TEL";
        if (shown !== "NO") expect(shown, at).toBe(truth);
        world.failsWrite = () => false;
        await world.pass(70_000);
        // What could not be stored has been stored with what came after it.
        world.start();
        await world.pass(120_000);
        isAtRest(world, at);
      }
    }
  });

  it("does not make a switch again whose end could not be stored", async () => {
    const { writes } = await run(() => false);
    for (let from = 0; from < writes; from += 1) {
      const world = await run((index) => index >= from);
      world.failsWrite = () => false;
      // Somebody else switches back; the next read is stored, and the worker dies.
      world.server.phone = true;
      world.server.sip.enabled = api === "integrations-core";
      await world.agent.command({ type: "refresh" });
      const puts = world.log.filter(({ kind }) => kind === "write").length;
      world.start();
      await world.pass(120_000);
      expect(world.log.filter(({ kind }) => kind === "write").length, `write ${from}`).toBe(puts);
      isAtRest(world, `write ${from}`);
    }
  });

  it("refuses a press that cannot be written down, and takes it when there is room again", async () => {
    const world = await signedInWorld(api);
    world.storageFull = true;
    const press = { ring: api === "integrations-core" ? "phone" : "softphone" } as const;
    expect(await world.agent.command({ type: "switch", press })).toMatchObject({ ok: false });
    expect(world.log.filter(({ kind }) => kind === "write")).toEqual([]);
    world.storageFull = false;
    expect(await world.agent.command({ type: "switch", press })).toEqual({ ok: true });
    await world.settle();
    isAtRest(world, "afterwards");
  });
});

it("an account that cannot be stored is not taken, and the one before stays", async () => {
  for (const from of [0, 1, 2]) {
    const world = await signedInWorld();
    const { account } = world.items;
    world.watch();
    world.failsWrite = (index) => index >= from;
    world.session.set("vault.staged", { api: "integrations-core", appToken: "other-token" });
    const reply = await world.agent.command({
      type: "connect",
      account: { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_002" },
      keepSignedIn: true,
    });
    expect(reply).toMatchObject({ ok: false, problem: [{ id: "entryNotStored" }] });
    world.failsWrite = () => false;
    await world.pass(60_000);
    world.start();
    await world.pass(60_000);
    expect(world.items.account).toEqual(account);
    expect(world.items.status.reading?.userId).toBe("agent_001");
  }
});

it("credentials of an account that cannot be stored are not left to the one before", async () => {
  let refusals = 0;
  for (const from of [0, 1, 2, 3, 4]) {
    for (const count of [1, Number.POSITIVE_INFINITY]) {
      const world = await signedInWorld();
      const { account } = world.items;
      const saved = world.opened.at(-1);
      world.watch();
      world.failsWrite = (index) => index >= from && index < from + count;
      world.session.set("vault.staged", { api: "integrations-core", appToken: "other-token" });
      const other = {
        api: "integrations-core",
        customerId: "cust",
        appId: "app",
        userId: "agent_002",
      } as const;
      const { ok } = await world.agent.command({ type: "connect", account: other, keepSignedIn: true });
      if (ok) continue;
      refusals += 1;
      await world.agent.command({ type: "refresh" });
      expect([from, count, world.opened.at(-1)]).toEqual([from, count, saved]);
      expect(world.items.account).toEqual(account);
      // Where nothing can even be removed, nothing can be put back either.
      if (count === Number.POSITIVE_INFINITY) continue;
      world.start();
      await world.agent.command({ type: "refresh" });
      expect([from, count, "restarted", world.opened.at(-1)]).toEqual([from, count, "restarted", saved]);
    }
  }
  expect(refusals).toBeGreaterThan(4);
});

/** How long the longest wait is that may stand in the storage, and what then follows, ms. */
const RECOVERY = 1_300_000;
const FOR_A_WHILE = 120_000;

/** What a damaged disk, or a version that nobody knows, may have left in place of an item. */
const GARBAGE: Readonly<Record<string, unknown>> = {
  "a text": "garbage",
  "a number": 42,
  yes: true,
  "a list": [1, 2],
  "an empty object": {},
  "fields of another version": { version: 7, api: "v3", state: "green", devices: [{ on: true }] },
  "texts for everything": {
    api: "ccm",
    reading: "registered",
    credentials: "present",
    target: "phone",
    readUntil: "soon",
    period: "30",
  },
};
const ITEMS = [
  "account",
  "keepSignedIn",
  "settings",
  "journal",
  "lastOn",
  "lastSeenRhythm",
  "rules",
  "waits",
  "status",
  "notice",
  "vault",
];
const SESSION = new Set(["status", "notice"]);

describe.each(ITEMS)("the item %s, damaged", (item) => {
  it.each(Object.entries(GARBAGE))(
    "%s: the worker starts, and shows nothing better than it knows",
    async (_name, value) => {
      for (const api of APIS) {
        const world = await signedInWorld(api);
        world.die();
        (SESSION.has(item) ? world.session : world.local).set(item, value);
        world.script = Array(20).fill("server");
        world.start();
        await world.settle();
        // Nothing was read since: only what is stored, and sound, may be shown.
        if (item === "status" || item === "account") expect(world.badge.text).not.toMatch(/SIP|TEL/);
        await world.pass(120_000);
        expect(world.badge.text).toBe(item === "account" ? "" : item === "vault" ? "KEY" : "?");
        world.script = [];
        await (item === "rules" ? world.pass(5 * FOR_A_WHILE) : world.passToRest(RECOVERY));
        if (item === "account" || item === "vault") {
          // Set up anew, all is well: nothing has to be removed by hand.
          await world.signIn();
          await world.settle();
        }
        isAtRest(world, item);
        // What could not be used is not there any more, for the pages that read it without a check of their own.
        const isUsed = item === "keepSignedIn" && value === true;
        if (!isUsed) expect((SESSION.has(item) ? world.session : world.local).get(item)).not.toEqual(value);
      }
    },
  );
});

const OF_FIELDS = ["account", "journal", "lastOn", "lastSeenRhythm", "rules", "waits", "status"] as const;

/** One field at a time, which is what an older or a newer version would differ in. */
describe.each(OF_FIELDS)("each field of the item %s", (item) => {
  it("missing, or of another type: the worker starts, and comes to rest at the truth", async () => {
    const paths = async (): Promise<{ world: World; area: Map<string, unknown> }> => {
      const world = await signedInWorld();
      if (item === "journal") {
        world.manual = true;
        await world.agent.key("phone-only");
        await world.settle();
      }
      if (item === "rules") {
        const until = world.now + FOR_A_WHILE;
        await world.agent.command({ type: "for-a-while", press: { ring: "phone" }, until });
        await world.settle();
      }
      world.die();
      world.manual = false;
      return { world, area: SESSION.has(item) ? world.session : world.local };
    };
    const { area: sample } = await paths();
    const fields = fieldsOf(sample.get(item));
    expect(fields.length).toBeGreaterThan(1);
    for (const path of fields) {
      for (const value of [undefined, null, "text", -1, Number.MAX_SAFE_INTEGER, true, []]) {
        const { world, area } = await paths();
        area.set(item, withField(area.get(item), path, value));
        world.start();
        // What rules remember may be about a later time.
        await (item === "rules" ? world.pass(5 * FOR_A_WHILE) : world.passToRest(RECOVERY));
        const at = `${item}.${path.join(".")} = ${JSON.stringify(value)}`;
        if (world.items.account === null) {
          expect(world.badge.text, at).toBe("");
          await world.signIn();
          await world.settle();
        }
        // An account of other IDs is another account, and the server would say so.
        if (item !== "account") isAtRest(world, at);
        expect(["SIP", "TEL"], at).toContain(world.badge.text);
      }
    }
  });
});

function fieldsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...fieldsOf(inner, [...path, name]),
  ]);
}

function withField(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  const copy = structuredClone(value) as Record<string, unknown>;
  const inner = withField(copy[name], rest, to);
  if (inner === undefined) delete copy[name];
  else copy[name] = inner;
  return copy;
}

describe("storage that cannot be read", () => {
  it("shows ? rather than what an earlier life has painted, and recovers by itself", async () => {
    const world = await signedInWorld();
    expect(world.badge.text).toBe("SIP");
    world.die();
    world.unreadable = "all";
    world.start();
    await world.settle();
    expect(world.badge.text).toBe("?");
    await world.pass(40_000);
    world.unreadable = "nothing";
    await world.pass(40_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("only for the credentials: reads and switches go on when they can be had again", async () => {
    const world = await signedInWorld("ccm");
    world.die();
    world.unreadable = "credentials";
    world.start();
    await world.pass(100_000);
    expect(world.badge.text).toBe("?");
    expect(await world.agent.command({ type: "refresh" })).toEqual({ ok: true });
    world.unreadable = "nothing";
    await world.pass(130_000);
    expect(world.badge.text).toBe("TEL");
    world.die();
    world.unreadable = "credentials";
    world.start();
    await world.settle();
    await world.agent.key("softphone-only");
    await world.pass(10_000);
    expect(world.items.journal).not.toBeNull();
    world.unreadable = "nothing";
    await world.pass(61_000);
    expect(world.badge.text).toBe("S?");
    expect(world.items.journal).toBeNull();
  });
});

it("credentials that a full disk takes no more are put back into the memory", async () => {
  const world = await signedInWorld();
  const { account } = world.items;
  const saved = world.opened.at(-1);
  const { local } = world;
  const set = local.set.bind(local);
  local.set = () => {
    throw new Error("QUOTA_BYTES");
  };
  world.session.set("vault.staged", { api: "integrations-core", appToken: "other-token" });
  const other = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_002" } as const;
  const reply = await world.agent.command({ type: "connect", account: other, keepSignedIn: false });
  expect(reply).toMatchObject({ ok: false, problem: [{ id: "entryNotStored" }] });
  local.set = set;
  world.start();
  await world.agent.command({ type: "refresh" });
  expect(world.items.account).toEqual(account);
  expect(world.opened.at(-1)).toEqual(saved);
});
