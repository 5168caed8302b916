import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { signedInWorld, type World } from "../world.ts";

const CORE: Api = "integrations-core";
const CCM: Api = "ccm";
const writes = (world: World) => world.log.filter(({ kind }) => kind === "write").map(({ change }) => change);
const on = ({ server }: World) => ({ phone: server.phone, sip: server.sip.enabled });
/** One switch from where a new world is: both on, or the phone where only one may be. */
const ONCE = {
  [CORE]: [{ phone: true, sip: false }],
  [CCM]: [{ phone: false }, { sip: true }],
} as const;

/** The browser reports the command at these moments from now, ms. */
async function reported(world: World, moments: readonly number[], command = "switch-device"): Promise<void> {
  let passed = 0;
  for (const moment of moments) {
    await world.pass(moment - passed);
    passed = moment;
    void world.agent.key(command);
    await world.settle();
  }
}

/** A key that is held for so long, as X11 repeats it. */
function held(ms: number): number[] {
  const moments = [0];
  for (let moment = 660; moment < ms; moment += 40) moments.push(moment);
  return moments;
}

/** Every request takes this long. */
function slow(world: World, ms: number): void {
  world.manual = true;
  world.asked = () => {
    world.timers.push({
      at: world.now + ms,
      worker: 0,
      callBack: () => {
        const [request] = world.requests;
        if (request === undefined) return;
        world.deliver(request);
        world.answer(request);
      },
    });
  };
}

describe.each([CORE, CCM])("a key that is held (%s)", (api) => {
  it.each([
    [1_500, 0],
    [3_000, 0],
    [1_500, 300],
    [3_000, 900],
    [3_000, 4_000],
  ])("for %i ms is one switch, with a server that takes %i ms", async (ms, latency) => {
    const world = await signedInWorld(api);
    if (latency > 0) slow(world, latency);
    await reported(world, held(ms));
    await world.pass(30_000);
    expect(writes(world)).toEqual(ONCE[api]);
    expect(world.items.journal).toBeNull();
    expect(world.items.notice).toBeNull();
  });

  it("while the worker sleeps is one switch, though its repeats come bunched", async () => {
    const world = await signedInWorld(api);
    await world.pass(5_000);
    world.die();
    world.start();
    for (let repeat = 0; repeat < 20; repeat += 1) void world.agent.key("switch-device");
    await reported(world, held(1_000).slice(1));
    await world.pass(5_000);
    expect(writes(world)).toEqual(ONCE[api]);
  });

  it("is one refusal where the switch cannot be made", async () => {
    const world = await signedInWorld(api);
    world.script = ["not-permitted"];
    await reported(world, held(3_000));
    expect(writes(world)).toEqual(ONCE[api].slice(0, 1));
    await world.pass(5_000);
    const refusals = world.paints.filter(({ badge }) => badge.text === "NO");
    expect(refusals).toHaveLength(1);
  });

  it("is one press whatever the clock is set to meanwhile", async () => {
    for (const by of [-3_600_000, 3_600_000]) {
      const world = await signedInWorld(api);
      await reported(world, held(1_500));
      world.setClock(by);
      await reported(world, [40, 80, 120]);
      await world.pass(5_000);
      expect(writes(world)).toEqual(ONCE[api]);
      // Nor is a key deaf after it.
      await reported(world, [0]);
      expect(writes(world).length).toBeGreaterThan(ONCE[api].length);
    }
  });

  it("and then pressed is two", async () => {
    const world = await signedInWorld(api);
    const hold = held(1_500);
    await reported(world, [...hold, (hold.at(-1) ?? 0) + 400]);
    await world.pass(5_000);
    expect(writes(world)).toHaveLength(2 * ONCE[api].length);
  });
});

describe.each([CORE, CCM])("a key that is pressed (%s)", (api) => {
  it("twice within half a second is two switches", async () => {
    const world = await signedInWorld(api);
    const before = on(world);
    await reported(world, [0, 400]);
    await world.pass(5_000);
    expect(writes(world)).toHaveLength(2 * ONCE[api].length);
    expect(world.items.journal).toBeNull();
    if (api === CCM) expect(on(world)).toEqual(before);
  });

  it("again after a while acts at once", async () => {
    const world = await signedInWorld(api);
    await reported(world, [0, 2_500]);
    expect(writes(world)).toHaveLength(2 * ONCE[api].length);
  });
});

describe("the key for the next device", () => {
  it("is known to work once it was pressed, until the agent signs out", async () => {
    const world = await signedInWorld();
    expect(world.items.keyWorks).toBe(false);
    await reported(world, [0]);
    await world.pass(1_000);
    expect([world.items.keyWorks, world.local.get("keyWorks")]).toEqual([true, true]);
    await world.agent.command({ type: "sign-out" });
    await world.settle();
    expect(world.items.keyWorks).toBe(false);
    expect(world.local.size).toBe(0);
  });

  it("is not by another key, nor by a press before set-up, which leaves nothing behind", async () => {
    const world = await signedInWorld();
    await reported(world, [0], "phone-only");
    expect(world.items.keyWorks).toBe(false);
    await world.agent.command({ type: "sign-out" });
    await reported(world, [5_000]);
    await world.pass(10_000);
    expect(world.local.get("keyWorks")).toBeUndefined();
  });
});

it("different keys in turn all count, however fast they come", async () => {
  const world = await signedInWorld();
  for (const command of ["phone-only", "softphone-only", "both-devices", "softphone-only"]) {
    await reported(world, [30], command);
  }
  await world.pass(1_000);
  expect(on(world)).toEqual({ phone: false, sip: true });
  expect(writes(world)).toHaveLength(4);
});

it("presses 400 ms apart or more all count, and a key that is held once, in any order", async () => {
  const step = fc.record({
    held: fc.constantFrom(0, 0, 1_000, 2_500),
    pause: fc.integer({ min: 400, max: 4_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const world = await signedInWorld();
      for (const { held: ms, pause } of steps) {
        await reported(world, held(ms));
        await world.pass(pause);
      }
      await world.pass(1_000);
      expect(writes(world)).toHaveLength(steps.length);
    }),
    { numRuns: 60 },
  );
}, 60_000);
