import { beforeEach, describe, expect, it } from "vitest";
import type { Settings } from "../../../src/core/settings.ts";
import { OPEN_TAB, signedInWorld, type World } from "../world.ts";

const PERIOD = 30_000;
const MINUTE = 60_000;
const PAGE = "https://softphone.example/";

let world: World;

const shown = () => world.notifications.words();
const times = () => world.notifications.times();
const reads = async (count = 1) => world.pass(count * PERIOD + 1_000);

async function presence(is: World["presence"]): Promise<void> {
  world.presence = is;
  await world.agent.presenceChanged(is);
  await world.settle();
}

async function change(changes: Partial<Settings>): Promise<void> {
  await world.agent.command({
    type: "change-settings",
    settings: { ...world.items.settings, ...changes },
  });
  await world.settle();
}

async function watchTab(): Promise<void> {
  world.tabs.set(1, OPEN_TAB);
  await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
  await world.settle();
}

async function closeTab(): Promise<void> {
  world.tabs.delete(1);
  await world.agent.tabHappened({ kind: "removed", id: 1 });
  await world.settle();
}

/** Only the softphone rings. */
async function softphoneOnly(): Promise<void> {
  await world.agent.key("softphone-only");
  await world.pass(1_000);
}

const drop = (): void => {
  world.server.sip.registered = false;
};
const mend = (): void => {
  world.server.sip.registered = true;
};

beforeEach(async () => {
  world = await signedInWorld();
  await softphoneOnly();
  await world.pass(5 * MINUTE);
});

describe("a call that would not reach the agent", () => {
  it("is told after two readings, once, and withdrawn when all is well again", async () => {
    expect(world.notifications.log).toEqual([]);
    drop();
    await reads();
    expect(shown()).toBeNull();
    await reads();
    expect(shown()).toMatch(
      /^You would miss a call now: Calls will not reach you\. Your softphone is on, but not registered since .+\.$/,
    );
    expect(world.notifications.buttons()).toEqual(["ring-phone", "later"]);
    await reads(5);
    expect(times()).toBe(1);
    mend();
    await reads();
    expect(shown()).toBeNull();
    expect(world.notifications.words("well")).toBe("All is well again: Calls ring on your softphone only.");
    expect(world.notifications.shown.get("well")?.isSilent).toBe(true);
    expect(world.history.filter(({ kind }) => kind === "told")).toHaveLength(2);
  });

  it("is told at once where the softphone's own tab says so", async () => {
    await watchTab();
    await closeTab();
    expect(shown()).toBe(
      "You would miss a call now: Calls will not reach you. Your softphone's page is closed.",
    );
    expect(world.notifications.buttons()).toEqual(["ring-phone", "open-softphone"]);
  });
});
