import fc from "fast-check";
import { expect, it } from "vitest";
import type { Command } from "../../src/browser/commands.ts";
import type { Api } from "../../src/core/api-rules.ts";
import { badge } from "../../src/core/devices/badge.ts";
import { verdict } from "../../src/core/devices/verdict.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { retryAt } from "../../src/core/switching/journal.ts";
import { signedInWorld, type World } from "./world.ts";

/** One thing that happens to the agent's service, or begins to be so. */
type Happening =
  /** What follows comes so many turns later, and may meet any part of it. */
  | { does: "key"; key: string; turns: number }
  | { does: "command"; command: Command; turns: number }
  | { does: "sign-in"; keep: boolean; turns: number }
  | { does: "presence"; presence: World["presence"] }
  /** What the next requests meet, and for how long the server wants to be left alone where it says so, ms. */
  | { does: "fates"; fates: World["script"]; wait: number }
  | { does: "pass" | "sleep" | "clock"; ms: number }
  | { does: "die" | "restart" }
  /** The worker dies at this one of the next places where it waits for the world outside. */
  | { does: "die-at"; point: number }
  | { does: "elsewhere"; phone: boolean; sip: boolean }
  | { does: "register"; registered: boolean | null }
  | { does: "network"; online: boolean }
  | { does: "storage"; full: boolean; unreadable: World["unreadable"] }
  | { does: "chance"; random: number };

const kinds: World["script"] = [
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
];
/** A run of some that come again and again, as in an outage. */
const fates = fc
  .tuple(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 4 }), fc.nat(30))
  .map(([some, times]) => Array.from({ length: times }, () => some).flat());

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>({ type: "refresh" }),
  fc
    .record({ device: fc.constantFrom("phone", "sip"), on: fc.boolean(), noneOnPurpose: fc.boolean() })
    .map((press): Command => ({ type: "switch", press })),
  fc.constant<Command>({ type: "change-number", device: "phone", number: "+919876543299" }),
  fc.boolean().map((anyway): Command => ({ type: "sign-out", anyway })),
  fc.constantFrom(30, 120, 600).map(
    (fastestSeconds): Command => ({
      type: "change-settings",
      settings: { ...DEFAULT_SETTINGS, fastestSeconds },
    }),
  ),
);

const turns = fc.nat(30);
const is = <const K extends Happening["does"]>(does: K) => fc.constant(does);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: is("pass"), ms: fc.nat(300_000) }) },
  { weight: 5, arbitrary: fc.record({ does: is("fates"), fates, wait: fc.nat(400_000) }) },
  { weight: 4, arbitrary: fc.record({ does: is("command"), command, turns }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: is("key"),
      key: fc.constantFrom("switch-device", "phone-only", "softphone-only", "both-devices"),
      turns,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: is("sign-in"), keep: fc.boolean(), turns }) },
  fc.record({ does: is("presence"), presence: fc.constantFrom("active", "idle", "locked") }),
  fc.record({ does: is("sleep"), ms: fc.nat(10_000_000) }),
  fc.record({ does: is("clock"), ms: fc.integer({ min: -10_000_000, max: 10_000_000 }) }),
  fc.record({ does: fc.constantFrom("die", "restart") }),
  { weight: 2, arbitrary: fc.record({ does: is("die-at"), point: fc.nat(15) }) },
  fc.record({ does: is("elsewhere"), phone: fc.boolean(), sip: fc.boolean() }),
  fc.record({ does: is("register"), registered: fc.constantFrom(true, false, null) }),
  fc.record({ does: is("network"), online: fc.boolean() }),
  fc.record({
    does: is("storage"),
    full: fc.boolean(),
    unreadable: fc.constantFrom("nothing", "nothing", "all", "credentials"),
  }),
  fc.record({ does: is("chance"), random: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
);

/** As the background does, where the browser could not do something. */
function ignore(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

async function pause(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function happen(world: World, what: Happening): Promise<void> {
  const isEvent = ["key", "command", "sign-in", "presence"].includes(what.does);
  if (isEvent && world.dead) world.start();
  switch (what.does) {
    case "key":
      ignore(world.agent.key(what.key));
      return pause(what.turns);
    case "command":
      ignore(world.agent.command(what.command));
      return pause(what.turns);
    case "sign-in":
      ignore(world.signIn(what.keep));
      return pause(what.turns);
    case "die-at":
      return world.watch(what.point);
    case "presence":
      world.presence = what.presence;
      ignore(world.agent.presenceChanged(what.presence));
      break;
    case "fates":
      world.script = [...what.fates];
      world.waitUntil = world.now + what.wait;
      break;
    case "pass":
      await passQuietly(world, what.ms);
      break;
    case "sleep":
      world.sleep(what.ms);
      break;
    case "clock":
      world.setClock(what.ms);
      break;
    case "die":
      world.start();
      break;
    case "restart":
      world.restart();
      break;
    case "elsewhere":
      world.server.phone = what.phone;
      world.server.sip.enabled = what.sip && !(world.api === "ccm" && what.phone);
      break;
    case "register":
      world.server.sip.registered = what.registered;
      break;
    case "network":
      world.online = what.online;
      break;
    case "storage":
      await world.settle();
      world.storageFull = what.full;
      world.unreadable = what.unreadable;
      break;
    case "chance":
      world.random = what.random;
      break;
  }
  await world.settle();
}

/** Two attempts of a switch, with the reads around them: more than that is never needed where nobody asks for anything. */
const MOST_IN_TEN_SECONDS = 12;

async function passQuietly(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    const before = world.log.length;
    await world.pass(Math.min(left, 10_000));
    expect(world.log.length - before).toBeLessThanOrEqual(MOST_IN_TEN_SECONDS);
  }
}

it.each<Api>(["integrations-core", "ccm"])(
  "neither wakes itself nor asks without pause, whatever happens (%s)",
  async (api) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (all) => {
        const world = await signedInWorld(api);
        for (const what of all) await happen(world, what);
        await passQuietly(world, 600_000);
      }),
      { numRuns: 500 },
    );
  },
  600_000,
);

