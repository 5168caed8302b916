import { beforeEach, describe, expect, it } from "vitest";
import type { TabState } from "../../../src/core/softphone-tab/softphone-tab.ts";
import { OPEN_TAB, World } from "../world.ts";

const PAGE = "https://phone.example/agent";

let world: World;

beforeEach(async () => {
  world = new World();
  world.server.phone = false;
  world.start();
  await world.signIn();
  await world.settle();
});

const states = (): TabState[] => world.items.softphoneTabs.map(({ state }) => state);

/** The browser has a tab with the page, whose address it shows. */
function openTab(id = 1): void {
  world.tabs.set(id, { ...OPEN_TAB, id, address: PAGE });
}

async function watchTab(id = 1, address = `${PAGE}?token=secret#x`) {
  openTab(id);
  const reply = await world.agent.command({ type: "watch-tab", tab: id, address });
  await world.settle();
  return reply;
}

/** The agent empties the field for the page in the options. */
function forgetPage() {
  const settings = { ...world.items.settings, softphonePage: null };
  return world.agent.command({ type: "change-settings", settings });
}

/** Something happens to the tab, and the browser tells of it. */
async function happens(changes: Partial<typeof OPEN_TAB>, isLoading = false, id = 1): Promise<void> {
  const tab = { ...OPEN_TAB, ...world.tabs.get(id), id, ...changes };
  world.tabs.set(id, tab);
  await world.agent.tabHappened({ kind: "updated", id, isLoading, address: tab.address });
  await world.settle();
}

