import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { commands, drawn, failures, passUpTo } from "../drawn-commands.ts";
import { memoryOf, OPEN_TAB, type World } from "../world.ts";
import {
  command,
  type Model,
  mend,
  presence,
  run,
  runScheduled,
  SETTLED,
  WorldCommand,
} from "../world-commands.ts";

const MINUTE = 60_000;
const draw = drawn();

/** The agent chooses a place to ring for some minutes from then on. */
const forAWhile = (ring: "phone" | "softphone", minutes: number) =>
  new WorldCommand("forAWhile", [ring, minutes], (world) => {
    if (world.dead) world.start();
    const until = world.now + minutes * MINUTE;
    void world.agent.command({ type: "for-a-while", press: { ring }, until });
  });

/** The softphone's tab comes, goes or crashes, and the browser tells of it. */
const tab = (is: "open" | "closed" | "crashed") =>
  new WorldCommand("tab", [is], (world) => {
    if (world.dead) world.start();
    if (is === "closed") world.tabs.delete(1);
    else world.tabs.set(1, { ...OPEN_TAB, load: is === "crashed" ? "unloaded" : "complete" });
    const event = is === "closed" ? ({ kind: "removed", id: 1 } as const) : null;
    void world.agent.tabHappened(event ?? { kind: "updated", id: 1, isLoading: false, address: null });
  });

const WATCH = { type: "watch-tab", tab: 1, address: "https://softphone.example/" } as const;
const RULES = {
  ...DEFAULT_SETTINGS,
  ringsWhileLocked: true,
  ringsWhenDropped: true,
  droppedReads: 1,
  wellMinutes: 1,
};
const PAGE = { softphonePage: WATCH.address };
const settings = fc.record({ ringsWhileLocked: fc.boolean(), ringsWhenDropped: fc.boolean() });

const everything = (...kinds: World["script"]) =>
  commands(
    25,
    [6, passUpTo(5 * MINUTE)],
    [5, fc.constantFrom<World["presence"]>("active", "locked", "locked").map(presence)],
    [2, draw.ccmKey],
    [2, draw.oneElsewhere],
    [
      2,
      fc
        .tuple(fc.constantFrom("phone", "softphone" as const), fc.integer({ min: 1, max: 10 }))
        .map((args) => forAWhile(...args)),
    ],
    [1, fc.constant(0).map(() => command({ type: "end-for-a-while" }, SETTLED))],
    [2, fc.constantFrom("open", "closed", "crashed" as const).map(tab)],
    [1, fc.constant(0).map(() => command(WATCH))],
    [
      1,
      settings.map((some) => command({ type: "change-settings", settings: { ...RULES, ...PAGE, ...some } })),
    ],
    [2, draw.die],
    [1, draw.restart],
    [2, draw.dieAt],
    [1, draw.chance],
    [1, draw.sleep],
    [2, failures(...kinds)],
  );

const FAILURES = [
  "server",
  "timed-out",
  "unreachable",
  "rate-limited",
  "not-permitted",
  "credentials-refused",
] as const;

async function turnOn(world: World): Promise<void> {
  world.tabs.set(1, OPEN_TAB);
  await world.agent.command(WATCH);
  await world.agent.command({ type: "change-settings", settings: { ...RULES, ...PAGE } });
  await world.settle();
}

function promisesAreKept({ world }: Model): void {
  const { phone, sip } = world.server;
  if (world.api === "ccm") expect(phone && sip.enabled).toBe(false);
  else expect(phone || sip.enabled).toBe(true);
}

/** All is well from now on, and nobody does anything. */
async function comeToRest(world: World): Promise<void> {
  mend(world);
  world.killAt = null;
  world.presence = "active";
  if (world.dead) world.start();
  await world.settle();
  if (world.items.status.credentials !== "present") {
    await world.pass(Math.max(0, (world.items.waits.readUntil ?? 0) - world.now));
    await world.signIn();
  }
  void world.agent.presenceChanged("active");
  await world.pass(25 * MINUTE);
}

async function isAtRest(world: World): Promise<void> {
  const { journal, status } = world.items;
  const rules = memoryOf(world);
  expect([journal, rules.plan, rules.forAWhile, status.inDoubt]).toEqual([null, null, null, false]);
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
  expect(world.server.phone || world.server.sip.enabled).toBe(true);
  const writes = (): number => world.log.filter(({ kind }) => kind === "write").length;
  const before = writes();
  await world.pass(12 * MINUTE);
  expect(writes()).toBe(before);
}

describe.each<Api>(["integrations-core", "ccm", "usermapping"])("with rules on, on %s", (api) => {
  it("none is left without a device, no second one is turned on, and all comes to rest", async () => {
    await fc.assert(
      fc.asyncProperty(everything(...FAILURES), async (all) => {
        const { world } = await run(api, all, promisesAreKept, ({ world: its }) => turnOn(its));
        await comeToRest(world);
        await isAtRest(world);
      }),
      { numRuns: 40 },
    );
  });

  it("so it is whenever each request takes effect and is answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), everything("timed-out", "server"), async (scheduler, all) => {
        const { world } = await runScheduled(api, scheduler, all, promisesAreKept, async ({ world: its }) => {
          its.manual = false;
          await turnOn(its);
          its.manual = true;
        });
        await comeToRest(world);
        await isAtRest(world);
      }),
      { numRuns: 25 },
    );
  });
});
