import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import type { FailureKind } from "../../../src/core/failure.ts";
import { INITIAL_PACE } from "../../../src/core/polling/pace.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { signedInWorld, type World } from "../world.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const APIS: Api[] = ["integrations-core", "ccm"];
/** What a request may take until it is given up, of the two minutes in which the truth is to be back, ms. */
const TRUTH_WITHIN = 2 * MINUTE - 10_000;

const reads = (world: World): World["log"] => world.log.filter(({ kind }) => kind === "read");

/** A random number from these, one after the other. */
function drawFrom(world: World, draws: readonly number[]): void {
  let at = 0;
  Object.defineProperty(world, "random", { get: () => draws[at++ % draws.length] });
}

/** The devices as others have set them, which nothing but a read can tell. */
function changeElsewhere(world: World): void {
  const { phone } = world.server;
  world.server.phone = !phone;
  world.server.sip.enabled = phone;
}

function showsTheTruth(world: World): boolean {
  const { reading } = world.items.status;
  const on = (id: string) => reading?.devices.find((device) => device.id === id)?.on;
  const isRead = on("phone") === world.server.phone && on("sip") === world.server.sip.enabled;
  return isRead && !["?", "…", "KEY"].includes(world.badge.text);
}

/** How long it takes until the truth is shown, in steps of a second; ms. */
async function untilTruth(world: World, most: number): Promise<number> {
  const from = world.now;
  while (!showsTheTruth(world) && world.now - from <= most) await world.pass(1_000);
  return world.now - from;
}

describe.each(APIS)("after an outage (%s)", (api) => {
  const kind = fc.constantFrom<FailureKind>(
    "not-permitted",
    "not-found",
    "invalid-request",
    "conflict",
    "rate-limited",
    "server",
    "unreachable",
    "timed-out",
    "malformed",
  );

  it("of any kind and length the truth is back within two minutes for who is at the machine", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kinds: fc.oneof(
            kind.map((only) => [only]),
            fc.array(kind, { minLength: 2, maxLength: 5 }),
          ),
          // From two minutes to twelve hours, each length's half as likely as itself.
          length: fc.double({ min: Math.log(2), max: Math.log(720), noNaN: true }).map(Math.exp),
          draws: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 20 }),
          workerDies: fc.boolean(),
        }),
        async ({ kinds, length, draws, workerDies }) => {
          const world = await signedInWorld(api);
          drawFrom(world, draws);
          await world.pass(35_000);
          world.script = Array.from({ length: 3_000 }, (_, at) => kinds[at % kinds.length] ?? "server");
          await world.pass(length * MINUTE);
          changeElsewhere(world);
          world.script = [];
          if (workerDies) world.die();
          expect(await untilTruth(world, TRUTH_WITHIN)).toBeLessThanOrEqual(TRUTH_WITHIN);
        },
      ),
      { numRuns: 10 },
    );
  }, 300_000);

  it.each(["alive", "dead"] as const)("of the machine's own network likewise (worker %s)", async (worker) => {
    const world = await signedInWorld(api);
    world.random = 0.999;
    world.online = false;
    world.script = Array(3_000).fill("unreachable");
    await world.pass(20 * MINUTE);
    changeElsewhere(world);
    world.script = [];
    world.online = true;
    if (worker === "dead") world.die();
    expect(await untilTruth(world, TRUTH_WITHIN)).toBeLessThanOrEqual(TRUTH_WITHIN);
  });

  it("while nobody is there it is asked more and more seldom, and the truth is back with who comes back", async () => {
    const world = await signedInWorld(api);
    world.random = 0.999;
    world.presence = "idle";
    world.script = Array(3_000).fill("server");
    await world.pass(HOUR);
    const before = reads(world).length;
    await world.pass(HOUR);
    expect(reads(world).length - before).toBeLessThanOrEqual(7);
    world.script = [];
    changeElsewhere(world);
    world.presence = "active";
    await world.agent.presenceChanged("active");
    expect(await untilTruth(world, TRUTH_WITHIN)).toBeLessThanOrEqual(31_000);
  });
});

