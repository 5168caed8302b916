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

  it("is told in the words of the tooltip", async () => {
    drop();
    await reads(2);
    expect(world.title).toContain(world.notifications.log[0]?.text);
  });

  it("is told by a worker that had died in between, and by a new one only once", async () => {
    drop();
    for (let round = 0; round < 6; round += 1) {
      world.die();
      await world.pass(MINUTE);
    }
    expect(times()).toBe(1);
    world.die();
    mend();
    await world.pass(MINUTE);
    expect(shown()).toBeNull();
  });

  it("is told anew after the browser was closed", async () => {
    drop();
    await reads(2);
    world.restart();
    await reads(3);
    expect(times()).toBe(2);
  });

  it("is not told while the screen is locked, and once on return", async () => {
    await presence("locked");
    drop();
    await world.pass(20 * MINUTE);
    world.die();
    await world.pass(20 * MINUTE);
    expect(world.notifications.log).toEqual([]);
    await presence("active");
    await reads();
    expect(times()).toBe(1);
  });

  it("is told again 15 minutes after `Later`, with nobody asking for it", async () => {
    drop();
    await reads(2);
    await world.agent.alertPressed("reach", 1);
    await world.settle();
    expect(shown()).toBeNull();
    world.die();
    await world.pass(14 * MINUTE);
    expect(times()).toBe(1);
    await world.pass(MINUTE + 1_000);
    expect(times()).toBe(2);
  });

  it("is told once a press excuses it no more, however seldom the devices are read", async () => {
    await change({ fastestSeconds: 600, slowestMinutes: 10 });
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.pass(MINUTE);
    await watchTab();
    await closeTab();
    await world.agent.command({ type: "switch", press: { ring: "both" } });
    await world.pass(MINUTE);
    expect(times()).toBe(0);
    await world.pass(MINUTE + 5_000);
    expect(times()).toBe(1);
  });

  it("is told although the disk is full, and after the browser could not tell", async () => {
    world.storageFull = true;
    world.notifications.fails = true;
    drop();
    await reads(3);
    expect(world.notifications.log).toEqual([]);
    world.notifications.fails = false;
    await reads();
    expect(times()).toBe(1);
    await reads(3);
    expect(times()).toBe(1);
  });
});

describe("a button of a notification", () => {
  beforeEach(async () => {
    await watchTab();
    await closeTab();
  });

  it.each([false, true])("rings the phone, with the worker dead: %s", async (isDead) => {
    await world.pass(2 * MINUTE);
    if (isDead) {
      world.die();
      world.start();
    }
    await world.agent.alertPressed("reach", 0);
    await world.pass(MINUTE);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
    expect(shown()).toBeNull();
    expect(world.notifications.words("well")).toBe("All is well again: Calls ring on your phone only.");
  });

  it.each([false, true])("opens the softphone, with the worker dead: %s", async (isDead) => {
    if (isDead) {
      world.die();
      world.start();
    }
    await world.agent.alertPressed("reach", 1);
    await world.settle();
    expect(world.openedPages).toEqual([PAGE]);
  });

  it("stays what it is while a switch is under way, and its press comes after that one", async () => {
    await world.pass(2 * MINUTE);
    world.manual = true;
    void world.agent.key("both-devices");
    await world.settle();
    expect(world.requests.map(({ kind }) => kind)).toEqual(["write"]);
    expect(world.notifications.buttons()).toEqual(["ring-phone", "open-softphone"]);
    void world.agent.alertPressed("reach", 0);
    await world.settle();
    world.manual = false;
    for (const request of [...world.requests]) {
      world.deliver(request);
      world.answer(request);
    }
    await world.pass(MINUTE);
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
  });

  it("says why it could not be done, with the popup closed", async () => {
    world.script = ["not-permitted"];
    await world.agent.alertPressed("reach", 0);
    await world.settle();
    expect(world.notifications.words("switch")).toMatch(/^A switch may have failed: Not switched\./);
    expect(world.items.notice?.origin).toBe("notification");
  });

  it("does nothing where there is no such notification any more, nor such a button", async () => {
    const before = world.log.length;
    await world.agent.alertPressed("reach", 5);
    await world.agent.alertPressed("muted", 0);
    await world.agent.alertPressed("of another version", 0);
    await world.agent.alertClosed("of another version");
    await world.agent.alertClicked("of another version");
    await world.settle();
    expect([world.log.length, shown() === null, world.opensByItself]).toEqual([before, false, []]);
  });
});

