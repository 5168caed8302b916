import { afterAll, describe, expect, it } from "vitest";
import { expectDocumented } from "../documented.ts";
import { OPEN_TAB, signedInWorld, type World } from "../world.ts";

/** What the agent is told, and what they press on it, at each of whose waits the worker or the browser is to die. */

const MINUTE = 60_000;

interface Scenario {
  readonly name: string;
  /** Before the worker is watched; the softphone alone rings, and its tab is watched. */
  readonly arrange?: (world: World) => Promise<void>;
  /** Begins it. What it waits for may never come. */
  act(world: World): void;
  /** What the browser shows in the end, by kind. */
  readonly shown: readonly string[];
  /** The press is lost where the worker dies before it is written down. */
  readonly isPress?: boolean;
}

function closeTab(world: World): void {
  world.tabs.delete(1);
  void world.agent.tabHappened({ kind: "removed", id: 1 });
}

async function told(world: World): Promise<void> {
  closeTab(world);
  await world.pass(2 * MINUTE);
}

const openTab = (world: World): void => {
  world.tabs.set(1, OPEN_TAB);
  void world.agent.command({ type: "watch-tab", tab: 1, address: "https://softphone.example/" });
};

const SCENARIOS: readonly Scenario[] = [
  { name: "The softphone's tab is closed", act: closeTab, shown: ["reach"] },
  {
    name: "The softphone is not registered in two readings",
    arrange: async (world) => {
      world.server.sip.registered = false;
      await world.pass(31_000);
    },
    act: (world) => {
      world.now = Math.max(world.now + 30_000, world.alarm ?? 0);
      void world.agent.wake();
    },
    shown: ["reach"],
  },
  {
    name: "The reason becomes another one",
    arrange: told,
    act: (world) => {
      openTab(world);
      world.tabs.set(1, { ...OPEN_TAB, isDiscarded: true });
    },
    shown: ["reach"],
  },
  {
    name: "All is well again",
    arrange: async (world) => {
      world.server.sip.registered = false;
      await world.pass(4 * MINUTE);
    },
    act: (world) => {
      world.server.sip.registered = true;
      world.now = Math.max(world.now + 30_000, world.alarm ?? 0);
      void world.agent.wake();
    },
    shown: ["well"],
  },
  {
    name: "The screen is unlocked",
    arrange: async (world) => {
      world.presence = "locked";
      await world.agent.presenceChanged("locked");
      await told(world);
    },
    act: (world) => {
      world.presence = "active";
      void world.agent.presenceChanged("active");
    },
    shown: ["reach"],
  },
  {
    name: "`Ring my phone` is pressed",
    arrange: told,
    act: (world) => void world.agent.alertPressed("reach", 0),
    shown: ["well"],
    isPress: true,
  },
  {
    name: "The notification is closed",
    arrange: told,
    act: (world) => {
      world.notifications.shown.delete("reach");
      void world.agent.alertClosed("reach");
    },
    shown: [],
  },
];

const DEATHS = {
  "the worker dies": (world: World) => {
    if (!world.dead) world.die();
  },
  "the browser is killed": (world: World) => {
    world.die();
    world.session.clear();
    world.alarm = null;
    world.notifications.shown.clear();
    world.start();
  },
} as const;

const rows: string[] = [];

async function begin({ arrange }: Scenario): Promise<World> {
  const world = await signedInWorld();
  world.tabs.set(1, OPEN_TAB);
  openTab(world);
  await world.settle();
  await world.agent.key("softphone-only");
  await world.pass(5 * MINUTE);
  await arrange?.(world);
  return world;
}

const kinds = (world: World): string[] => [...world.notifications.shown.keys()].sort();

/** What the browser shows is what is remembered of it. */
function isRemembered(world: World, at: string): void {
  const { kinds: known } = world.items.alerts;
  const remembered = Object.entries(known).filter(([, { shown }]) => shown !== null);
  expect(remembered.map(([kind]) => kind).sort(), at).toEqual(kinds(world));
  for (const [kind, { shown, due }] of Object.entries(known)) {
    expect([kind, due], at).toEqual([kind, null]);
    if (shown !== null) expect(world.notifications.shown.get(kind as "reach"), at).toEqual(shown.alert);
  }
}

describe.each(SCENARIOS)("$name", (scenario) => {
  const { name, act, shown, isPress } = scenario;

  it.each(Object.entries(DEATHS))("is told in the end wherever %s", async (death, after) => {
    const clean = await begin(scenario);
    clean.watchDeaths();
    act(clean);
    await clean.settle();
    const { points, deaths } = clean;
    clean.watch();
    await clean.pass(MINUTE);
    expect(kinds(clean)).toEqual(shown);
    const isBrowser = death === "the browser is killed";
    const counted = { done: 0, not: 0 };
    for (const [index, world] of deaths.entries()) {
      const at = `${death} ${points[index]} (point ${index})`;
      after(world);
      await world.settle();
      await world.pass(4 * MINUTE);
      isRemembered(world, at);
      if (kinds(world).join() === shown.join()) counted.done += 1;
      else {
        // The browser's end takes the tab and what was known of it away; a press that nobody wrote down is made again.
        expect(isBrowser || isPress, at).toBe(true);
        counted.not += 1;
      }
    }
    rows.push(`| ${name} | ${death} | ${points.length} | ${counted.done} | ${counted.not} |`);
  });
});

afterAll(() => {
  // Not where only some of the tests were asked for.
  if (rows.length !== SCENARIOS.length * Object.keys(DEATHS).length) return;
  const head = ["| What is told | Death | Points | Told in the end | Otherwise |", "|---|---|--:|--:|--:|"];
  expectDocumented("alert-deaths", [...head, ...rows].join("\n"), "deaths.md");
});
