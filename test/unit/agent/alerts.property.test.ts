import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_KINDS } from "../../../src/core/alerts/alert.ts";
import type { Api } from "../../../src/core/api-rules.ts";
import { verdict } from "../../../src/core/devices/verdict.ts";
import { verdictSentences } from "../../../src/core/devices/verdict-sentences.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { commands, drawn, failures, passUpTo } from "../drawn-commands.ts";
import { OPEN_TAB, type World } from "../world.ts";
import { command, type Model, mend, run, WorldCommand } from "../world-commands.ts";

const MINUTE = 60_000;
const draw = drawn();
const WATCH = { type: "watch-tab", tab: 1, address: "https://softphone.example/" } as const;

const event = (name: string, args: readonly unknown[], tell: (world: World) => unknown) =>
  new WorldCommand(name, args, (world) => {
    if (world.dead) world.start();
    void tell(world);
  });

const tab = (is: "open" | "closed" | "muted") =>
  event("tab", [is], (world) => {
    if (is === "closed") world.tabs.delete(1);
    else world.tabs.set(1, { ...OPEN_TAB, isMuted: is === "muted" });
    return is === "closed"
      ? world.agent.tabHappened({ kind: "removed", id: 1 })
      : world.agent.tabHappened({ kind: "updated", id: 1, isLoading: false, address: null });
  });

const button = (kind: string, index: number) =>
  event("button", [kind, index], ({ agent }) => agent.alertPressed(kind, index));

const close = (kind: string) =>
  event("close", [kind], (world) => {
    world.notifications.shown.delete(kind as "reach");
    return world.agent.alertClosed(kind);
  });

const kind = fc.constantFrom(...ALERT_KINDS);
const everything = commands(
  25,
  [7, passUpTo(3 * MINUTE)],
  [4, draw.register],
  [3, fc.constantFrom("open", "closed", "muted" as const).map(tab)],
  [2, fc.constantFrom<World["presence"]>("active", "locked").map(presenceIs)],
  [2, draw.ccmKey],
  [2, draw.oneElsewhere],
  [1, draw.noneElsewhere],
  [1, fc.constant(0).map(() => command(WATCH))],
  [2, fc.tuple(kind, fc.nat(1)).map((args) => button(...args))],
  [1, kind.map(close)],
  [2, draw.die],
  [2, draw.dieAt],
  [1, draw.restart],
  [1, draw.sleep],
  [1, draw.storage],
  [2, failures("server", "timed-out", "unreachable", "credentials-refused")],
);

function presenceIs(is: World["presence"]) {
  return event("presence", [is], (world) => {
    world.presence = is;
    return world.agent.presenceChanged(is);
  });
}

/** Nothing is shown or changed while the screen is locked, and the text is the verdict's own. */
function promisesAreKept({ world }: Model): void {
  const { log, shown } = world.notifications;
  const since = lockedSince.get(world);
  if (world.presence !== "locked") lockedSince.delete(world);
  else if (since === undefined) lockedSince.set(world, log.length);
  else expect(log.slice(since).filter((one) => one.do !== "withdraw")).toEqual([]);
  for (const name of shown.keys()) {
    expect(world.notifications.buttons(name).length).toBeLessThanOrEqual(2);
    expect(world.notifications.words(name)).not.toMatch(/\d{7}|@|canary|example/);
  }
}

const lockedSince = new WeakMap<World, number>();

/** All is well from now on, and nobody does anything. */
async function comeToRest(world: World): Promise<void> {
  mend(world);
  world.killAt = null;
  world.presence = "active";
  world.storageFull = false;
  world.unreadable = "nothing";
  if (world.dead) world.start();
  await world.settle();
  await world.pass(Math.max(0, (world.items.waits.readUntil ?? 0) - world.now));
  await world.signIn();
  world.tabs.set(1, OPEN_TAB);
  await world.agent.command(WATCH);
  void world.agent.presenceChanged("active");
  await world.pass(5 * MINUTE);
}

/** What is shown is what is known now, and remembered. */
function isTruth(world: World): void {
  const { items, now, notifications } = world;
  const input = { ...items, now };
  const words = verdictSentences(verdict(input), input);
  for (const name of ALERT_KINDS) {
    const { shown, due } = items.alerts.kinds[name];
    expect([name, due]).toEqual([name, null]);
    expect(notifications.shown.get(name)).toEqual(shown?.alert);
    if (name === "reach" || name === "well" || name === "muted") {
      if (shown !== null) expect(shown.alert.text).toEqual(words);
    }
  }
}

describe.each<Api>(["integrations-core", "ccm"])("on %s", (api) => {
  it("one is told once of each episode, in the verdict's words, and it is withdrawn at the end", async () => {
    await fc.assert(
      fc.asyncProperty(everything, fc.boolean(), async (all, isWell) => {
        const { world } = await run(api, all, promisesAreKept, async ({ world: its }) => {
          its.tabs.set(1, OPEN_TAB);
          await its.agent.command(WATCH);
          const settings = { ...DEFAULT_SETTINGS, softphonePage: WATCH.address };
          await its.agent.command({ type: "change-settings", settings });
          await its.settle();
        });
        await comeToRest(world);
        isTruth(world);
        world.server.sip.registered = api === "ccm" ? null : isWell;
        world.server.phone = false;
        world.server.sip.enabled = true;
        if (!isWell) {
          world.tabs.delete(1);
          await world.agent.tabHappened({ kind: "removed", id: 1 });
        }
        // Longer than `Later`, which may have been pressed.
        await world.pass(20 * MINUTE);
        isTruth(world);
        expect(world.notifications.shown.has("reach")).toBe(!isWell);
        expect(world.items.alerts.episode !== null).toBe(!isWell);
      }),
      { numRuns: 40 },
    );
  });
});
