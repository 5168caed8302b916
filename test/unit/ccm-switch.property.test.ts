import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceExpiresAt } from "../../src/core/devices/verdict.ts";
import { signedInWorld, type World } from "./world.ts";

/** One thing that happens to an agent of a CCM account: to the network, the worker, or elsewhere. */
type Happening =
  | { does: "press"; press: "switch-device" | "phone-only" | "softphone-only" }
  | { does: "toggle"; device: "phone" | "sip"; on: boolean }
  | { does: "none-on-purpose" }
  | { does: "open-popup" }
  | { does: "deliver"; which: number }
  | { does: "answer"; which: number; lost: boolean }
  | { does: "pass"; ms: number }
  | { does: "die" }
  | { does: "restart" }
  | { does: "elsewhere"; on: "phone" | "sip" }
  /** A supervisor turns everything off. */
  | { does: "off-elsewhere" }
  /** Nothing but new credentials helps any more. */
  | { does: "sign-in" }
  /** The oldest request is done, or fails, and its answer comes back, or is lost. */
  | { does: "serve"; fate: "ok" | "lost" | (typeof KINDS)[number] }
  | { does: "network"; online: boolean };

const plain: fc.Arbitrary<Happening>[] = [
  fc.record({
    does: fc.constant("press" as const),
    press: fc.constantFrom("switch-device", "phone-only", "softphone-only"),
  }),
  fc.record({
    does: fc.constant("toggle" as const),
    device: fc.constantFrom("phone", "sip"),
    on: fc.boolean(),
  }),
  fc.record({ does: fc.constant("open-popup" as const) }),
  fc.record({ does: fc.constant("pass" as const), ms: fc.nat(150_000) }),
  fc.record({ does: fc.constant("die" as const) }),
  fc.record({ does: fc.constant("restart" as const) }),
  fc.record({ does: fc.constant("network" as const), online: fc.boolean() }),
  fc.record({ does: fc.constant("sign-in" as const) }),
];
const KINDS = [
  "server",
  "unreachable",
  "timed-out",
  "malformed",
  "intermediary",
  "not-permitted",
  "rate-limited",
  "credentials-refused",
] as const;
const wire: fc.Arbitrary<Happening>[] = [
  fc.record({ does: fc.constant("serve" as const), fate: fc.constantFrom("ok", "ok", "lost", ...KINDS) }),
  fc.record({ does: fc.constant("deliver" as const), which: fc.nat(3) }),
  fc.record({ does: fc.constant("answer" as const), which: fc.nat(3), lost: fc.boolean() }),
];
const elsewhere: fc.Arbitrary<Happening> = fc.record({
  does: fc.constant("elsewhere" as const),
  on: fc.constantFrom("phone", "sip"),
});
const offElsewhere: fc.Arbitrary<Happening> = fc.record({ does: fc.constant("off-elsewhere" as const) });
const noneOnPurpose: fc.Arbitrary<Happening> = fc.record({ does: fc.constant("none-on-purpose" as const) });

/**
 * Answers are more frequent than everything else together, or nothing would ever come to its second
 * step; and there are short lives among the long ones, since a later press mends what an earlier broke.
 */
const happenings = (...more: fc.Arbitrary<Happening>[]) => {
  const one = fc.oneof(
    { weight: 2, arbitrary: fc.oneof(...plain, ...more) },
    { weight: 3, arbitrary: fc.oneof(...wire) },
  );
  return fc.oneof(fc.array(one, { minLength: 4, maxLength: 16 }), fc.array(one, { maxLength: 50 }));
};

/** A switch of which the first step is done, and how it may come to stand still there. */
const HALF_A_SWITCH: readonly Happening[] = [
  { does: "toggle", device: "sip", on: true },
  { does: "serve", fate: "ok" },
];
const halfASwitch = fc.constantFrom<readonly Happening[]>(
  [],
  HALF_A_SWITCH,
  [...HALF_A_SWITCH, { does: "die" }],
  [...HALF_A_SWITCH, { does: "serve", fate: "timed-out" }, { does: "serve", fate: "timed-out" }],
);

/** How many sign-ins are under way. What they read is of an account that is not saved yet, and not shown. */
const signingIn = new WeakMap<World, number>();

