import { beforeEach, describe, expect, it } from "vitest";
import type { Settings } from "../../../src/core/settings.ts";
import type { ProbeAnswer } from "../../../src/core/softphone-tab/softphone-tab.ts";
import { OPEN_TAB, World } from "../world.ts";

const PAGE = "https://phone.example/agent";
const SITE = "https://phone.example/*";
const WELL: ProbeAnswer = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };
/** Chromium ends a worker that has been idle for so long. ms */
const IDLE_DEATH = 30_000;

let world: World;

/** Only the softphone is on, and its tab is watched. */
async function watching(probesPage: boolean): Promise<void> {
  world = new World();
  world.server.phone = false;
  world.start();
  await world.signIn();
  world.tabs.set(1, { ...OPEN_TAB, address: PAGE });
  world.probeAnswers.set(1, WELL);
  world.probedSites = [SITE];
  await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
  if (probesPage) await turnProbe(true);
  await world.settle();
}

async function changeSettings(changes: Partial<Settings>): Promise<void> {
  const settings = { ...world.items.settings, ...changes };
  await world.agent.command({ type: "change-settings", settings });
  await world.settle();
}

const turnProbe = (probesPage: boolean) => changeSettings({ probesPage });
const stopWatching = () => changeSettings({ softphonePage: null });

async function updated(isLoading = false): Promise<void> {
  await world.agent.tabHappened({ kind: "updated", id: 1, isLoading, address: PAGE });
  await world.settle();
}

async function tellsOfChange(tab = 1, address = `${PAGE}?q#x`): Promise<void> {
  await world.agent.pageChanged(tab, address);
  await world.settle();
}

const probes = () => world.items.softphoneTabs.map(({ probe }) => probe);

beforeEach(() => watching(true));

