import { describe, expect, it } from "vitest";
import { World } from "../world.ts";

/** Chromium ends a worker that has been idle for so long. ms */
const IDLE_DEATH = 30_000;

async function signedIn(keep: boolean): Promise<World> {
  const world = new World();
  world.start();
  await world.signIn(keep);
  await world.settle();
  return world;
}

describe("a worker whose agent's credentials are in the memory only", () => {
  it("does not die of idleness, whatever the period, nor does the one that follows it", async () => {
    const world = await signedIn(false);
    const settings = { ...world.items.settings, fastestSeconds: 600, slowestMinutes: 60 };
    await world.agent.command({ type: "change-settings", settings });
    for (const life of ["first", "second"]) {
      for (let passed = 0; passed < 300_000; passed += 25_000) {
        await world.pass(25_000);
        expect(world.now - (world.awakeAt ?? 0), life).toBeLessThan(IDLE_DEATH);
      }
      world.start();
    }
  });

  it("may be a worker whose server refuses them", async () => {
    const world = await signedIn(false);
    world.script = ["credentials-refused"];
    await world.agent.command({ type: "refresh" });
    await world.pass(60_000);
    expect(world.now - (world.awakeAt ?? 0)).toBeLessThan(IDLE_DEATH);
  });

  it("dies as ever once they are gone, or on the disk", async () => {
    const gone = await signedIn(false);
    await gone.agent.command({ type: "sign-out" });
    await gone.pass(120_000);
    expect(gone.awakeAt).toBeNull();
    const kept = await signedIn(true);
    await kept.pass(120_000);
    expect(kept.awakeAt).toBeNull();
    const closed = await signedIn(false);
    closed.restart();
    await closed.pass(120_000);
    expect([closed.awakeAt, closed.items.status.credentials]).toEqual([null, "missing"]);
  });
});
