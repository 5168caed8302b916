import { describe, expect, it } from "vitest";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { signedInWorld, type World } from "../world.ts";

const reads = (world: World) => world.log.filter(({ kind }) => kind === "read").length;

/** From now on, all but one of the account's 50 requests are used by the end of each minute. */
function crowd(world: World): void {
  world.random = 0.8;
  world.budget = () => {
    const left = 60_000 - (world.now % 60_000);
    return { limit: 50, remaining: Math.round(left / 1_250), resetAt: world.now + left };
  };
}

describe("the account's budget", () => {
  it("lengthens the period in effect, and with it the life of the evidence", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: null };
    await world.agent.command({ type: "change-settings", settings });
    crowd(world);
    await world.pass(4 * 3_600_000);
    const { period } = world.items.status;
    expect(period).toBeGreaterThan(60_000);
    expect(world.items.pace.period).toBeCloseTo(period, -1);
    const before = reads(world);
    await world.pass(2 * period + 60_000);
    expect(reads(world) - before).toBeLessThanOrEqual(3);
    const { takenAt = 0 } = world.items.status.reading ?? {};
    expect(evidenceExpiresAt(world.items.status)).toBe(takenAt + Math.min(3 * period, 600_000));
  });

  it("is told as it is in effect while others get the answers, which adds nothing to the life of the evidence", async () => {
    const world = await signedInWorld();
    const others = Array.from({ length: 4 }, () => ["ok", "rate-limited", "rate-limited"] as const).flat();
    world.script = [...others, ...Array(400).fill("rate-limited")];
    await world.pass(3 * 3_600_000);
    const { status, pace } = world.items;
    expect(status.period).toBeGreaterThan(300_000);
    expect(status.period).toBeCloseTo(pace.period, -1);
    expect(evidenceExpiresAt(status)).toBeLessThan(world.now - 1_500_000);
  });

  it("spreads over a period who come back when their network does", async () => {
    const backAfter = async (random: number): Promise<number> => {
      const world = await signedInWorld();
      crowd(world);
      await world.pass(4 * 3_600_000);
      const { period } = world.items.status;
      world.online = false;
      world.script = ["unreachable"];
      await world.agent.command({ type: "refresh" });
      world.random = random;
      world.online = true;
      const [from, before] = [world.now, reads(world)];
      while (reads(world) === before) await world.pass(1_000);
      return (world.now - from) / period;
    };
    expect(await backAfter(0.01)).toBeLessThan(0.1);
    expect(await backAfter(0.6)).toBeGreaterThan(0.5);
  });

  it("is kept over the worker's death and the browser's restart, and not for another account", async () => {
    const world = await signedInWorld();
    crowd(world);
    await world.pass(4 * 3_600_000);
    const { pace } = world.items;
    world.start();
    await world.settle();
    expect(world.items.pace).toEqual(pace);
    world.restart();
    await world.settle();
    expect(world.items.pace.period).toBeGreaterThan(pace.period / 2);
    await world.agent.command({ type: "sign-out" });
    expect(world.items.pace.period).toBe(30_000);
  });

  it("holds up neither a press nor an opened popup", async () => {
    const world = await signedInWorld();
    crowd(world);
    await world.pass(4 * 3_600_000);
    const before = world.log.length;
    await world.agent.command({ type: "refresh" });
    expect(world.log.length - before).toBe(1);
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    expect(world.log.slice(before + 1).map(({ kind, at }) => [kind, at])).toEqual([
      ["write", world.now],
      ["read", world.now],
    ]);
  });

  it("comes back at another moment than the wait's end, which all were given", async () => {
    const ends: number[] = [];
    for (const random of [0.1, 0.9]) {
      const world = await signedInWorld();
      world.random = random;
      const until = world.now + 300_000;
      world.waitUntil = until;
      world.script = ["rate-limited"];
      await world.agent.command({ type: "refresh" });
      ends.push((world.items.status.nextReadAt ?? 0) - until);
    }
    expect(ends).toEqual([3_000, 27_000]);
  });

  it("is spared while nobody is there, and somebody's return brings the status up to date", async () => {
    const world = await signedInWorld();
    world.presence = "locked";
    await world.pass(30_000);
    const before = reads(world);
    await world.pass(480_000);
    expect(reads(world) - before).toBe(4);
    expect(world.items.status.period).toBe(120_000);
    world.presence = "active";
    await world.pass(60_000);
    const away = reads(world);
    await world.agent.presenceChanged("active");
    expect(reads(world) - away).toBe(1);
    await world.agent.presenceChanged("active");
    expect(reads(world) - away).toBe(1);
    await world.pass(30_000);
    expect(reads(world) - away).toBe(2);
  });

  it("is read no more often than the agent wishes", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 120 };
    await world.agent.command({ type: "change-settings", settings });
    await world.pass(30_000);
    const before = reads(world);
    await world.pass(600_000);
    expect(reads(world) - before).toBeGreaterThanOrEqual(4);
    expect(reads(world) - before).toBeLessThanOrEqual(5);
  });
});