describe.each(APIS)("after 429s without headers, an agent who is alone (%s)", (api) => {
  it.each([30, 60, 120].flatMap((minutes) => [null, 60].map((wait) => [minutes, wait] as const)))(
    "for %i minutes, with Retry-After %s: sees the truth at once, and reads as often as before",
    async (minutes, wait) => {
      for (const draws of [[0], [0.5], [0.999], [0.1, 0.7, 0.3, 0.9]]) {
        const world = await signedInWorld(api);
        drawFrom(world, draws);
        await world.pass(35_000);
        world.script = Array(3_000).fill("rate-limited");
        world.asked = () => {
          world.waitUntil = wait === null ? null : world.now + wait * 1_000;
        };
        await world.pass(minutes * MINUTE);
        changeElsewhere(world);
        world.script = [];
        expect(await untilTruth(world, TRUTH_WITHIN)).toBeLessThanOrEqual(TRUTH_WITHIN);
        await world.pass(5 * MINUTE);
        const from = world.now;
        await world.pass(20 * MINUTE);
        expect(world.items.status.period).toBeLessThan(MINUTE);
        const later = reads(world).filter(({ at }) => at > from);
        // Now and then one is put off to the end of the minute.
        expect(later.length).toBeGreaterThanOrEqual(20);
        expect(evidenceExpiresAt(world.items.status) ?? 0).toBeLessThan(world.now + 4 * MINUTE);
      }
    },
    60_000,
  );
});

describe("evidence in a long period", () => {
  /** An agent of an account that is so short that each reads once an hour. */
  async function shortWorld(): Promise<World> {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: null };
    await world.agent.command({ type: "change-settings", settings });
    world.local.set("pace", { ...INITIAL_PACE, period: HOUR });
    world.start();
    await world.settle();
    await world.agent.command({ type: "refresh" });
    expect(world.items.status.period).toBeGreaterThan(0.99 * HOUR);
    return world;
  }

  it("counts for ten minutes; then it is not known until the next read, and no budget is blamed on Exotel", async () => {
    const world = await shortWorld();
    const before = reads(world).length;
    await world.pass(10 * MINUTE);
    expect(world.badge.text).toBe("SIP");
    await world.pass(1_000);
    expect(world.badge.text).toBe("?");
    expect(world.title).toContain("has not checked lately");
    await world.pass(30 * MINUTE);
    expect(world.badge.text).toBe("?");
    expect(reads(world)).toHaveLength(before);
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("SIP");
  });

  it("does so too where an earlier version let it count for longer", async () => {
    const world = await shortWorld();
    world.session.set("status", { ...world.items.status, countsFor: 3 * HOUR });
    world.start();
    await world.pass(10 * MINUTE);
    await world.pass(1_000);
    expect(world.badge.text).toBe("?");
  });

  it("does so too where the settings let it be read once in ten minutes, or seldomer while nobody is there", async () => {
    const world = await signedInWorld();
    const settings = {
      ...DEFAULT_SETTINGS,
      fastestSeconds: 600,
      slowestMinutes: 60,
      lastSeenLimitMinutes: null,
    };
    await world.agent.command({ type: "change-settings", settings });
    world.presence = "locked";
    await world.agent.command({ type: "refresh" });
    await world.pass(12 * MINUTE);
    expect(world.items.status.period).toBe(40 * MINUTE);
    await world.pass(10 * MINUTE + 31_000);
    expect(world.badge.text).toBe("?");
    world.presence = "active";
    await world.agent.presenceChanged("active");
    expect(world.badge.text).toBe("SIP");
  });
});

