import { beforeEach, describe, expect, it } from "vitest";
import type { Observed } from "../../../src/core/history/record.ts";
import { message } from "../../../src/core/message.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/core/settings.ts";
import { World } from "../world.ts";

const PERIOD = 30_000;

let world: World;

beforeEach(async () => {
  world = new World();
  world.start();
  await world.signIn();
  await world.pass(1_000);
});

const observed = (): Observed[] => world.history.filter((one) => one.kind === "observed");
const reaches = (): string[] => observed().map(({ reach }) => reach);

async function change(changes: Partial<Settings>): Promise<void> {
  await world.agent.command({ type: "change-settings", settings: { ...DEFAULT_SETTINGS, ...changes } });
  await world.pass(1_000);
}

describe("the history", () => {
  it("holds what changed, and neither number nor address", async () => {
    expect(observed()).toMatchObject([
      {
        reach: "both",
        softphone: "registered",
        phoneOn: true,
        softphoneOn: true,
        registered: true,
        tab: null,
        isBusy: false,
        title: { id: "verdictBoth" },
      },
    ]);
    await world.pass(3 * PERIOD);
    expect(reaches()).toEqual(["both"]);
    world.server.sip.registered = false;
    await world.pass(2 * PERIOD);
    expect(observed().slice(1)).toMatchObject([
      { reach: "phone", softphone: "not-registered", registered: false, title: { id: "verdictPhone" } },
    ]);
    const text = JSON.stringify(world.history);
    for (const secret of ["9876543210", "exotel.com", "canary"]) expect(text).not.toContain(secret);
  });

  it("is marked once a minute while nothing changes", async () => {
    const marks = new Set<number>();
    for (let second = 0; second < 600; second += 10) {
      await world.pass(10_000);
      marks.add(world.historyMark?.seen ?? 0);
    }
    expect(marks.size).toBeGreaterThanOrEqual(5);
    expect(marks.size).toBeLessThanOrEqual(11);
    expect(world.now - (world.historyMark?.seen ?? 0)).toBeLessThanOrEqual(2 * 60_000);
    expect(world.historyMark?.holds).toBeLessThanOrEqual(world.now + 3 * PERIOD);
  });

  it("says that nothing is known from the end of the evidence on", async () => {
    world.script = Array.from({ length: 50 }, () => "unreachable" as const);
    await world.pass(10 * 60_000);
    expect(reaches()).toEqual(["both", "unknown"]);
    const [, unknown] = observed();
    expect(unknown).toMatchObject({ phoneOn: null, softphoneOn: null, registered: null, readAt: null });
    expect((unknown?.gapFrom ?? 0) - (observed()[0]?.readAt ?? 0)).toBeLessThanOrEqual(3 * PERIOD + 1_000);
  });

  it("goes on after the worker's death as if nothing had been", async () => {
    for (let round = 0; round < 5; round += 1) {
      world.die();
      await world.pass(2 * PERIOD);
    }
    expect(reaches()).toEqual(["both"]);
  });

  it("has a gap from the last observation on, where the machine slept", async () => {
    await world.pass(PERIOD);
    const { seen = 0 } = world.historyMark ?? {};
    world.sleep(3 * 3_600_000);
    await world.pass(2 * PERIOD);
    const gap = observed().find(({ gapFrom }) => gapFrom !== undefined);
    expect(gap?.gapFrom).toBeGreaterThanOrEqual(seen);
    expect(gap?.gapFrom).toBeLessThanOrEqual(seen + 60_000);
    expect(gap?.at).toBeGreaterThanOrEqual(seen + 3 * 3_600_000);
    expect(reaches().at(-1)).toBe("both");
  });

  it("has a gap where the browser was closed, however shortly", async () => {
    const { seen } = world.historyMark ?? {};
    world.restart();
    await world.pass(5_000);
    expect(reaches()).toEqual(["both", "both"]);
    expect(observed()[1]?.gapFrom).toBe(seen);
  });
});

describe("the history is forgotten", () => {
  it("at sign-out", async () => {
    expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
    await world.pass(1_000);
    expect([world.history, world.historyMark]).toEqual([[], null]);
  });

  it("at sign-out even if the worker dies at once: the next one makes up for it", async () => {
    await world.agent.command({ type: "sign-out" });
    world.start();
    await world.pass(1_000);
    expect([world.history, world.historyMark]).toEqual([[], null]);
  });

  it("when it is turned off, and begins anew when it is turned on", async () => {
    await change({ keepsHistory: false });
    await world.pass(10 * PERIOD);
    expect([world.history, world.historyMark]).toEqual([[], null]);
    await change({ keepsHistory: true });
    expect(reaches()).toEqual(["both"]);
  });

  it("with another account", async () => {
    world.server.sip.registered = false;
    await world.pass(2 * PERIOD);
    expect(reaches()).toEqual(["both", "phone"]);
    world.session.set("vault.staged", { api: "integrations-core", appToken: "other" });
    const account = {
      api: "integrations-core",
      customerId: "cust",
      appId: "app",
      userId: "agent_002",
    } as const;
    await world.agent.command({ type: "connect", account, keepSignedIn: true });
    await world.pass(1_000);
    expect(reaches()).toEqual(["phone"]);
    expect(world.historyMark?.owner.userId).toBe("agent_002");
  });
});

describe("a history that cannot be written", () => {
  it("keeps nothing else from being done, and is a gap", async () => {
    world.historyFails = true;
    world.server.sip.registered = false;
    await world.pass(3 * PERIOD);
    expect([world.badge.text, reaches()]).toEqual(["!", ["both"]]);
    world.historyFails = false;
    await world.pass(3 * PERIOD);
    expect(reaches()).toEqual(["both", "phone"]);
    expect(observed()[1]?.gapFrom).toBeLessThan(observed()[1]?.at ?? 0);
  });
});

it("nothing of it is read or written before the worker has done what it was started for", async () => {
  world.historyFails = true;
  world.start();
  await world.settle();
  expect(world.timers.filter(({ at }) => at === world.now + 250)).toHaveLength(1);
});

it("a telling is recorded with its words", async () => {
  const { createHistory } = await import("../../../src/agent/history.ts");
  const { createState } = await import("../../../src/agent/state.ts");
  const platform = world.platform();
  const state = createState(platform);
  const history = createHistory(platform, state);
  await world.settle();
  history.told([message("verdictNobody")]);
  await world.pass(1_000);
  expect(world.history.at(-1)).toEqual({
    kind: "told",
    at: world.now - 1_000,
    words: [message("verdictNobody")],
  });
});