it("the button of a muted softphone unmutes it", async () => {
  await watchTab();
  world.tabs.set(1, { ...OPEN_TAB, isMuted: true });
  await world.agent.tabHappened({ kind: "updated", id: 1, isLoading: false, address: null });
  await world.settle();
  expect(world.notifications.buttons("muted")).toEqual(["unmute", "later"]);
  await world.agent.alertPressed("muted", 0);
  await world.settle();
  expect(world.tabs.get(1)?.isMuted).toBe(false);
  expect(world.notifications.shown.size).toBe(0);
});

describe("a click on the text", () => {
  it("opens the popup, and takes the notification away", async () => {
    await watchTab();
    await closeTab();
    await world.agent.alertClicked("reach");
    await world.settle();
    expect([world.opensByItself, shown(), world.openedPages]).toEqual([["popup"], null, []]);
    await reads(5);
    expect(times()).toBe(1);
  });

  it("opens the softphone where the browser cannot open the popup", async () => {
    world.canOpenPopup = false;
    await watchTab();
    await closeTab();
    await world.agent.alertClicked("reach");
    expect([world.opensByItself, world.openedPages]).toEqual([[], [PAGE]]);
  });

  it("opens the options where no page is known, or the credentials are meant", async () => {
    world.canOpenPopup = false;
    drop();
    await reads(2);
    await world.agent.alertClicked("reach");
    expect(world.opensByItself).toEqual(["options"]);
    mend();
    await watchTab();
    world.script = ["credentials-refused"];
    await reads(2);
    await world.agent.alertClicked("credentials");
    expect([world.opensByItself, world.openedPages]).toEqual([["options", "options"], []]);
  });
});

it("a notification that the agent closes does not come again", async () => {
  drop();
  await reads(2);
  world.notifications.shown.clear();
  await world.agent.alertClosed("reach");
  await reads(10);
  expect(times()).toBe(1);
});

describe("what is of no account any more is withdrawn", () => {
  beforeEach(async () => {
    drop();
    await reads(2);
    expect(shown()).not.toBeNull();
  });

  it("at sign-out", async () => {
    await world.agent.command({ type: "sign-out" });
    await world.settle();
    expect(world.notifications.shown.size).toBe(0);
  });

  it("after a sign-out in whose middle the worker died", async () => {
    world.local.clear();
    world.session.clear();
    world.start();
    await world.settle();
    expect(world.notifications.shown.size).toBe(0);
  });
});

describe("the sound", () => {
  it("comes with a notification if the agent wants it, and with no silent one", async () => {
    drop();
    await reads(2);
    expect([times(), world.sounds]).toEqual([1, 0]);
    await change({ playsSound: true });
    await reads(2);
    mend();
    await reads();
    expect(world.notifications.words("well")).not.toBeNull();
    expect(world.sounds).toBe(0);
    drop();
    await reads(2);
    expect([times(), world.sounds]).toEqual([2, 1]);
  });
});

it("a rule's switch is told once, though the browser is closed in between", async () => {
  const { now } = world;
  await change({ ringsWhenDropped: true, droppedReads: 1 });
  drop();
  await reads(4);
  expect(world.notifications.words("rule")).toMatch(
    /^A rule has set where calls ring: Your softphone dropped\. /,
  );
  world.restart();
  await reads(4);
  expect(world.notifications.times("rule")).toBe(1);
  expect(world.now).toBeGreaterThan(now);
});

it("a warning of the token's end is told once, though the browser is closed in between", async () => {
  const DAY = 24 * 60 * MINUTE;
  // As after 80 of its 90 days.
  world.local.set("tokenEnd", { at: world.now + 10 * DAY, from: "saved" });
  world.start();
  await reads(2);
  expect(world.notifications.words("token")).toContain("Your app token ends in 10 days, or sooner.");
  world.restart();
  await reads(2);
  expect(world.notifications.times("token")).toBe(1);
});

it("quiet hours end by the clock of the computer", async () => {
  const at = (ms: number): string =>
    [new Date(ms).getHours(), new Date(ms).getMinutes()]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
  await change({
    quietHours: true,
    quietFrom: at(world.now - 60 * MINUTE),
    quietUntil: at(world.now + 60 * MINUTE),
  });
  drop();
  await world.pass(55 * MINUTE);
  expect(world.notifications.log).toEqual([]);
  await world.pass(10 * MINUTE);
  expect(times()).toBe(1);
});