describe.each(APIS)("credentials that are refused (%s)", (api) => {
  /** When the server was asked, in minutes from now. */
  function watch(world: World): () => number[] {
    const [from, before] = [world.now, world.log.length];
    return () => world.log.slice(before).map(({ at }) => (at - from) / MINUTE);
  }

  async function refusedWorld(): Promise<World> {
    const world = await signedInWorld(api);
    world.random = 0;
    world.script = Array(1_000).fill("credentials-refused");
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("KEY");
    return world;
  }

  it("once are tried again after a minute", async () => {
    const world = await refusedWorld();
    world.script = [];
    await world.pass(59_000);
    expect(world.badge.text).toBe("KEY");
    await world.pass(2_000);
    expect(showsTheTruth(world)).toBe(true);
    expect(world.items.status.refusal).toBeNull();
    await world.pass(31_000);
    expect(world.log.at(-1)?.at).toBeGreaterThan(world.now - 31_000);
  });

  it.each(["alive", "dead"] as const)(
    "again and again are tried after 1, 5 and 15 minutes, then hourly, and never more often (worker %s)",
    async (worker) => {
      const world = await refusedWorld();
      const asked = watch(world);
      for (let passed = 0; passed < 4 * HOUR; passed += 30_000) {
        if (worker === "dead") world.die();
        await world.pass(30_000);
        if (worker === "dead") world.start();
        expect(world.badge.text).toBe("KEY");
      }
      expect(asked().map(Math.round)).toEqual([1, 6, 21, 81, 141, 201]);
    },
  );

  it("are spread, since a gateway may have refused everybody at once", async () => {
    const tried: number[] = [];
    for (const random of [0, 0.5, 0.999]) {
      const world = await signedInWorld(api);
      world.random = random;
      world.script = ["credentials-refused"];
      await world.agent.command({ type: "refresh" });
      const asked = watch(world);
      await world.pass(80_000);
      tried.push(Math.round((asked()[0] ?? 0) * 60));
    }
    expect(tried).toEqual([60, 68, 75]);
  });

  it("stay so, and are tried as seldom, whatever else fails meanwhile", async () => {
    const world = await refusedWorld();
    await world.pass(6.5 * MINUTE);
    const asked = watch(world);
    world.script = Array(1_000).fill("unreachable");
    for (let passed = 0; passed < HOUR; passed += MINUTE) {
      await world.pass(MINUTE);
      expect(world.badge.text).toBe("KEY");
    }
    expect(asked()).toHaveLength(4);
    world.script = [];
    await world.pass(16 * MINUTE);
    expect(showsTheTruth(world)).toBe(true);
  });

  it("are tried whenever the agent looks, which leaves the plan as it is", async () => {
    const world = await refusedWorld();
    await world.pass(10 * MINUTE);
    const planned = world.items.status.nextReadAt;
    const asked = watch(world);
    for (let looks = 0; looks < 3; looks += 1) await world.agent.command({ type: "refresh" });
    expect(asked()).toHaveLength(3);
    expect(world.items.status.nextReadAt).toBe(planned);
    world.script = [];
    await world.agent.command({ type: "refresh" });
    expect(showsTheTruth(world)).toBe(true);
  });

  it("are tried when somebody comes back from a long absence, and not after every pause", async () => {
    const world = await refusedWorld();
    await world.pass(25 * MINUTE);
    const asked = watch(world);
    for (let pauses = 0; pauses < 20; pauses += 1) {
      await world.agent.presenceChanged("idle");
      await world.pass(20_000);
      await world.agent.presenceChanged("active");
      await world.pass(40_000);
    }
    expect(asked()).toEqual([]);
    for (let absences = 0; absences < 3; absences += 1) {
      await world.agent.presenceChanged("idle");
      await world.agent.presenceChanged("locked");
      world.die();
      await world.pass(9.9 * MINUTE);
      world.start();
      await world.agent.presenceChanged("active");
      await world.settle();
      expect(asked()).toHaveLength(absences);
      await world.agent.presenceChanged("locked");
      await world.pass(10.1 * MINUTE);
      await world.agent.presenceChanged("active");
      await world.settle();
      expect(asked()).toHaveLength(absences + 1);
      await world.agent.presenceChanged("idle");
      await world.agent.presenceChanged("active");
      await world.settle();
      expect(asked()).toHaveLength(absences + 1);
    }
  });

  it("are tried when somebody comes back whose machine has locked itself in their absence", async () => {
    const world = await refusedWorld();
    await world.pass(25 * MINUTE);
    const asked = watch(world);
    await world.agent.presenceChanged("idle");
    await world.pass(9 * MINUTE);
    await world.agent.presenceChanged("locked");
    await world.pass(2 * MINUTE);
    await world.agent.presenceChanged("active");
    await world.settle();
    expect(asked()).toHaveLength(1);
  });

  it("are not tried twice where somebody comes back just before the planned try", async () => {
    const world = await refusedWorld();
    await world.pass(21.5 * MINUTE);
    await world.agent.presenceChanged("idle");
    await world.pass(59.4 * MINUTE);
    const asked = watch(world);
    await world.agent.presenceChanged("active");
    await world.pass(10 * MINUTE);
    expect(asked()).toHaveLength(1);
  });

  it("are tried soon once a request can be sent at all", async () => {
    const world = await refusedWorld();
    await world.pass(20 * MINUTE);
    world.online = false;
    world.script = Array(1_000).fill("unreachable");
    await world.pass(5 * MINUTE);
    world.online = true;
    world.script = [];
    await world.pass(65_000);
    expect(showsTheTruth(world)).toBe(true);
  });

  it("stay the reason that is told while the browser withholds access within a wait", async () => {
    const world = await refusedWorld();
    const { failure } = world.items.status;
    world.script = ["rate-limited"];
    world.waitUntil = world.now + HOUR;
    await world.agent.command({ type: "refresh" });
    world.accessBlock = "access-withheld";
    await world.agent.command({ type: "refresh" });
    expect(world.items.status).toMatchObject({ credentials: "refused", failure });
  });

  it("are tried when somebody comes back who had left before they were refused", async () => {
    const world = await signedInWorld(api);
    world.random = 0;
    await world.agent.presenceChanged("idle");
    world.script = Array(4).fill("credentials-refused");
    await world.agent.command({ type: "refresh" });
    await world.pass(35 * MINUTE);
    expect(world.badge.text).toBe("KEY");
    await world.agent.presenceChanged("active");
    expect(showsTheTruth(world)).toBe(true);
  });

  it("by writes only, while reads are answered well, are tried as seldom by a switch that goes on", async () => {
    if (api !== "ccm") return;
    const world = await signedInWorld(api);
    world.random = 0;
    const from = world.now;
    const writes = () => world.log.filter(({ kind }) => kind === "write");
    world.asked = (kind) => {
      world.script = kind === "write" && writes().length > 0 ? ["credentials-refused"] : [];
    };
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.pass(2 * HOUR);
    const tried = writes().map(({ at }) => Math.round((at - from) / MINUTE));
    expect(tried).toEqual([0, 0, 1, 6, 21, 81]);
  });

  it("by a switch are tried again too, and once they are accepted a switch that waits is ended", async () => {
    const world = await signedInWorld(api);
    world.random = 0;
    const isCcm = api === "ccm";
    world.script = isCcm ? ["ok", "credentials-refused"] : ["credentials-refused"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(world.items.status.credentials).toBe("refused");
    expect(world.badge.text).toBe(isCcm ? "!!" : "KEY");
    await world.pass(59_000);
    expect(world.items.status.credentials).toBe("refused");
    await world.pass(10_000);
    expect(world.items.status.credentials).toBe("present");
    expect(world.items.journal).toBeNull();
    expect(world.server.phone || world.server.sip.enabled).toBe(true);
    expect(showsTheTruth(world)).toBe(true);
  });

  it("begin anew after others were entered, and after the browser's restart, which tries them once", async () => {
    const world = await refusedWorld();
    await world.pass(30 * MINUTE);
    world.script = [];
    await world.signIn();
    world.script = Array(1_000).fill("credentials-refused");
    await world.agent.command({ type: "refresh" });
    const asked = watch(world);
    await world.pass(30 * MINUTE);
    expect(asked().map(Math.round)).toEqual([1, 6, 21]);
    world.restart();
    const again = watch(world);
    await world.settle();
    expect(again()).toEqual([0]);
    await world.pass(2 * MINUTE);
    expect(again()).toHaveLength(2);
  });

  it("are not asked for while the browser cannot hand them out, nor sooner afterwards", async () => {
    const world = await refusedWorld();
    await world.pass(25 * MINUTE);
    const asked = watch(world);
    world.unreadable = "credentials";
    world.start();
    await world.agent.command({ type: "refresh" });
    world.unreadable = "nothing";
    await world.pass(30 * MINUTE);
    expect(asked()).toEqual([]);
  });
});
