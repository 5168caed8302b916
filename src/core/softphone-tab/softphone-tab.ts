import { isSamePage, isSameSite } from "./page-address.ts";

/** A browser tab that is watched, because the agent's softphone runs in it. */
export interface SoftphoneTab {
  /** The browser's number for it. */
  readonly id: number;
  readonly state: TabState;
  /** Whether the browser showed its address when it was last looked at. Only such a tab can be seen to leave the page. */
  readonly showsAddress: boolean;
  /** Whether the agent allowed the page's site then, so that the browser showed the address for as long as that holds. */
  readonly isSiteAllowed: boolean;
  readonly isMuted: boolean;
  /** It has left, and loaded another site: what it loads next may be the page again, as after signing in. */
  readonly isAway?: true;
  /**
   * When it was seen to begin to run, for the first time or after it was gone or asleep, by this machine's clock (ms); `null` if it
   * ran already. What was registered before may not be this page.
   */
  readonly returnedAt: number | null;
  /** What the page last told the probe, or that it did not answer in time; `null` where it was not asked. */
  readonly probe: ProbeAnswer | "unanswered" | null;
}

/**
 * What is known of a watched tab.
 *
 * - `opening`: it loads, after Hookswitch has opened it, or after a sleep or a crash.
 * - `asleep`: the browser has discarded the page.
 * - `left`: the tab shows another site.
 * - `unseen`: the tab has loaded anew, and the browser does not show what.
 */
export type TabState = "opening" | "open" | "asleep" | "frozen" | "crashed" | "closed" | "left" | "unseen";

/** What the softphone's page tells of itself. `null`: the browser does not say. */
export interface ProbeAnswer {
  readonly isVisible: boolean;
  readonly microphone: "granted" | "denied" | "prompt" | null;
  readonly hasInput: boolean | null;
  readonly hasOutput: boolean | null;
}

/** What the browser says of a tab. */
export interface TabFacts {
  readonly id: number;
  /** `null` where the browser does not show it. */
  readonly address: string | null;
  /** `unloaded`: no process runs it. */
  readonly load: "loading" | "complete" | "unloaded";
  readonly isDiscarded: boolean;
  readonly isFrozen: boolean;
  readonly isMuted: boolean;
}

/** A look at the watched tabs. */
export interface Look {
  /** The facts of each watched tab, by its number; `null` for one that is closed. */
  readonly facts: ReadonlyMap<number, TabFacts | null>;
  /** The tabs of the page's site whose address the browser shows. */
  readonly found: readonly TabFacts[];
  /** The tabs that have begun to load since the last look. */
  readonly reloaded: ReadonlySet<number>;
  /** Whether the agent allows the page's site. */
  readonly isSiteAllowed: boolean;
}

/**
 * The watched tabs after a look at the browser.
 *
 * @param page the address of the softphone's page; `null` if it is not known
 * @param now this machine's clock, ms
 * @returns the same list if nothing has changed
 */
export function afterLook(
  before: readonly SoftphoneTab[],
  look: Look,
  page: string | null,
  now: number,
): readonly SoftphoneTab[] {
  const { facts, found, reloaded } = look;
  const judged = before.map((tab) => {
    const seen = facts.get(tab.id) ?? null;
    const after = judge(tab, seen, look, page, now);
    // A return that is still to come was recorded before the clock was set back.
    const isAhead = after.returnedAt !== null && after.returnedAt > now;
    return isAhead || returns(tab, after) || changes(tab, after, seen)
      ? { ...after, returnedAt: now }
      : after;
  });
  const added = found
    .filter(
      ({ id, address }) => !facts.has(id) && page !== null && address !== null && isSamePage(address, page),
    )
    .map((one) => {
      const tab = judge(watched(one.id), one, look, page, now);
      const begins = one.load === "loading" || reloaded.has(one.id);
      return begins ? { ...tab, returnedAt: now } : tab;
    });
  const all = [...judged, ...added];
  const here = all.filter(({ state }) => state !== "closed" && state !== "left");
  // What may show anything does not stand in for the page, once another tab shows that.
  const isShown = here.some(({ state }) => state === "open");
  const known = isShown ? here.filter(({ state }) => state !== "unseen") : here;
  // That a tab is gone matters only while there is no other.
  const kept = known.length > 0 ? known : all.slice(-1);
  return JSON.stringify(kept) === JSON.stringify(before) ? before : kept;
}

