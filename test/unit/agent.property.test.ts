import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceExpiresAt } from "../../src/core/devices/verdict.ts";
import { signedInWorld, type World } from "./world.ts";

/** One thing that happens: to the agent, the network, the worker, or the devices elsewhere. */
type Happening =
  | { does: "press"; press: "switch-device" | "phone-only" | "softphone-only" | "both-devices" }
  | { does: "toggle"; device: "phone" | "sip"; on: boolean }
  | { does: "open-popup" }
  | { does: "deliver"; which: number }
  | { does: "answer"; which: number; lost: boolean }
  | { does: "pass"; ms: number }
  | { does: "die" }
  | { does: "restart" }
  | { does: "elsewhere"; phone: boolean; sip: boolean }
  | { does: "register"; registered: boolean | null }
  | {
      does: "fail";
      kind: "server" | "unreachable" | "timed-out" | "malformed" | "intermediary" | "invalid-request";
    }
  | { does: "network"; online: boolean };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("press" as const),
      press: fc.constantFrom("switch-device", "phone-only", "softphone-only", "both-devices"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("toggle" as const),
      device: fc.constantFrom("phone", "sip"),
      on: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("open-popup" as const) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant("deliver" as const), which: fc.nat(3) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("answer" as const),
      which: fc.nat(3),
      lost: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("pass" as const), ms: fc.nat(150_000) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("die" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("restart" as const) }) },
  {
    weight: 1,
    arbitrary: fc
      .record({ does: fc.constant("elsewhere" as const), phone: fc.boolean(), sip: fc.boolean() })
      .filter(({ phone, sip }) => phone || sip),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant("register" as const),
      registered: fc.constantFrom(true, false, null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("fail" as const),
      kind: fc.constantFrom(
        "server",
        "unreachable",
        "timed-out",
        "malformed",
        "intermediary",
        "invalid-request",
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("network" as const), online: fc.boolean() }) },
);

async function happen(world: World, what: Happening): Promise<void> {
  switch (what.does) {
    case "press":
      void world.agent.key(what.press);
      break;
    case "toggle":
      void world.agent.command({ type: "switch", press: { device: what.device, on: what.on } });
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
      await passWithTimeouts(world, what.ms);
      break;
    case "die":
      world.start();
      break;
    case "restart":
      world.restart();
      break;
    case "elsewhere":
      world.sequence += 1;
      world.server.phone = what.phone;
      world.server.sip.enabled = what.sip;
      break;
    case "register":
      world.server.sip.registered = what.registered;
      break;
    case "fail":
      world.script.push(what.kind);
      break;
    case "network":
      world.online = what.online;
      break;
  }
  await world.settle();
}

/** No request outlives its timeout of 10 s. */
async function passWithTimeouts(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await world.pass(Math.min(left, 10_000));
    if (left >= 10_000) for (const request of [...world.requests]) world.answer(request, true);
  }
}

function neverBothOff(world: World): void {
  for (const { change } of world.log) {
    if (change !== null) expect(Object.values(change)).toContain(true);
  }
}

function neverGreenWithoutEvidence(world: World): void {
  const latest = world.paints.at(-1);
  if (latest?.badge.text !== "SIP") return;
  expect(world.lastGoodReadAt).not.toBeNull();
  const heardAt = world.lastGoodReadAt ?? 0;
  // At every paint; and as long as it stands, but for the alarm's shortest time after a death.
  expect(latest.at - heardAt).toBeLessThanOrEqual(90_000);
  expect(world.now - heardAt).toBeLessThanOrEqual(90_000 + 31_000);
}

/** What is shown was heard from the server, and not before a write of ours that the server confirmed. */
function neverOlderThanOurWrite(world: World): void {
  const { status, journal } = world.items;
  if (status.reading === null || journal !== null || world.requests.length > 0) return;
  const written = Math.max(
    0,
    ...world.heard.filter(({ kind }) => kind === "write").map((one) => one.sequence),
  );
  const candidates = world.heard.filter(({ sequence }) => sequence >= written).map(({ on }) => on);
  const shown = Object.fromEntries(status.reading.devices.map(({ id, on }) => [id, on]));
  expect(candidates).toContainEqual(shown);
}

it("keeps its promises whatever happens, and comes to rest at the truth", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
      const world = await signedInWorld();
      world.manual = true;
      for (const what of happenings) {
        await happen(world, what);
        neverBothOff(world);
        neverGreenWithoutEvidence(world);
        neverOlderThanOurWrite(world);
      }
      // Everything is well again: the network, the server, and time to look.
      world.manual = false;
      world.online = true;
      world.script = [];
      for (const request of [...world.requests]) world.answer(request, true);
      await world.pass(1_300_000);
      const { journal, status } = world.items;
      expect(journal).toBeNull();
      expect(status.inDoubt).toBe(false);
      const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
      expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
      expect(evidenceExpiresAt(status)).toBeGreaterThan(world.now);
      neverBothOff(world);
    }),
    { numRuns: 300 },
  );
});

it("ends where the last press led, whatever the order in which answers come", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          ring: fc.constantFrom("phone-only", "softphone-only", "both-devices"),
          deliver: fc.nat(2),
          popup: fc.boolean(),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      async (presses) => {
        const world = await signedInWorld();
        world.manual = true;
        for (const { ring, deliver, popup } of presses) {
          await world.agent.key(ring);
          if (popup) void world.agent.command({ type: "refresh" });
          await world.settle();
          for (const request of world.requests.slice(0, deliver)) {
            if (request.effect === null) world.deliver(request);
            else world.answer(request);
          }
          await world.settle();
        }
        world.manual = false;
        for (const request of [...world.requests]) {
          if (request.effect === null) world.deliver(request);
          world.answer(request);
        }
        await world.settle();
        await world.pass(1_000);
        const last = presses.at(-1)?.ring;
        expect(world.server.phone).toBe(last !== "softphone-only");
        expect(world.server.sip.enabled).toBe(last !== "phone-only");
        expect(world.items.journal).toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});
