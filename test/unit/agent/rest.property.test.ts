import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { badge } from "../../../src/core/devices/badge.ts";
import { verdict } from "../../../src/core/devices/verdict.ts";
import { retryAt } from "../../../src/core/switching/journal.ts";
import { commands, drawn, outage, passUpTo } from "../drawn-commands.ts";
import type { World } from "../world.ts";
import { type Model, passQuietly, run, type WorldCommand } from "../world-commands.ts";

/** What follows an event may meet any part of it. */
const draw = drawn(fc.nat(30));
const survivable = [
  [6, passUpTo(300_000)],
  [
    5,
    outage(
      "ok",
      "server",
      "unreachable",
      "timed-out",
      "malformed",
      "intermediary",
      "not-permitted",
      "not-found",
      "conflict",
      "rate-limited",
      "credentials-refused",
    ),
  ],
  [4, draw.command],
  [3, draw.key],
  [2, draw.signIn],
  [1, draw.presence],
  [1, draw.sleep],
  [1, fc.oneof(draw.die, draw.restart)],
  [2, draw.dieAt],
  [1, draw.elsewhere],
  [1, draw.register],
  [1, draw.network],
  [1, draw.chance],
] as const;

/** How long it is until whatever is planned has been tried, and a few times more, ms. */
function toTheEndOfAllPlans({ items, now }: World): number {
  const { status, journal, waits } = items;
  const plans = [status.nextReadAt, journal && retryAt(journal), waits.readUntil, waits.writeUntil];
  return Math.max(0, ...plans.map((at) => (at ?? now) - now)) + 2 * status.period + 700_000;
}

/** Whether nothing but time is needed for the worker to go on. */
const isArmed = (world: World): boolean => world.alarm !== null || world.timers.length > 0;

/** Notes each request that comes before the end of a wait that the server has asked for. */
function watchWaits(model: Model): void {
  const { world } = model;
  world.asked = (kind) => {
    const { readUntil, writeUntil } = world.items.waits;
    // Who connects has perhaps credentials of which another wait is true.
    const isConnecting = model.current?.name === "signIn";
    const until = kind === "write" ? writeUntil : isConnecting ? null : readUntil;
    const early = (until ?? 0) - world.now;
    if (early > 0) model.note(new Error(`a ${kind} comes ${early} ms before the end of a wait`));
  };
}

async function settleAfterSignIn({ world }: Model, command: WorldCommand | null): Promise<void> {
  if (command?.name === "signIn") await world.settle();
}

describe.each<Api>(["integrations-core", "ccm", "usermapping"])("on %s", (api) => {
  it("neither wakes itself nor asks without pause, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(commands(40, ...survivable, [1, draw.clock], [1, draw.storage]), async (all) => {
        const { world } = await run(api, all);
        await passQuietly(world, 600_000);
      }),
      { numRuns: 150 },
    );
  });

  it("comes to rest at the truth by itself once all is well, whatever happened", async () => {
    await fc.assert(
      fc.asyncProperty(commands(30, ...survivable, [1, draw.clock]), async (all) => {
        const { world } = await run(api, all);
        await world.settle();
        world.killAt = null;
        world.script = [];
        world.online = true;
        if (world.items.account !== null && world.items.status.credentials !== "missing") {
          // Whoever dies in the first of all that it does has done nothing yet for the time after its death.
          expect(isArmed(world) || (world.dead && world.pointsInLife <= 2)).toBe(true);
        }
        // Nothing wakes a worker for a clock that was set back, but a pause of the agent's.
        if (world.dead) world.start();
        void world.agent.presenceChanged("idle");
        await world.settle();
        await world.passToRest(toTheEndOfAllPlans(world));
        if (world.items.account === null) return;
        if (world.items.status.credentials === "missing") {
          await world.signIn();
          await world.passToRest(toTheEndOfAllPlans(world));
        }
        const { status, journal } = world.items;
        expect(status.credentials).toBe("present");
        expect(journal).toBeNull();
        expect(status.inDoubt).toBe(false);
        // It may not count any more where it is read that seldom.
        expect((status.reading?.takenAt ?? 0) + 3 * status.period).toBeGreaterThan(world.now);
        const shown = Object.fromEntries(
          status.reading?.devices.map(({ id, on }) => [id, on === true]) ?? [],
        );
        expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
        expect(world.badge).toEqual(badge(verdict({ ...world.items, now: world.now })));
        expect(isArmed(world)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it("asks nothing before the end of a wait that the server has asked for, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(commands(30, ...survivable), async (all) => {
        const model = await run(api, all, settleAfterSignIn, watchWaits);
        const { world } = model;
        model.current = null;
        await world.pass(600_000);
        model.fail();
      }),
      { numRuns: 160 },
    );
  });
});