async function happen(world: World, what: Happening): Promise<void> {
  switch (what.does) {
    case "press":
      void world.agent.key(what.press);
      break;
    case "toggle":
      void world.agent.command({ type: "switch", press: { device: what.device, on: what.on } });
      break;
    case "none-on-purpose":
      for (const device of ["phone", "sip"]) {
        const press = { device, on: false, noneOnPurpose: true };
        void world.agent.command({ type: "switch", press });
      }
      break;
    case "open-popup":
      void world.agent.command({ type: "refresh" });
      break;
    case "deliver": {
      const waiting = world.requests.filter(({ effect }) => effect === null);
      const request = waiting[what.which % Math.max(1, waiting.length)];
      if (request !== undefined) world.deliver(request);
      break;
    }
    case "answer": {
      const request = world.requests[what.which % Math.max(1, world.requests.length)];
      if (request !== undefined && (request.effect !== null || what.lost)) world.answer(request, what.lost);
      break;
    }
    case "pass":
      for (let left = what.ms; left > 0; left -= 10_000) {
        await world.pass(Math.min(left, 10_000));
        if (left >= 10_000) for (const request of [...world.requests]) world.answer(request, true);
      }
      break;
    case "die":
      signingIn.delete(world);
      world.start();
      break;
    case "restart":
      signingIn.delete(world);
      world.restart();
      break;
    case "elsewhere":
      world.server.phone = what.on === "phone";
      world.server.sip.enabled = what.on === "sip";
      break;
    case "off-elsewhere":
      world.server.phone = false;
      world.server.sip.enabled = false;
      break;
    case "sign-in":
      // As the agent who has new credentials; one request, which is answered at once.
      signingIn.set(world, (signingIn.get(world) ?? 0) + 1);
      void world
        .signIn()
        .catch(() => undefined)
        .finally(() => signingIn.set(world, (signingIn.get(world) ?? 0) - 1));
      break;
    case "serve": {
      const [request] = world.requests;
      if (request === undefined) break;
      world.waitUntil = world.now + 45_000;
      world.script = what.fate === "ok" || what.fate === "lost" ? [] : [what.fate];
      if (request.effect === null) world.deliver(request);
      world.answer(request, what.fate === "lost");
      break;
    }
    case "network":
      world.online = what.online;
      break;
  }
  await world.settle();
}

const devicesOn = ({ server }: World): number => Number(server.phone) + Number(server.sip.enabled);

/** While a switch has left no device on, and nothing newer says otherwise, the toolbar says so. */
function strandingIsShown(world: World): void {
  if (!world.items.journal?.noDeviceOn || world.badge.text === "NO" || signingIn.get(world)) return;
  const newest = world.heard.reduce((a, b) => (b.sequence > a.sequence ? b : a));
  const isOn = Object.values(newest.on).includes(true);
  const expired = world.now > (evidenceExpiresAt(world.items.status) ?? Number.POSITIVE_INFINITY);
  const whereItRings = newest.on.phone ? "TEL" : "S?";
  // What was heard of a device that is on gets old like anything else; that none may be on does not.
  expect(world.badge.text).toBe(isOn ? (expired ? "?" : whereItRings) : "!!");
}

async function recover(world: World): Promise<void> {
  world.manual = false;
  world.online = true;
  world.script = [];
  for (const request of [...world.requests]) world.answer(request, true);
  await world.settle();
  if (world.items.status.credentials !== "present") {
    // A server that has asked to be left alone is asked for nothing before.
    await world.pass(Math.max(0, (world.items.waits.readUntil ?? 0) - world.now));
    await world.signIn();
  }
  await world.pass(1_300_000);
}

/**
 * What an agent or a supervisor has turned on while a switch had left none on, which the product had heard: nothing
 * but a later press may turn it off again.
 */
class Claim {
  private device: "phone" | "sip" | null = null;
  private seen = 0;

  heed(what: Happening, world: World): void {
    const { journal } = world.items;
    const writes = world.log.slice(this.seen);
    this.seen = world.log.length;
    if (what.does === "elsewhere") {
      this.device = journal?.noDeviceOn && journal.waiting === null ? what.on : null;
      return;
    }
    if (what.does === "press" || what.does === "toggle" || journal?.waiting) this.device = null;
    if (this.device === null) return;
    for (const { change } of writes) expect(change?.[this.device]).not.toBe(false);
  }
}

function truthIsShown(world: World): void {
  const { journal, status } = world.items;
  expect(journal).toBeNull();
  expect(status.inDoubt).toBe(false);
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
  expect(world.badge.text).toBe(world.server.phone ? "TEL" : world.server.sip.enabled ? "S?" : "!!");
}

it("never leaves the agent without a device, nor turns a second one on", async () => {
  await fc.assert(
    fc.asyncProperty(happenings(), async (all) => {
      const world = await signedInWorld("ccm");
      world.manual = true;
      for (const what of all) {
        await happen(world, what);
        expect(devicesOn(world)).toBeLessThanOrEqual(1);
        expect(world.refusedSecond).toBe(0);
        expect(world.badge.text).not.toBe("SIP");
        strandingIsShown(world);
      }
      await recover(world);
      expect(devicesOn(world)).toBe(1);
      truthIsShown(world);
    }),
    { numRuns: 800 },
  );
});

it("respects what is changed elsewhere, and still leaves one device on", async () => {
  await fc.assert(
    fc.asyncProperty(halfASwitch, happenings(elsewhere, elsewhere, elsewhere), async (first, then) => {
      const world = await signedInWorld("ccm");
      world.manual = true;
      const claim = new Claim();
      for (const what of [...first, ...then]) {
        await happen(world, what);
        claim.heed(what, world);
        expect(devicesOn(world)).toBeLessThanOrEqual(1);
      }
      await recover(world);
      expect(devicesOn(world)).toBe(1);
      truthIsShown(world);
    }),
    { numRuns: 400 },
  );
});

it("comes to rest at the truth when the agent turns everything off on purpose", async () => {
  await fc.assert(
    fc.asyncProperty(happenings(elsewhere, noneOnPurpose, offElsewhere), async (all) => {
      const world = await signedInWorld("ccm");
      world.manual = true;
      for (const what of all) await happen(world, what);
      await recover(world);
      expect(devicesOn(world)).toBeLessThanOrEqual(1);
      truthIsShown(world);
    }),
    { numRuns: 200 },
  );
});