/** How long it is until whatever is planned has been tried, and a few times more, ms. */
function toTheEndOfAllPlans({ items, now }: World): number {
  const { status, journal, waits } = items;
  const plans = [status.nextReadAt, journal && retryAt(journal), waits.readUntil, waits.writeUntil];
  return Math.max(0, ...plans.map((at) => (at ?? now) - now)) + 2 * status.period + 700_000;
}

/** Whether nothing but time is needed for the worker to go on. */
const isArmed = (world: World): boolean => world.alarm !== null || world.timers.length > 0;

it.each<Api>(["integrations-core", "ccm"])(
  "comes to rest at the truth by itself once all is well, whatever happened (%s)",
  async (api) => {
    const survivable = happening.filter(({ does }) => does !== "storage");
    await fc.assert(
      fc.asyncProperty(fc.array(survivable, { minLength: 5, maxLength: 30 }), async (all) => {
        const world = await signedInWorld(api);
        for (const what of all) await happen(world, what);
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
        ignore(world.agent.presenceChanged("idle"));
        await world.settle();
        await world.pass(toTheEndOfAllPlans(world));
        if (world.items.account === null) return;
        if (world.items.status.credentials === "missing") {
          await world.signIn();
          await world.pass(toTheEndOfAllPlans(world));
        }
        const { status, journal } = world.items;
        expect(status.credentials).toBe("present");
        expect(journal).toBeNull();
        expect(status.inDoubt).toBe(false);
        // It may not count any more where it is read that seldom.
        expect((status.reading?.takenAt ?? 0) + 3 * status.period).toBeGreaterThan(world.now);
        const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
        expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
        expect(world.badge).toEqual(badge(verdict({ ...world.items, now: world.now })));
        expect(isArmed(world)).toBe(true);
      }),
      { numRuns: 400 },
    );
  },
  600_000,
);

it.each<Api>(["integrations-core", "ccm"])(
  "asks nothing before the end of a wait that the server has asked for, whatever happens (%s)",
  async (api) => {
    const dated = happening.filter(({ does }) => does !== "storage" && does !== "clock");
    await fc.assert(
      fc.asyncProperty(fc.array(dated, { minLength: 5, maxLength: 30 }), async (all) => {
        const world = await signedInWorld(api);
        let connecting = false;
        world.asked = (kind) => {
          const { readUntil, writeUntil } = world.items.waits;
          // Who connects has perhaps credentials of which another wait is true.
          const until = kind === "write" ? writeUntil : connecting ? null : readUntil;
          expect(until ?? 0).toBeLessThanOrEqual(world.now);
        };
        for (const what of all) {
          connecting = what.does === "sign-in";
          await happen(world, what);
          if (connecting) await world.settle();
        }
        connecting = false;
        await world.pass(600_000);
      }),
      { numRuns: 400 },
    );
  },
  600_000,
);