describe("a page that is asked", () => {
  it("is asked at once and then every 20 s, and its answer is kept", async () => {
    expect(probes()).toEqual([WELL]);
    const [first] = world.questions;
    await world.pass(60_000);
    expect(world.questions.map(({ at }) => at - first!.at)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(world.badge.text).toBe("SIP");
  });

  it("hangs where it does not answer for 10 s, and no more once it does", async () => {
    world.probeAnswers.delete(1);
    await world.pass(20_000 + 9_999);
    expect([probes(), world.badge.text]).toEqual([[WELL], "SIP"]);
    await world.pass(1);
    expect([probes(), world.badge.text]).toEqual([["unanswered"], "!!"]);
    expect(world.title).toContain("softphone's page does not respond");
    world.probeAnswers.set(1, WELL);
    world.wakePages();
    await world.settle();
    expect([probes(), world.badge.text]).toEqual([[WELL], "SIP"]);
  });

  it("does not hang where it was loaded anew and answers then", async () => {
    world.probeAnswers.delete(1);
    await world.pass(25_000);
    world.probeAnswers.set(1, WELL);
    await updated(true);
    await world.pass(14_000);
    expect([probes(), world.badge.text]).toEqual([[WELL], "SIP"]);
  });

  it("counts by what it says, as soon as it tells that this has changed", async () => {
    await world.pass(5_000);
    world.probeAnswers.set(1, { ...WELL, microphone: "denied" });
    await tellsOfChange();
    expect(world.badge.text).toBe("!!");
    expect(world.title).toContain("softphone's page may not use the microphone");
    world.probeAnswers.set(1, WELL);
    await tellsOfChange();
    expect(world.badge.text).toBe("SIP");
  });

  it.each([
    ["another tab", 2, PAGE],
    ["another site in that tab", 1, "https://other.example/"],
    ["another port of that host", 1, "https://phone.example:8443/"],
    ["no address", 1, ""],
  ])("is not asked again for the word of %s", async (_who, tab, address) => {
    const before = world.questions.length;
    await tellsOfChange(tab, address);
    expect(world.questions).toHaveLength(before);
  });

  it.each([
    ["nothing", undefined],
    ["a text", "granted"],
    ["another permission", { ...WELL, microphone: "yes" }],
    ["no flag", { ...WELL, hasInput: 1 }],
  ])("has said nothing where it says %s", async (_what, answer) => {
    world.probeAnswers.set(1, answer);
    await world.pass(20_000);
    expect([probes(), world.badge.text]).toEqual([[null], "SIP"]);
  });

  it("leaves nothing but the answer's own fields", async () => {
    world.probeAnswers.set(1, { ...WELL, hasOutput: null, title: "of the page", label: "of a device" });
    await world.pass(20_000);
    expect(probes()).toEqual([{ ...WELL, hasOutput: null }]);
  });

  it("that crashes is seen to at the next question, and does not count as hung", async () => {
    await world.pass(100_000);
    world.probeAnswers.set(1, null);
    world.tabs.set(1, { ...OPEN_TAB, address: PAGE, load: "unloaded" });
    await world.pass(20_000);
    expect(world.title).toContain("crashed");
  });

  it("that freezes before it answers does not count as hung", async () => {
    world.probeAnswers.delete(1);
    world.tabs.set(1, { ...OPEN_TAB, address: PAGE, isFrozen: true });
    await world.pass(40_000);
    expect(world.title).toContain("paused");
  });

  it("is asked beside others, each for itself", async () => {
    world.tabs.set(2, { ...OPEN_TAB, id: 2, address: PAGE });
    await world.agent.tabHappened({ kind: "updated", id: 2, isLoading: false, address: PAGE });
    world.probeAnswers.set(1, { ...WELL, microphone: "denied" });
    await world.pass(30_000);
    expect(probes()).toEqual([{ ...WELL, microphone: "denied" }, "unanswered"]);
  });
});

describe("the worker", () => {
  it("stays awake by its questions, and the one after its death goes on with them", async () => {
    for (const life of ["first", "second"]) {
      for (let passed = 0; passed < 100_000; passed += 25_000) {
        await world.pass(25_000);
        expect(world.now - (world.awakeAt ?? 0), life).toBeLessThan(IDLE_DEATH);
      }
      world.die();
      await world.pass(60_000);
    }
    const asked = world.questions.length;
    await world.pass(20_000);
    expect(world.questions).toHaveLength(asked + 1);
  });

  it("takes no late answer to its predecessor's question", async () => {
    world.probeAnswers.delete(1);
    await world.pass(35_000);
    expect(probes()).toEqual(["unanswered"]);
    world.die();
    world.probeAnswers.set(1, WELL);
    world.wakePages();
    await world.settle();
    expect(probes()).toEqual(["unanswered"]);
    world.start();
    await world.pass(100);
    expect(probes()).toEqual([WELL]);
  });
});

describe("no page is asked, and nothing that one said is kept,", () => {
  const ENDS: [string, () => Promise<unknown>][] = [
    ["once the agent turns the probe off", () => turnProbe(false)],
    ["once the agent no longer watches the tab", stopWatching],
    ["once the agent signs out", () => world.agent.command({ type: "sign-out", anyway: true })],
    [
      "once the permission is gone",
      () => {
        world.probedSites = [];
        return world.agent.accessRemoved();
      },
    ],
    [
      "once the softphone's page is another one, for whose site there is no permission",
      () => {
        world.tabs.set(3, { ...OPEN_TAB, id: 3, address: "https://other.example/" });
        return changeSettings({ softphonePage: "https://other.example/" });
      },
    ],
    [
      "once the tab is closed",
      () => {
        world.tabs.delete(1);
        return world.agent.tabHappened({ kind: "removed", id: 1 });
      },
    ],
  ];

  it.each(ENDS)("%s", async (_when, end) => {
    await end();
    await world.settle();
    expect(probes().filter((probe) => probe !== null)).toEqual([]);
    const before = world.questions.length;
    await world.pass(60_000);
    await tellsOfChange();
    expect(world.questions).toHaveLength(before);
  });

  it.each(ENDS)("%s, while an answer is still to come", async (_when, end) => {
    world.probeAnswers.delete(1);
    await world.pass(25_000);
    await end();
    await world.settle();
    const [{ text }, painted] = [world.badge, world.paints.length];
    world.probeAnswers.set(1, { ...WELL, microphone: "denied" });
    world.wakePages();
    await world.pass(20_000);
    expect(probes().filter((probe) => probe !== null)).toEqual([]);
    // It did not count for a moment, either.
    expect(world.paints.slice(painted).filter(({ badge }) => badge.text !== text)).toEqual([]);
  });

  it("as long as the browser does not show that the tab has the page", async () => {
    await watching(false);
    await stopWatching();
    world.probedSites = [SITE];
    world.tabs.set(1, { ...OPEN_TAB, address: null });
    await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
    await turnProbe(true);
    await world.pass(60_000);
    expect(world.questions).toEqual([]);
    world.tabs.set(1, { ...OPEN_TAB, address: PAGE });
    await world.agent.accessGranted();
    await world.settle();
    expect(probes()).toEqual([WELL]);
  });

  it("and it begins again when the agent turns it on", async () => {
    await turnProbe(false);
    expect(probes()).toEqual([null]);
    await turnProbe(true);
    expect(probes()).toEqual([WELL]);
  });

  it("and it begins again with the permission", async () => {
    world.probedSites = [];
    await world.agent.accessRemoved();
    await world.settle();
    expect(probes()).toEqual([null]);
    world.probedSites = [SITE];
    await world.agent.accessGranted();
    await world.settle();
    expect(probes()).toEqual([WELL]);
  });
});

describe("what it costs", () => {
  /** All that a worker does by itself in an hour in which nobody is at the machine. */
  async function idleHour(arrange: () => Promise<unknown>): Promise<unknown> {
    await watching(false);
    await arrange();
    world.presence = "idle";
    await world.pass(3_600_000);
    const { alarm, log, timers, questions, awakeAt } = world;
    return { alarm, reads: log.map(({ at }) => at), timers: timers.map(({ at }) => at), questions, awakeAt };
  }

  it("nothing while it is off, nor without the permission: no question, no timer, no wake-up", async () => {
    const unwatched = await idleHour(stopWatching);
    expect(unwatched).toMatchObject({ questions: [], awakeAt: null });
    expect(await idleHour(tellsOfChange)).toEqual(unwatched);
    const withoutPermission = async () => {
      world.probedSites = [];
      await turnProbe(true);
    };
    expect(await idleHour(withoutPermission)).toEqual(unwatched);
  });
});
