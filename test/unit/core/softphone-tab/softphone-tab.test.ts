import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterLook,
  type Look,
  opened,
  type SoftphoneTab,
  type TabFacts,
  type TabState,
  watched,
} from "../../../../src/core/softphone-tab/softphone-tab.ts";

const NOW = 1_800_000_000_000;
const PAGE = "https://phone.example/agent";
const ELSEWHERE = "https://other.example/";

const FACTS: TabFacts = {
  id: 1,
  address: PAGE,
  load: "complete",
  isDiscarded: false,
  isFrozen: false,
  isMuted: false,
};

const facts = (over: Partial<TabFacts> = {}): TabFacts => ({ ...FACTS, ...over });
const tab = (state: TabState, over: Partial<SoftphoneTab> = {}): SoftphoneTab => ({
  ...watched(1),
  state,
  showsAddress: true,
  ...over,
});

interface Seen extends Partial<Omit<Look, "facts" | "reloaded">> {
  readonly facts?: readonly (TabFacts | null)[];
  readonly isReloaded?: boolean;
}

function lookOf(
  before: readonly SoftphoneTab[],
  { facts: seen = [], found = [], isReloaded, isSiteAllowed = false }: Seen,
): Look {
  const pairs = before.map(({ id }, index) => [id, seen[index] ?? null] as const);
  const reloaded = new Set(isReloaded ? before.map(({ id }) => id) : []);
  return { facts: new Map(pairs), found, reloaded, isSiteAllowed };
}

const look = (before: readonly SoftphoneTab[], seen: Seen, page: string | null = PAGE) =>
  afterLook(before, lookOf(before, seen), page, NOW);

function stateAfter(before: SoftphoneTab, seen: TabFacts | null, isReloaded = false): TabState | undefined {
  return look([before], { facts: [seen], isReloaded })[0]?.state;
}

const UNSHOWN = { address: null } as const;
const ASLEEP = { ...UNSHOWN, isDiscarded: true, load: "unloaded" } as const;
const LONG_AGO = NOW - 3_600_000;
const GONE = { load: "unloaded" } as const;

