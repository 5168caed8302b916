import { describe, expect, it } from "vitest";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../src/core/devices/last-seen-rhythm.ts";
import { signedInWorld, type World } from "../world.ts";

const MINUTE = 60_000;
const BEAT = 4 * MINUTE;

/** A softphone that is seen every four minutes, for half an hour. */
async function halfAnHour(): Promise<World> {
  const world = await signedInWorld();
  const start = world.now;
  world.seenAt = () => start + Math.floor((world.now - start) / BEAT) * BEAT;
  await world.agent.command({ type: "refresh" });
  await world.pass(31 * MINUTE);
  expect(world.badge.text).toBe("SIP");
  return world;
}

/** The softphone crashes, and stays registered. Returns when it was seen for the last time. */
function crash(world: World): number {
  const last = world.seenAt();
  world.seenAt = () => last;
  return last;
}

async function passUntil(world: World, at: number): Promise<void> {
  await world.pass(at - world.now);
}

describe("a softphone that is seen every four minutes", () => {
  it("is doubted soon after it should have been seen again, with both times told", async () => {
    const world = await halfAnHour();
    const last = crash(world);
    await passUntil(world, last + 5 * MINUTE - 1_000);
    expect(world.badge.text).toBe("SIP");
    await passUntil(world, last + 5 * MINUTE + 31_000);
    expect(world.badge.text).toBe("S?");
    expect(world.title).toContain(
      "The softphone is usually seen every 4 min, but was last seen over 5 min ago.",
    );
  });

  it.each<[string, (world: World) => void]>([
    [
      "the worker's death",
      (world) => {
        world.die();
        world.start();
      },
    ],
    ["the browser's restart", (world) => world.restart()],
  ])("is known through %s", async (_what, end) => {
    const world = await halfAnHour();
    end(world);
    await world.pass(1_000);
    const last = crash(world);
    await passUntil(world, last + 5 * MINUTE + 31_000);
    expect(world.badge.text).toBe("S?");
  });

  it("is doubted as it becomes overdue, a period after, where no read comes through", async () => {
    const world = await halfAnHour();
    const last = crash(world);
    await passUntil(world, last + 4 * MINUTE + 15_000);
    await world.agent.command({ type: "refresh" });
    world.script = Array(100).fill("server");
    await passUntil(world, last + 5 * MINUTE + 29_000);
    expect(world.badge.text).toBe("SIP");
    await passUntil(world, last + 5 * MINUTE + 31_000);
    expect(world.badge.text).toBe("S?");
  });

  it("costs the disk nothing once its rhythm is known", async () => {
    const world = await halfAnHour();
    await world.pass(30 * MINUTE);
    const stored = world.local.get("lastSeenRhythm");
    expect(stored).toMatchObject({ device: "sip", intervals: Array(12).fill(BEAT) });
    await world.pass(30 * MINUTE);
    expect(world.local.get("lastSeenRhythm")).toBe(stored);
  });
});

describe("what was learned", () => {
  it("is of the account: another one begins anew, the same one goes on", async () => {
    const world = await halfAnHour();
    const known = world.items.lastSeenRhythm;
    expect(known.intervals.length).toBeGreaterThan(5);
    await world.signIn();
    expect(world.items.lastSeenRhythm).toEqual(known);
    const account = {
      ...(world.items.account as NonNullable<typeof world.items.account>),
      userId: "agent_002",
    };
    expect(await world.agent.command({ type: "connect", account, keepSignedIn: true })).toEqual({ ok: true });
    expect(world.items.lastSeenRhythm).toEqual({ ...INITIAL_LAST_SEEN_RHYTHM, device: "sip" });
    await world.agent.command({ type: "sign-out" });
    expect(world.items.lastSeenRhythm).toEqual(INITIAL_LAST_SEEN_RHYTHM);
    expect([...world.local.keys()]).toEqual([]);
  });

  it("ends the doubt where last_seen stands still while registrations come and go", async () => {
    const world = await signedInWorld();
    const start = world.now;
    world.seenAt = () => start;
    const register = async (registered: boolean): Promise<void> => {
      await world.pass(1_000);
      world.server.sip.registered = registered;
      await world.agent.command({ type: "refresh" });
    };
    await world.pass(70 * MINUTE);
    for (let times = 0; times < 2; times += 1) {
      await register(true);
      expect(world.badge.text).toBe("S?");
      await world.pass(5 * MINUTE);
      await register(false);
      expect(world.badge.text).toBe("!");
      await world.pass(5 * MINUTE);
    }
    await register(true);
    expect(world.badge.text).toBe("SIP");
    await register(false);
    expect(world.badge.text).toBe("!");
  });
});
