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

async function connectAnother(): Promise<void> {
  world.session.set("vault.staged", { api: "integrations-core", appToken: "other" });
  const account = {
    api: "integrations-core",
    customerId: "cust",
    appId: "app",
    userId: "agent_002",
  } as const;
  await world.agent.command({ type: "connect", account, keepSignedIn: true });
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
    expect((unknown?.unobservedFrom ?? 0) - (observed()[0]?.readAt ?? 0)).toBeLessThanOrEqual(
      3 * PERIOD + 1_000,
    );
  });

  it("holds that no device is on without a new reading, and records it once", async () => {
    world = new World("ccm");
    world.start();
    await world.signIn();
    await world.settle();
    world.script = ["ok", ...Array.from({ length: 50 }, () => "credentials-refused" as const)];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.pass(12 * 60_000);
    expect(world.badge.text).toBe("!!");
    const recorded = world.history.length;
    await world.pass(10 * 60_000);
    expect(world.badge.text).toBe("!!");
    expect(world.history.length).toBe(recorded);
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
    const gap = observed().find(({ unobservedFrom }) => unobservedFrom !== undefined);
    expect(gap?.unobservedFrom).toBeGreaterThanOrEqual(seen);
    expect(gap?.unobservedFrom).toBeLessThanOrEqual(seen + 60_000);
    expect(gap?.at).toBeGreaterThanOrEqual(seen + 3 * 3_600_000);
    expect(reaches().at(-1)).toBe("both");
  });

  it("has a gap where the browser was closed, however shortly", async () => {
    const { seen } = world.historyMark ?? {};
    world.restart();
    await world.pass(5_000);
    expect(reaches()).toEqual(["both", "both"]);
    expect(observed()[1]?.unobservedFrom).toBe(seen);
  });
});

const switched = (): (readonly [string, boolean])[] =>
  world.history.flatMap((one) => (one.kind === "switched" ? [[one.by, one.isReturn] as const] : []));

describe("who switched", () => {
  it("is recorded for the popup, a key and somebody elsewhere, once each, in the stretch that it began", async () => {
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.pass(PERIOD);
    await world.agent.key("softphone-only");
    await world.pass(PERIOD);
    world.server.phone = true;
    await world.pass(2 * PERIOD);
    expect(switched()).toEqual([
      ["popup", false],
      ["key", false],
      ["elsewhere", false],
    ]);
    const [first] = world.history.filter(({ kind }) => kind === "switched");
    const phone = observed().find(({ reach }) => reach === "phone");
    expect(first?.at).toBeGreaterThanOrEqual(phone?.at ?? Number.POSITIVE_INFINITY);
    expect(first?.at).toBeLessThanOrEqual((phone?.at ?? 0) + 5_000);
  });

  it("is known to a worker that begins after the change, or in the middle of the switch", async () => {
    world.die();
    world.server.phone = false;
    await world.pass(2 * PERIOD);
    expect(switched()).toEqual([["elsewhere", false]]);
  });

  it("is not known for what was changed while the browser was closed", async () => {
    world.server.phone = false;
    world.restart();
    await world.pass(2 * PERIOD);
    expect([reaches().at(-1), switched()]).toEqual(["softphone", []]);
  });

  it("is nobody where another account's devices are on otherwise", async () => {
    world.server.phone = false;
    await connectAnother();
    expect([reaches(), switched()]).toEqual([["softphone"], []]);
  });

  it("is the rule, and its end", async () => {
    await world.agent.command({
      type: "for-a-while",
      press: { ring: "phone" },
      until: world.now + 5 * 60_000,
    });
    await world.pass(7 * 60_000);
    expect(switched()).toEqual([
      ["for-a-while", false],
      ["for-a-while", true],
    ]);
  });
});

describe("the day in short", () => {
  const today = (): unknown => world.session.get("today");

  it("follows what is recorded", async () => {
    expect(today()).toMatchObject({ gaps: 0, is: "reached" });
    world.server.sip.registered = false;
    world.server.phone = false;
    await world.pass(2 * PERIOD);
    expect(today()).toMatchObject({ gaps: 1, gapsLasted: 0, is: "gap" });
    world.server.sip.registered = true;
    await world.pass(2 * PERIOD);
    expect(today()).toMatchObject({ gaps: 1, is: "reached" });
    expect((today() as { gapsLasted: number }).gapsLasted).toBeGreaterThan(0);
  });

  it("begins anew at midnight, though nothing changes", async () => {
    const before = (today() as { from: number }).from;
    const midnight = new Date(before).setHours(24);
    await world.pass(midnight + 2 * 60_000 - world.now);
    expect(today()).toMatchObject({ from: midnight, gaps: 0, is: "reached", since: midnight });
  });

  it("is back after a restart of the browser, with what was before", async () => {
    world.server.sip.registered = false;
    world.server.phone = false;
    await world.pass(4 * PERIOD);
    world.server.sip.registered = true;
    world.restart();
    expect(today()).toBeUndefined();
    await world.pass(2 * PERIOD);
    expect(today()).toMatchObject({ gaps: 1, is: "reached" });
  });

  it("is gone where no history is kept, cannot be written, or nobody is signed in", async () => {
    await change({ keepsHistory: false });
    expect(today()).toBeNull();
    await change({ keepsHistory: true });
    expect(today()).toMatchObject({ gaps: 0 });
    world.historyFails = true;
    world.server.sip.registered = false;
    await world.pass(2 * PERIOD);
    expect(today()).toBeNull();
    world.historyFails = false;
    await world.pass(4 * PERIOD);
    expect(today()).toMatchObject({ is: "reached" });
    await world.agent.command({ type: "sign-out" });
    await world.pass(1_000);
    expect(today() ?? null).toBeNull();
  });
});

describe("the history is forgotten", () => {
  it("once the browser can, if it could not at first", async () => {
    world.historyFails = true;
    await change({ keepsHistory: false });
    expect(world.history).not.toEqual([]);
    world.historyFails = false;
    await world.pass(2 * PERIOD);
    expect([world.history, world.historyMark]).toEqual([[], null]);
  });

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
    await connectAnother();
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
    expect(observed()[1]?.unobservedFrom).toBeLessThan(observed()[1]?.at ?? 0);
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