describe("a watched tab", () => {
  const rows: readonly [what: string, before: SoftphoneTab, seen: TabFacts | null, after: TabState][] = [
    ["shows its page", tab("open"), facts(), "open"],
    ["is loaded anew, its address in sight", tab("open"), facts({ load: "loading" }), "open"],
    ["shows another page of its site", tab("open"), facts({ address: "https://phone.example/help" }), "open"],
    ["is closed", tab("open"), null, "closed"],
    ["is discarded", tab("open"), facts(ASLEEP), "asleep"],
    ["is frozen", tab("open"), facts({ isFrozen: true }), "frozen"],
    ["is no longer frozen", tab("frozen"), facts(), "open"],
    [
      "is no longer frozen, and shows no address",
      tab("frozen", { showsAddress: false }),
      facts(UNSHOWN),
      "open",
    ],
    ["has crashed", tab("open"), facts(GONE), "crashed"],
    ["has crashed, its address out of sight", tab("unseen"), facts({ ...GONE, ...UNSHOWN }), "crashed"],
    ["stays crashed", tab("crashed"), facts(GONE), "crashed"],
    ["is on another site", tab("open"), facts({ address: ELSEWHERE }), "left"],
    ["is on a site that the browser does not show", tab("open"), facts(UNSHOWN), "left"],
    ["is back, and the browser shows it", tab("left"), facts(), "open"],
    [
      "may be back, and the browser does not show it",
      tab("left", { showsAddress: false }),
      facts(UNSHOWN),
      "left",
    ],
    ["is woken", tab("asleep", { showsAddress: false }), facts({ ...GONE, ...UNSHOWN }), "asleep"],
    ["is loaded after a sleep", tab("asleep"), facts({ ...UNSHOWN, load: "loading" }), "opening"],
    [
      "is woken, long after it was opened",
      tab("asleep", { showsAddress: false, returnedAt: LONG_AGO }),
      facts({ ...GONE, ...UNSHOWN }),
      "asleep",
    ],
    [
      "is loaded after a sleep, long after it was opened",
      tab("asleep", { returnedAt: LONG_AGO }),
      facts({ load: "loading" }),
      "opening",
    ],
    [
      "is loaded after a crash, long after it was opened",
      tab("crashed", { returnedAt: LONG_AGO }),
      facts({ load: "loading" }),
      "opening",
    ],
    ["was woken, and shows no address", tab("asleep", { showsAddress: false }), facts(UNSHOWN), "open"],
    ["was woken, and shows its address", tab("asleep"), facts(), "open"],
    [
      "is loaded after a crash, the address from before in sight",
      tab("crashed"),
      facts({ load: "loading" }),
      "opening",
    ],
    ["was loaded, and its address is hidden", tab("opening"), facts(UNSHOWN), "open"],
    ["runs after a crash, and shows no address", tab("crashed"), facts(UNSHOWN), "open"],
    [
      "is being opened",
      tab("opening", { showsAddress: false }),
      facts({ ...UNSHOWN, load: "loading" }),
      "opening",
    ],
    [
      "has no process yet",
      tab("opening", { showsAddress: false }),
      facts({ ...UNSHOWN, ...GONE }),
      "opening",
    ],
    ["was opened", tab("opening", { showsAddress: false }), facts(UNSHOWN), "open"],
    ["was opened, and shows its address", tab("opening", { showsAddress: false }), facts(), "open"],
  ];

  it.each(rows)("%s", (_what, before, seen, after) => {
    expect(stateAfter(before, seen)).toBe(after);
  });

  it("that has left and loaded another site may come back with what it loads next, of which nothing is known", () => {
    const loading = facts({ ...UNSHOWN, load: "loading" });
    const [leaving] = look([tab("open")], { facts: [loading], isReloaded: true });
    expect(leaving).toMatchObject({ state: "left", returnedAt: null });
    // A site that sends on while it loads is no return.
    const [stillLeaving = leaving] = look([leaving as SoftphoneTab], { facts: [loading], isReloaded: true });
    expect(stillLeaving?.state).toBe("left");
    const [away] = look([stillLeaving as SoftphoneTab], { facts: [facts(UNSHOWN)] });
    expect(away).toMatchObject({ state: "left", isAway: true });
    expect(look([away as SoftphoneTab], { facts: [facts(UNSHOWN)] })[0]).toEqual(away);
    expect(look([away as SoftphoneTab], { facts: [loading] })).toMatchObject([
      { state: "unseen", returnedAt: NOW },
    ]);
    expect(look([away as SoftphoneTab], { facts: [facts()] })).toMatchObject([{ state: "open" }]);
  });

  it("that never showed its address is not seen any more once it has loaded anew", () => {
    const hidden = tab("open", { showsAddress: false });
    expect(stateAfter(hidden, facts(UNSHOWN))).toBe("open");
    expect(stateAfter(hidden, facts(UNSHOWN), true)).toBe("unseen");
    expect(stateAfter(tab("opening", { showsAddress: false }), facts(UNSHOWN), true)).toBe("open");
  });

  it("is doubted once it loads what the browser does not show, but not where its page changes the address", () => {
    const hidden = tab("open", { showsAddress: false });
    const loads = { ...UNSHOWN, load: "loading" } as const;
    expect(look([hidden], { facts: [facts(loads)], isReloaded: true })[0]?.returnedAt).toBe(NOW);
    expect(look([hidden], { facts: [facts(UNSHOWN)], isReloaded: true })[0]?.returnedAt).toBeNull();
    const unseen = { ...hidden, state: "unseen" } as const;
    expect(look([unseen], { facts: [facts(loads)], isReloaded: true })[0]?.returnedAt).toBeNull();
  });

  it("has not left its site where the agent no longer allows that, and the browser hides it", () => {
    const allowed = tab("open", { isSiteAllowed: true });
    const hidden = { facts: [facts(UNSHOWN)] };
    expect(look([allowed], { ...hidden, isSiteAllowed: true })[0]?.state).toBe("left");
    const [kept] = look([allowed], hidden);
    expect(kept).toMatchObject({ state: "open", showsAddress: false, isSiteAllowed: false });
    expect(look([allowed], { ...hidden, isReloaded: true })[0]?.state).toBe("unseen");
    expect(look([tab("open")], hidden)[0]?.state).toBe("left");
  });

  it("may show any site where no page is known", () => {
    expect(look([tab("open")], { facts: [facts({ address: ELSEWHERE })] }, null)[0]?.state).toBe("open");
  });

  it("is muted, and is heard again", () => {
    const [muted] = look([tab("open")], { facts: [facts({ isMuted: true })] });
    expect(muted?.isMuted).toBe(true);
    expect(look([muted ?? tab("open")], { facts: [facts()] })[0]?.isMuted).toBe(false);
  });

  it("keeps what its page said only as long as it is the same page", () => {
    const probe = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true } as const;
    const said = tab("open", { probe });
    expect(look([said], { facts: [facts({ isMuted: true })] })[0]?.probe).toEqual(probe);
    expect(look([said], { facts: [facts()], isReloaded: true })[0]?.probe).toBeNull();
    expect(look([said], { facts: [facts({ isFrozen: true })] })[0]?.probe).toBeNull();
    expect(look([said], { facts: [null] })[0]?.probe).toBeNull();
  });

  it("has come back once it runs or loads again, and only then", () => {
    for (const state of ["asleep", "frozen", "crashed", "left"] as const)
      expect(look([tab(state)], { facts: [facts()] })[0]).toMatchObject({ state: "open", returnedAt: NOW });
    const loading = facts({ load: "loading" });
    for (const state of ["asleep", "crashed"] as const)
      expect(look([tab(state)], { facts: [loading] })[0]).toMatchObject({
        state: "opening",
        returnedAt: NOW,
      });
    const fresh = opened(1, NOW - 9_000);
    expect(look([fresh], { facts: [facts()] })[0]).toMatchObject({ state: "open", returnedAt: NOW - 9_000 });
    for (const state of ["open", "unseen"] as const) {
      expect(look([tab(state)], { facts: [facts()], isReloaded: true })[0]?.returnedAt).toBeNull();
      const back = tab(state, { returnedAt: NOW - 5 });
      expect(look([back], { facts: [facts()] })[0]?.returnedAt).toBe(NOW - 5);
    }
    expect(look([tab("open")], { facts: [null] })[0]?.returnedAt).toBeNull();
  });

  it("came back now if the clock says that it will", () => {
    const ahead = tab("open", { returnedAt: NOW + 3_600_000 });
    expect(look([ahead], { facts: [facts()] })[0]?.returnedAt).toBe(NOW);
  });

  it("that was just opened loads, and nothing else is known of it", () => {
    const unknown = { showsAddress: false, isSiteAllowed: false, isMuted: false, probe: null };
    expect(opened(7, NOW)).toEqual({ ...unknown, id: 7, state: "opening", returnedAt: NOW });
  });

  it("that has loaded for half a minute may run: what it still waits for may never come", () => {
    const loads = facts({ load: "loading" });
    const since = (ms: number) => ({ ...opened(1, NOW - ms), showsAddress: true });
    expect(stateAfter(since(30_000), loads)).toBe("opening");
    expect(stateAfter(since(30_001), loads)).toBe("open");
    expect(stateAfter(since(30_001), facts({ ...UNSHOWN, load: "loading" }))).toBe("open");
    expect(stateAfter(since(30_001), facts({ address: ELSEWHERE, load: "loading" }))).toBe("left");
    expect(stateAfter(tab("open"), loads)).toBe("open");
    expect(stateAfter(since(30_000), facts(GONE))).toBe("opening");
    expect(stateAfter(since(30_001), facts(GONE))).toBe("crashed");
  });

  it("that has not changed is the same list, so that nothing is stored", () => {
    const before = [tab("open")];
    expect(look(before, { facts: [facts()] })).toBe(before);
    const none: SoftphoneTab[] = [];
    expect(look(none, {})).toBe(none);
  });
});

