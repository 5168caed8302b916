import fc from "fast-check";
import { expect, it } from "vitest";
import type { Command } from "../../src/browser/commands.ts";
import type { Rule } from "../../src/core/device.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { signedInWorld, type World } from "./world.ts";

/** One thing that happens to the agent's service, or begins to be so. */
type Happening =
  | { does: "key"; key: string }
  | { does: "command"; command: Command }
  | { does: "sign-in"; keep: boolean }
  | { does: "presence"; presence: World["presence"] }
  /** What the next requests meet, and for how long the server wants to be left alone where it says so, ms. */
  | { does: "fates"; fates: World["script"]; wait: number }
  | { does: "pass" | "sleep" | "clock"; ms: number }
  | { does: "die" | "restart" }
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

const is = <const K extends Happening["does"]>(does: K) => fc.constant(does);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: is("pass"), ms: fc.nat(300_000) }) },
  { weight: 5, arbitrary: fc.record({ does: is("fates"), fates, wait: fc.nat(400_000) }) },
  { weight: 4, arbitrary: fc.record({ does: is("command"), command }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: is("key"),
      key: fc.constantFrom("switch-device", "phone-only", "softphone-only", "both-devices"),
    }),
  },
  fc.record({ does: is("sign-in"), keep: fc.boolean() }),
  fc.record({ does: is("presence"), presence: fc.constantFrom("active", "idle", "locked") }),
  fc.record({ does: is("sleep"), ms: fc.nat(10_000_000) }),
  fc.record({ does: is("clock"), ms: fc.integer({ min: -10_000_000, max: 10_000_000 }) }),
  fc.record({ does: fc.constantFrom("die", "restart") }),
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

async function happen(world: World, what: Happening): Promise<void> {
  switch (what.does) {
    case "key":
      ignore(world.agent.key(what.key));
      break;
    case "command":
      ignore(world.agent.command(what.command));
      break;
    case "sign-in":
      ignore(world.signIn(what.keep));
      break;
    case "presence":
      world.presence = what.presence;
      ignore(world.agent.presenceChanged(what.presence));
      break;
    case "fates":
      world.script = what.fates;
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
      world.server.sip.enabled = what.sip && !(world.rule === "at-most-one-on" && what.phone);
      break;
    case "register":
      world.server.sip.registered = what.registered;
      break;
    case "network":
      world.online = what.online;
      break;
    case "storage":
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

it.each<Rule>(["at-least-one-on", "at-most-one-on"])(
  "neither wakes itself nor asks without pause, whatever happens (%s)",
  async (rule) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (all) => {
        const world = await signedInWorld(rule);
        for (const what of all) await happen(world, what);
        await passQuietly(world, 600_000);
      }),
      { numRuns: 500 },
    );
  },
  600_000,
);