/** Whether a tab in which no softphone ran begins to run one, or to load it. A slow page can register before it has loaded. */
function returns(before: SoftphoneTab, after: SoftphoneTab): boolean {
  const runs = (state: TabState): boolean => state === "open" || state === "unseen" || state === "opening";
  return !runs(before.state) && runs(after.state);
}

/** Whether a tab loads another page, which the browser does not show. A page may change its address without loading. */
function changes(before: SoftphoneTab, after: SoftphoneTab, facts: TabFacts | null): boolean {
  return before.state === "open" && after.state === "unseen" && facts?.load === "loading";
}

/** A tab that the agent has just said to be the softphone's. */
export function watched(id: number): SoftphoneTab {
  const unseen = { showsAddress: false, isSiteAllowed: false, isMuted: false };
  return { id, state: "open", ...unseen, returnedAt: null, probe: null };
}

/** A tab that Hookswitch has just opened. */
export function opened(id: number, now: number): SoftphoneTab {
  return { ...watched(id), state: "opening", returnedAt: now };
}

function judge(
  tab: SoftphoneTab,
  facts: TabFacts | null,
  look: Look,
  page: string | null,
  now: number,
): SoftphoneTab {
  if (facts === null) return { ...tab, state: "closed", probe: null };
  const reloaded = look.reloaded.has(tab.id);
  const state = stateOf(tab, facts, look, page, now);
  // What a page said does not hold for the next one.
  const isSame = state === "open" && tab.state === "open" && !reloaded;
  const isAway = state === "left" && facts.load === "complete";
  return {
    id: tab.id,
    state,
    showsAddress: facts.address !== null,
    isSiteAllowed: look.isSiteAllowed,
    isMuted: facts.isMuted,
    ...(isAway && { isAway }),
    returnedAt: tab.returnedAt,
    probe: isSame ? tab.probe : null,
  };
}

/**
 * A page that has loaded for so long, ms, waits for something that it can do without, and its softphone may run. Without a process,
 * it has crashed.
 */
const LOADS_WITHIN = 30_000;

function stateOf(
  before: SoftphoneTab,
  facts: TabFacts,
  look: Look,
  page: string | null,
  now: number,
): TabState {
  const isWaking = before.state === "asleep" || before.state === "opening";
  if (facts.isDiscarded) return "asleep";
  const isSlow = before.state === "opening" && now - (before.returnedAt ?? now) > LOADS_WITHIN;
  // No event tells of a crash. A tab that is being woken or opened has no process yet, either.
  if (facts.load === "unloaded") return isWaking && !isSlow ? before.state : "crashed";
  // Until it has loaded, the browser may still show the address from before.
  if (facts.load === "loading" && !isSlow && (isWaking || before.state === "crashed")) return "opening";
  if (facts.isFrozen) return "frozen";
  if (facts.address !== null) return page === null || isSameSite(facts.address, page) ? "open" : "left";
  if (before.isAway && facts.load === "loading") return "unseen";
  return unshownState(before, look);
}

/** The state of a tab that runs, and whose address the browser does not show. */
function unshownState(before: SoftphoneTab, look: Look): TabState {
  const { id, state, showsAddress } = before;
  // After a sleep or a crash, the browser loads the same page again, and hides its address.
  if (state === "opening" || state === "asleep" || state === "crashed") return "open";
  // The browser shows the address of a tab over which the popup was opened until the tab leaves the site, and that of a tab of an
  // allowed site until the agent takes that back.
  if (showsAddress && (look.isSiteAllowed || !before.isSiteAllowed)) return "left";
  if (state === "frozen") return "open";
  return look.reloaded.has(id) && state === "open" ? "unseen" : state;
}