describe("tabs of the page that are not watched yet", () => {
  it("are found where the browser shows their address, and no others of the site", () => {
    const help = facts({ id: 8, address: "https://phone.example/help" });
    const found = look([], { found: [facts({ id: 7, isMuted: true }), help] });
    expect(found).toEqual([{ ...watched(7), showsAddress: true, isMuted: true }]);
  });

  it("are found asleep or crashed, too", () => {
    const asleep = facts({ id: 7, isDiscarded: true, load: "unloaded" });
    expect(look([], { found: [asleep] })[0]?.state).toBe("asleep");
    expect(look([], { found: [facts({ id: 7, load: "unloaded" })] })[0]?.state).toBe("crashed");
  });

  it("begin to run now if they load, and no softphone in them is registered yet", () => {
    const begun = { state: "open", returnedAt: NOW };
    expect(look([], { found: [facts({ load: "loading" })] })[0]).toMatchObject(begun);
    const seen = { facts: new Map(), found: [facts()], reloaded: new Set([1]), isSiteAllowed: true };
    expect(afterLook([], seen, PAGE, NOW)[0]).toMatchObject(begun);
  });

  it("come beside the watched one, which is not counted twice", () => {
    const before = [tab("open")];
    const found = look(before, { facts: [facts()], found: [facts(), facts({ id: 2 })] });
    expect(found.map(({ id }) => id)).toEqual([1, 2]);
  });

  it("take the place of one that is gone", () => {
    const found = look([tab("open")], { facts: [null], found: [facts({ id: 2 })] });
    expect(found.map(({ id, state }) => [id, state])).toEqual([[2, "open"]]);
  });
});