describe("a tab that the agent watches", () => {
  it("is kept from being discarded, and its page is remembered without what may be secret", async () => {
    expect(await watchTab()).toEqual({ ok: true });
    expect(world.items.settings.softphonePage).toBe(PAGE);
    expect([...world.keptTabs]).toEqual([1]);
    expect(states()).toEqual(["open"]);
    expect(JSON.stringify(world.stored)).not.toContain("secret");
  });

  it("is refused where it shows no web page, and what was watched stays", async () => {
    await watchTab();
    const before = world.items;
    expect(
      await world.agent.command({ type: "watch-tab", tab: 2, address: "chrome://settings" }),
    ).toMatchObject({
      ok: false,
    });
    expect(world.items).toEqual(before);
  });

  it("turns the badge at once when it is closed, and back when its page is opened", async () => {
    await watchTab();
    expect(world.badge.text).toBe("SIP");
    world.tabs.delete(1);
    await world.agent.tabHappened({ kind: "removed", id: 1 });
    await world.settle();
    expect(world.badge.text).toBe("!!");
    expect(world.title).toContain("softphone's page is closed");
    expect(await world.agent.command({ type: "open-softphone" })).toEqual({ ok: true });
    expect(world.openedPages).toEqual([PAGE]);
    expect(states()).toEqual(["opening"]);
    const [{ id = 0 } = {}] = world.items.softphoneTabs;
    expect(world.keptTabs).toContain(id);
    await happens({ load: "complete" }, false, id);
    expect([states(), world.badge.text]).toEqual([["open"], "SIP"]);
  });

  it.each([
    ["sleeps", { isDiscarded: true, load: "unloaded", address: null } as const, "asleep"],
    ["freezes", { isFrozen: true }, "frozen"],
    ["is led elsewhere", { address: null }, "left"],
  ])("turns the badge when it %s", async (_what, changes, state) => {
    await watchTab();
    await happens(changes);
    expect([states(), world.badge.text]).toEqual([[state], "!!"]);
  });

  it("is still there when the agent no longer allows its site, of which a dead worker hears late", async () => {
    for (const dies of [false, true]) {
      world.probedSites = ["https://phone.example/*"];
      await watchTab();
      if (dies) world.die();
      world.probedSites = [];
      world.tabs.set(1, { ...OPEN_TAB, address: null });
      if (dies) world.start();
      await world.agent.accessRemoved();
      await world.pass(2_000);
      expect([states(), world.badge.text]).toEqual([["open"], "SIP"]);
    }
  });

  it("is out of sight once it has loaded anew where the browser never showed its address", async () => {
    world.tabs.set(1, { ...OPEN_TAB, address: null });
    await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
    await world.settle();
    expect(states()).toEqual(["open"]);
    await happens({ load: "loading" }, true);
    await world.pass(5_000);
    expect([states(), world.badge.text]).toEqual([["unseen"], "SIP"]);
  });

  it("is followed when it gets another number", async () => {
    await watchTab();
    world.tabs.delete(1);
    world.tabs.set(5, { ...OPEN_TAB, id: 5, isDiscarded: true, load: "unloaded" });
    await world.agent.tabHappened({ kind: "replaced", id: 1, by: 5 });
    await world.settle();
    expect(world.items.softphoneTabs).toMatchObject([{ id: 5, state: "asleep" }]);
    expect(world.keptTabs).toContain(5);
  });

  it("is seen to crash within two seconds, though no event tells of it", async () => {
    await watchTab();
    openTab();
    world.tabs.set(1, { ...OPEN_TAB, address: PAGE, load: "unloaded" });
    await world.pass(2_000);
    expect([states(), world.badge.text]).toEqual([["crashed"], "!!"]);
    await world.agent.command({ type: "open-softphone" });
    expect(world.shownTab).toBe(1);
    expect(world.tabs.get(1)?.load).toBe("loading");
  });

  it("is registered again only by a read from after its return, which comes by itself", async () => {
    await watchTab();
    world.seenAt = () => world.now - 60_000;
    await world.agent.command({ type: "refresh" });
    await happens({ isFrozen: true });
    await world.pass(20_000);
    await happens({ isFrozen: false });
    expect([states(), world.badge.text]).toEqual([["open"], "S?"]);
    const back = world.now;
    world.seenAt = () => back + 2_000;
    await world.pass(5_000);
    expect([world.log.at(-1)?.at, world.badge.text]).toEqual([back + 4_000, "SIP"]);
  });

  it("is read after its return whatever the clock does meanwhile", async () => {
    await watchTab();
    await happens({ isFrozen: true });
    let at = world.now;
    Object.defineProperty(world, "now", { get: () => (at += 1), set: (to: number) => (at = to) });
    await happens({ isFrozen: false });
    const asked = world.log.length;
    await world.pass(5_000);
    expect(world.log.length).toBe(asked + 1);
  });

  it("is read hardly more often than by plan if it comes and goes without end", async () => {
    await watchTab();
    const asked = world.log.length;
    for (const reads of [1, 2]) {
      await happens({ isFrozen: true });
      await happens({ isFrozen: false });
      await world.pass(5_000);
      expect(world.log.length - asked).toBe(reads);
    }
    for (let second = 0; second < 120; second += 1) {
      await happens({ address: second % 2 === 0 ? null : PAGE });
      await world.pass(1_000);
    }
    expect(world.log.length - asked).toBeLessThanOrEqual(3 + 5);
  });

  it("does not have refused credentials tried when it comes back", async () => {
    await watchTab();
    world.script = ["credentials-refused"];
    await world.agent.command({ type: "refresh" });
    const asked = world.log.length;
    await happens({ isFrozen: true });
    await happens({ isFrozen: false });
    await world.pass(5_000);
    expect(world.log.length).toBe(asked);
  });

  it("that takes the place of one that is closed is not registered by what was", async () => {
    await watchTab();
    world.seenAt = () => world.now - 60_000;
    await world.agent.command({ type: "refresh" });
    world.tabs.delete(1);
    await world.agent.tabHappened({ kind: "removed", id: 1 });
    await world.settle();
    openTab(2);
    await world.agent.tabHappened({ kind: "updated", id: 2, isLoading: true, address: PAGE });
    await world.settle();
    expect([states(), world.badge.text]).toEqual([["open"], "S?"]);
    const begun = world.now;
    world.seenAt = () => begun + 1_000;
    await world.pass(5_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("is read soon after it has loaded another page of its site, where no softphone may run", async () => {
    await watchTab();
    await happens({ address: "https://phone.example/sign-in", load: "loading" }, true);
    world.server.sip.registered = false;
    await happens({ load: "complete" });
    await world.pass(5_000);
    expect(world.badge.text).toBe("!!");
  });

  it("no longer has another one stand in for it that may show anything", async () => {
    await watchTab();
    await happens({ isDiscarded: true, load: "unloaded", address: null });
    await happens({ isDiscarded: false, load: "complete" });
    await happens({}, true);
    expect(states()).toEqual(["unseen"]);
    await watchTab(2);
    world.tabs.delete(2);
    await world.agent.tabHappened({ kind: "removed", id: 2 });
    await world.settle();
    expect([states(), world.badge.text]).toEqual([["closed"], "!!"]);
  });

  it("is unmuted", async () => {
    await watchTab();
    await happens({ isMuted: true });
    expect([world.badge.text, world.title]).toEqual(["SIP", expect.stringContaining("muted")]);
    await world.agent.command({ type: "unmute-softphone" });
    await world.settle();
    expect(world.title).not.toContain("muted");
  });

  it("comes beside another one of the same page, and replaces one of another page", async () => {
    await watchTab(1);
    await watchTab(2);
    expect(states()).toEqual(["open", "open"]);
    world.tabs.set(3, { ...OPEN_TAB, id: 3, address: "https://other.example/" });
    await world.agent.command({ type: "watch-tab", tab: 3, address: "https://other.example/" });
    await world.settle();
    expect(world.items.softphoneTabs).toMatchObject([{ id: 3, state: "open" }]);
    expect(world.items.settings.softphonePage).toBe("https://other.example/");
  });

  it("is not asked if it works where the agent wanted that of another site's", async () => {
    await watchTab();
    const settings = { ...world.items.settings, probesPage: true };
    await world.agent.command({ type: "change-settings", settings });
    await world.agent.command({ type: "watch-tab", tab: 2, address: "https://phone.example/other" });
    expect(world.items.settings.probesPage).toBe(true);
    await world.agent.command({ type: "watch-tab", tab: 3, address: "https://other.example/" });
    expect(world.items.settings.probesPage).toBe(false);
  });

  it("may be discarded again once it is not watched, and its site is given back", async () => {
    await watchTab();
    world.probedSites = ["https://phone.example/*"];
    world.tabs.set(3, { ...OPEN_TAB, id: 3, address: "https://phone.example/other" });
    await world.agent.command({ type: "watch-tab", tab: 3, address: "https://phone.example/other" });
    await world.settle();
    expect([[...world.keptTabs], world.probedSites]).toEqual([[3], ["https://phone.example/*"]]);
    await forgetPage();
    await world.settle();
    expect([[...world.keptTabs], world.probedSites]).toEqual([[], []]);
  });

  it("stays the watched one where another one, or another page, cannot be stored", async () => {
    // The browser does not show its address, so that it could not be found again.
    world.tabs.set(1, { ...OPEN_TAB, address: null });
    await world.agent.command({ type: "watch-tab", tab: 1, address: PAGE });
    const { settings, softphoneTabs } = world.items;
    const softphonePage = "https://other.example/";
    world.tabs.set(2, { ...OPEN_TAB, id: 2, address: softphonePage });
    const commands = [
      { type: "watch-tab", tab: 2, address: softphonePage },
      { type: "change-settings", settings: { ...settings, softphonePage } },
    ] as const;
    for (const command of commands) {
      world.storageFull = true;
      expect(await world.agent.command(command)).toMatchObject({ ok: false });
      world.storageFull = false;
      await world.agent.command({ type: "refresh" });
      await world.settle();
      expect(world.items).toMatchObject({ settings, softphoneTabs });
    }
  });

  it("is no longer watched once its page is taken out of the options, or the agent signs out", async () => {
    const ends = [forgetPage, () => world.agent.command({ type: "sign-out", anyway: true })];
    for (const end of ends) {
      await watchTab();
      await end();
      await world.settle();
      expect([world.items.softphoneTabs, world.items.settings.softphonePage]).toEqual([[], null]);
      world.tabs.delete(1);
      await world.agent.tabHappened({ kind: "removed", id: 1 });
      expect(states()).toEqual([]);
    }
  });
});

describe("a worker that starts", () => {
  it("sees what has become of the tab meanwhile", async () => {
    await watchTab();
    world.die();
    world.tabs.delete(1);
    world.start();
    await world.settle();
    expect([states(), world.badge.text]).toEqual([["closed"], "!!"]);
  });

  it("after the browser's end finds the page where the browser shows it, and otherwise goes by the server", async () => {
    await watchTab();
    world.tabs.clear();
    world.restart();
    await world.settle();
    expect([states(), world.badge.text]).toEqual([[], "SIP"]);
    openTab(7);
    await world.agent.tabHappened({ kind: "updated", id: 7, isLoading: false, address: PAGE });
    await world.settle();
    expect([states(), [...world.keptTabs].at(-1)]).toEqual([["open"], 7]);
  });

  it("finds a tab by itself when the popup asks", async () => {
    await watchTab();
    world.tabs.clear();
    world.restart();
    await world.settle();
    openTab(9);
    await world.agent.command({ type: "refresh" });
    await world.settle();
    expect(states()).toEqual(["open"]);
  });
});

describe("what it costs", () => {
  it("the browser is not to start the worker for tabs where none is watched", async () => {
    expect(world.listensToTabs).toBe(false);
    await watchTab();
    expect(world.listensToTabs).toBe(true);
    await forgetPage();
    expect(world.listensToTabs).toBe(false);
  });

  it("no other tab's event changes anything or asks Exotel", async () => {
    await watchTab();
    const [before, asked] = [world.stored, world.log.length];
    await world.agent.tabHappened({
      kind: "updated",
      id: 8,
      isLoading: true,
      address: "https://phone.example/x",
    });
    await world.agent.tabHappened({ kind: "removed", id: 9 });
    await world.settle();
    expect([world.stored, world.log.length]).toEqual([before, asked]);
  });

  it("an idle worker is woken no more often for it, and keeps no timer", async () => {
    const idleHour = async (isWatched: boolean) => {
      world = new World();
      world.start();
      await world.signIn();
      if (isWatched) await watchTab();
      world.presence = "idle";
      await world.pass(3_600_000);
      const { alarm, log, timers } = world;
      return { reads: log.map(({ at }) => at), alarm, timers: timers.map(({ at }) => at) };
    };
    expect(await idleHour(true)).toEqual(await idleHour(false));
  });
});

describe("another page in the options", () => {
  it("ends the watch of the one before, and begins with its own where the browser shows it", async () => {
    await watchTab();
    world.tabs.set(4, { ...OPEN_TAB, id: 4, address: "https://new.example/" });
    const settings = { ...world.items.settings, softphonePage: "https://new.example/" };
    expect(await world.agent.command({ type: "change-settings", settings })).toEqual({ ok: true });
    await world.settle();
    expect(world.items.softphoneTabs).toMatchObject([{ id: 4, state: "open" }]);
  });

  it("leaves the watch alone where the page stays", async () => {
    await watchTab();
    const settings = { ...world.items.settings, includeBoth: true };
    await world.agent.command({ type: "change-settings", settings });
    await world.settle();
    expect(states()).toEqual(["open"]);
  });
});

it("says what to do where there is no page to open", async () => {
  const reply = await world.agent.command({ type: "open-softphone" });
  expect(reply).toMatchObject({ ok: false, remedy: [{ id: "watchItsTab" }] });
});
