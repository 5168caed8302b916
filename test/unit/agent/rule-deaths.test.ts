import { afterAll, describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { expectDocumented } from "../documented.ts";
import { memoryOf, OPEN_TAB, signedInWorld, type World } from "../world.ts";

/** Each rule's beginning and end, at each of whose waits the worker or the browser is to die. */

const MINUTE = 60_000;
const APIS: readonly Api[] = ["integrations-core", "ccm", "usermapping"];
const NAMES = {
  "integrations-core": "Integrations Core",
  ccm: "CCM",
  usermapping: "older contract",
} as const;

interface Scenario {
  readonly name: string;
  readonly settings?: (world: World) => Partial<Settings>;
  /** Before the worker is watched; the softphone rings, and the rule is on. */
  readonly arrange?: (world: World) => Promise<void>;
  /** Begins it. What it waits for may never come. */
  act(world: World): void;
  /** Where calls ring in the end. */
  readonly done: (api: Api) => string;
  /** What the agent asks for is not done if it was never written down. */
  readonly isAsked?: boolean;
  /** The evidence is a tab, and the browser's end takes it away (not where Exotel tells of registration). */
  readonly needsTab?: boolean;
}

/** The moment for which the worker has set itself an alarm or a timer. */
const itsTime = (world: World): void => {
  world.now = Math.max(world.now, memoryOf(world).nextAt ?? 0);
  void world.agent.wake();
};

const presenceIs = (world: World, presence: World["presence"]): void => {
  world.presence = presence;
  void world.agent.presenceChanged(presence);
};

const lock = async (world: World): Promise<void> => {
  presenceIs(world, "locked");
  await world.settle();
};

/** As settings have it, by this computer's clock. */
function wallTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

const LOCK = () => ({ ringsWhileLocked: true });
const NET = () => ({ ringsWhenDropped: true, droppedReads: 1, wellMinutes: 1 });
const hours = (from: number, until: number) => (world: World) => ({
  workingHours: true,
  workingDays: "1234567",
  workingFrom: wallTime(world.now + from * MINUTE),
  workingUntil: wallTime(world.now + until * MINUTE),
});

/** The softphone drops, by Exotel's word or by its tab. */
async function drop(world: World): Promise<void> {
  world.server.sip.registered = world.api === "integrations-core" ? false : null;
  world.tabs.delete(1);
  void world.agent.tabHappened({ kind: "removed", id: 1 });
  await world.settle();
}

const nextRead = (world: World): void => {
  world.now = Math.max(world.now + 30_000, world.alarm ?? 0);
  void world.agent.wake();
};

const pause = (world: World): Promise<unknown> =>
  world.agent.command({ type: "pause", until: world.now + 10 * MINUTE });

const phone = () => "phone";
const softphone = () => "softphone";
const netted = (api: Api) => (api === "integrations-core" ? "both" : "phone");

const SCENARIOS: readonly Scenario[] = [
  {
    name: "For a while begins",
    act: (world) =>
      void world.agent.command({
        type: "for-a-while",
        press: { ring: "phone" },
        until: world.now + 60 * MINUTE,
      }),
    done: phone,
    isAsked: true,
  },
  {
    name: "For a while ends",
    arrange: async (world) => {
      await world.agent.command({ type: "for-a-while", press: { ring: "phone" }, until: world.now + MINUTE });
      await world.settle();
    },
    act: itsTime,
    done: softphone,
  },
  { name: "The screen is locked", settings: LOCK, act: (world) => presenceIs(world, "locked"), done: phone },
  { name: "The screen has been locked for 10 s", settings: LOCK, arrange: lock, act: itsTime, done: phone },
  {
    name: "The screen is unlocked",
    settings: LOCK,
    arrange: async (world) => {
      await lock(world);
      await world.pass(MINUTE);
    },
    act: (world) => presenceIs(world, "active"),
    done: softphone,
  },
  {
    name: "A pause ends while the screen is locked",
    settings: LOCK,
    arrange: async (world) => {
      await pause(world);
      await lock(world);
      await world.pass(MINUTE);
    },
    act: (world) => {
      world.now = world.items.pausedUntil ?? 0;
      void world.agent.wake();
    },
    done: phone,
  },
  { name: "The working hours end", settings: hours(-60, 30), act: itsTime, done: phone },
  {
    name: "The working hours begin",
    settings: hours(30, 60),
    arrange: (world) => world.pass(MINUTE),
    act: itsTime,
    done: softphone,
  },
  { name: "The softphone drops", settings: NET, arrange: drop, act: nextRead, done: netted, needsTab: true },
  {
    name: "The softphone is well again",
    settings: NET,
    arrange: async (world) => {
      await drop(world);
      await world.pass(2 * MINUTE);
      world.server.sip.registered = world.api === "integrations-core" ? true : null;
      world.tabs.set(1, OPEN_TAB);
      await watch(world);
      await world.pass(5 * MINUTE);
      // The reads go on until then.
      await world.pass((memoryOf(world).nextAt ?? 0) - world.now - 1_000);
    },
    act: itsTime,
    done: softphone,
    needsTab: true,
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
    world.start();
  },
} as const;

const rows: string[] = [];

const rings = ({ server: { phone: isOn, sip } }: World): string =>
  isOn && sip.enabled ? "both" : isOn ? "phone" : sip.enabled ? "softphone" : "none";

async function watch(world: World): Promise<void> {
  await world.agent.command({ type: "watch-tab", tab: 1, address: "https://softphone.example/" });
  await world.settle();
}

async function begin(api: Api, { settings, arrange }: Scenario): Promise<World> {
  const world = await signedInWorld(api);
  // No switch waits for its turn among a team's: it begins within what is watched.
  world.random = 0;
  world.tabs.set(1, OPEN_TAB);
  await watch(world);
  await world.agent.key("softphone-only");
  await world.settle();
  const wanted = { ...world.items.settings, ...settings?.(world) };
  await world.agent.command({ type: "change-settings", settings: wanted });
  await world.settle();
  await arrange?.(world);
  return world;
}

describe.each(APIS.flatMap((api) => SCENARIOS.map((scenario) => ({ ...scenario, api }))))(
  "$name ($api)",
  (scenario) => {
    const { api, name, act, done, isAsked, needsTab } = scenario;

    it.each(Object.entries(DEATHS))("is done in the end wherever %s", async (death, after) => {
      const clean = await begin(api, scenario);
      const before = rings(clean);
      clean.watchDeaths();
      act(clean);
      await clean.settle();
      const { points, deaths } = clean;
      clean.watch();
      await clean.pass(MINUTE);
      expect(rings(clean)).toBe(done(api));
      if (name !== "The screen is locked") expect(before).not.toBe(done(api));
      const isTabLost = needsTab && api !== "integrations-core" && death === "the browser is killed";
      const counted = { done: 0, not: 0 };
      for (const [index, world] of deaths.entries()) {
        const at = `${death} ${points[index]} (point ${index})`;
        after(world);
        await world.settle();
        // Nobody does anything: the alarm or the browser's start alone brings the worker back.
        await world.pass(4 * MINUTE);
        const { journal, status } = world.items;
        const rules = memoryOf(world);
        expect([journal, rules.plan, status.inDoubt], at).toEqual([null, null, false]);
        expect(world.refusedSecond, at).toBe(0);
        for (const { change } of world.log)
          if (api === "integrations-core" && change !== null)
            expect(Object.values(change), at).toContain(true);
        const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
        expect(shown, at).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
        if (rings(world) === done(api)) {
          // What the rule is to restore is known, too.
          expect(rules.before, at).toEqual(memoryOf(clean).before);
          counted.done += 1;
        } else {
          expect(isAsked || isTabLost, at).toBe(true);
          expect(rings(world), at).toBe(before);
          // What was never written down is not remembered, either.
          if (isAsked) expect(rules.forAWhile, at).toBeNull();
          counted.not += 1;
        }
      }
      rows.push(
        `| ${name} (${NAMES[api]}) | ${death} | ${points.length} | ${counted.done} | ${counted.not} |`,
      );
    });
  },
);

it.each(Object.entries(DEATHS))(
  "a pause that begins holds for the rules or was never stored, wherever %s",
  async (_, after) => {
    const locked = { name: "", settings: LOCK, arrange: lock, act: () => undefined, done: softphone };
    const clean = await begin("integrations-core", locked);
    clean.watchDeaths();
    await pause(clean);
    const { points, deaths } = clean;
    expect(points.length).toBeGreaterThan(2);
    const seen = new Set<string>();
    for (const [index, world] of deaths.entries()) {
      const point = points[index];
      after(world);
      await world.pass(MINUTE);
      expect(rings(world), point).toBe(world.items.pausedUntil === null ? "phone" : "softphone");
      seen.add(rings(world));
    }
    expect(seen.size).toBe(2);
  },
);

afterAll(() => {
  // Not where only some of the tests were asked for.
  if (rows.length !== SCENARIOS.length * APIS.length * Object.keys(DEATHS).length) return;
  const head = [
    "| What a rule does | Death | Points | Done in the end | Not begun |",
    "|---|---|--:|--:|--:|",
  ];
  expectDocumented("rule-deaths", [...head, ...rows].join("\n"), "deaths.md");
});