describe("several watched tabs", () => {
  const two = [tab("open"), tab("open", { id: 2 })];

  it("forget one that is closed or led elsewhere while another is there", () => {
    expect(look(two, { facts: [null, facts({ id: 2 })] }).map(({ id }) => id)).toEqual([2]);
    const left = facts({ id: 2, address: ELSEWHERE });
    expect(look(two, { facts: [facts(), left] }).map(({ id }) => id)).toEqual([1]);
  });

  it("forget one that may show anything once another shows the page: it must not stand in for that one", () => {
    const both = [tab("unseen", { showsAddress: false }), tab("open", { id: 2 })];
    const [kept, ...others] = look(both, { facts: [facts(UNSHOWN), facts({ id: 2 })] });
    expect([kept?.id, others]).toEqual([2, []]);
    expect(look(both, { facts: [facts(UNSHOWN), null] }).map(({ id }) => id)).toEqual([1]);
  });

  it("keep the memory of one where all are gone", () => {
    expect(look(two, { facts: [null, null] })).toEqual([{ ...tab("closed", { id: 2 }) }]);
  });

  it("keep one that sleeps beside another that does not", () => {
    const found = look(two, { facts: [facts({ ...ASLEEP }), facts({ id: 2 })] });
    expect(found.map(({ state }) => state)).toEqual(["asleep", "open"]);
  });
});

describe("whatever is seen", () => {
  const states: TabState[] = ["opening", "open", "asleep", "frozen", "crashed", "closed", "left", "unseen"];
  const factsArb: fc.Arbitrary<TabFacts | null> = fc.option(
    fc.record({
      id: fc.nat(3),
      address: fc.constantFrom(PAGE, `${PAGE}/x`, ELSEWHERE, null),
      load: fc.constantFrom("loading", "complete", "unloaded"),
      isDiscarded: fc.boolean(),
      isFrozen: fc.boolean(),
      isMuted: fc.boolean(),
    }),
    { freq: 5 },
  );
  const beforeArb = fc.uniqueArray(
    fc.record({
      id: fc.nat(3),
      state: fc.constantFrom(...states),
      showsAddress: fc.boolean(),
      isSiteAllowed: fc.boolean(),
      isMuted: fc.boolean(),
      returnedAt: fc.constant(null),
      probe: fc.constant(null),
    }),
    { selector: ({ id }) => id },
  );

  it("a tab is open only if a process runs it, awake, and no other site is in sight", () => {
    fc.assert(
      fc.property(
        beforeArb,
        fc.array(factsArb, { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (before, all, isReloaded) => {
          const seen = before.map((_, index) => all[index] ?? null);
          const after = look(before, { facts: seen, isReloaded });
          for (const { id, state } of after) {
            const its = seen[before.findIndex((one) => one.id === id)] ?? null;
            if (state !== "open") continue;
            expect(its).toMatchObject({ isDiscarded: false, isFrozen: false });
            expect(its?.load).not.toBe("unloaded");
            expect(its?.address).not.toBe(ELSEWHERE);
          }
        },
      ),
    );
  });

  it("a second look at the same changes nothing, once a new page has been noticed", () => {
    fc.assert(
      fc.property(
        beforeArb,
        fc.array(factsArb, { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (before, all, isSiteAllowed) => {
          const byId = new Map(before.map(({ id }, index) => [id, all[index] ?? null]));
          const seen: Look = { facts: byId, found: [], reloaded: new Set(), isSiteAllowed };
          const once = afterLook(before, seen, PAGE, NOW);
          const again = afterLook(once, seen, PAGE, NOW);
          const third = afterLook(again, seen, PAGE, NOW);
          expect(third).toBe(again);
        },
      ),
    );
  });
});
