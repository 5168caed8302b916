import type { Reply } from "../browser/commands.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import { changesLocked, withChoice } from "../core/policy/effective-settings.ts";
import { addressToKeep, isSamePage, isSameSite, sitePattern } from "../core/softphone-tab/page-address.ts";
import { withAnswer, withoutAnswers } from "../core/softphone-tab/probe-answers.ts";
import { afterLook, opened, type SoftphoneTab, watched } from "../core/softphone-tab/softphone-tab.ts";
import { softphoneToOpen } from "../core/softphone-tab/softphone-to-open.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform, TabEvent } from "./platform.ts";
import type { Refresh } from "./refresh.ts";
import { NOT_STORED, SET_BY_ORGANISATION } from "./refused-replies.ts";
import type { State } from "./state.ts";

/** Watches the browser tabs in which the agent's softphone runs. */
export interface SoftphoneTabs {
  /** Looks at the tabs now, and stores what has changed. Does nothing if no page is known. */
  look(): Promise<void>;
  /** Something happened to a tab. */
  happened(event: TabEvent): Promise<void>;
  /** Watches a tab, and remembers its page. */
  watch(tab: number, address: string): Promise<Reply>;
  /** Brings the softphone to the front, or opens its page. */
  open(): Promise<Reply>;
  unmute(): Promise<Reply>;
  /** Stores what the page in a tab has answered. */
  answered(id: number, probe: SoftphoneTab["probe"]): Promise<unknown>;
  /** Forgets what all pages have answered. */
  forgetAnswers(): Promise<unknown>;
}

/** How often a worker that is awake looks for a crash, which no event reports, ms. */
const CRASH_CHECK = 1_000;
/** For how long it does so after anything else has happened, ms: up to the next read at the shortest period. */
const CRASH_CHECKED_FOR = 35_000;
/** How long a softphone takes to register after its page has begun to load, ms, and some more. */
const REGISTERS_WITHIN = 4_000;
/** How many unplanned reads pages that begin to load may cause, and within what time, ms. */
const FEW_READS = { most: 3, within: 300_000 } as const;

const NO_PAGE: Explanation = {
  problem: [message("softphonePageNotKnown")],
  remedy: [message("watchItsTab")],
};
const NOT_A_PAGE: Explanation = { problem: [message("tabIsNoPage")], remedy: [message("watchItsTab")] };

export function createSoftphoneTabs(
  { now, elapsed, after, tabs, pageProbe }: Platform,
  state: State,
  pacer: Pacer,
  refresh: Refresh,
): SoftphoneTabs {
  let last: Promise<unknown> = Promise.resolve();
  let reloaded = new Set<number>();
  let checkUntil = 0;
  let isChecking = false;
  let kept: readonly number[] = [];
  let lastPage: string | null = null;
  /** Whether a read is to come because a page has begun to load. */
  let isReading = false;
  /** When such reads were last asked for, by the monotonic clock. */
  let reads: readonly number[] = [];

  state.watch(({ softphoneTabs, settings }) => {
    tabs.listen(softphoneTabs.length > 0 || settings.softphonePage !== null);
    keepOnly(softphoneTabs.map(({ id }) => id));
    giveSiteBack(settings.softphonePage);
  });

  /** The browser may discard any other tab again. */
  function keepOnly(ids: readonly number[]): void {
    for (const id of ids) if (!kept.includes(id)) void tabs.keep(id, true);
    for (const id of kept) if (!ids.includes(id)) void tabs.keep(id, false);
    kept = ids;
  }

  /** What the agent has allowed for one page's site is not needed for the next one. */
  function giveSiteBack(page: string | null): void {
    const isLeft = lastPage !== null && (page === null || !isSameSite(lastPage, page));
    if (isLeft) void pageProbe.forget(lastPage as string);
    lastPage = page;
  }

  /** Two looks at the same time could store the older one last. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function look(): Promise<void> {
    const { softphoneTabs: before, settings } = state.items;
    const { softphonePage: page } = settings;
    if (before.length === 0 && page === null) return;
    const begun = reloaded;
    reloaded = new Set();
    const [facts, found, isSiteAllowed] = await Promise.all([
      Promise.all(before.map(async ({ id }) => [id, await tabs.get(id)] as const)),
      page === null ? [] : tabs.find(sitePattern(page)),
      page !== null && pageProbe.isAllowed(page),
    ]);
    // Signing out, or another page, ends the watch meanwhile.
    if (state.items.softphoneTabs !== before) return;
    // The softphone of the page before has perhaps signed off.
    if (facts.some(([id, its]) => begun.has(id) && its?.load === "loading")) readSoon();
    const looked = { facts: new Map(facts), found, reloaded: begun, isSiteAllowed };
    await store(afterLook(before, looked, state.items.settings.softphonePage, now()));
  }

  async function store(watchedNow: readonly SoftphoneTab[]): Promise<boolean> {
    const { softphoneTabs: before } = state.items;
    if (watchedNow === before) return true;
    for (const { id, returnedAt } of watchedNow) {
      const then = before.find((one) => one.id === id);
      if (returnedAt !== null && returnedAt !== then?.returnedAt) readSoon();
    }
    return state.set({ softphoneTabs: watchedNow });
  }

  /** Reads once the page has had time to register. One that comes and goes without end must not use up the account's budget. */
  function readSoon(): void {
    reads = reads.filter((at) => elapsed() - at < FEW_READS.within);
    if (isReading || reads.length === FEW_READS.most) return;
    reads = [...reads, elapsed()];
    isReading = true;
    after(REGISTERS_WITHIN, () => {
      isReading = false;
      // Refused credentials are tried by plan alone.
      if (state.items.status.credentials === "present") void refresh.readOrResume();
    });
  }

  function lookInTurn(): Promise<void> {
    checkUntil = now() + CRASH_CHECKED_FOR;
    return inTurn(look).finally(checkForCrashes);
  }

  function checkForCrashes(): void {
    const isAwaited = state.items.softphoneTabs.some(({ state: its }) => its === "open" || its === "unseen");
    // The checks keep the worker awake. With nobody at the machine, the next read is soon enough.
    const isWatching = isAwaited && pacer.presence() === "active";
    if (isChecking || !isWatching || now() >= checkUntil) return;
    isChecking = true;
    after(CRASH_CHECK, () => {
      isChecking = false;
      void inTurn(look).finally(checkForCrashes);
    });
  }

  async function watch(tab: number, address: string): Promise<Reply> {
    const page = addressToKeep(address);
    if (page === null) return { ok: false, ...NOT_A_PAGE };
    const { softphoneTabs, settings, chosenSettings } = state.items;
    const known = settings.softphonePage;
    const isSame = known !== null && isSamePage(known, page);
    const others = isSame ? softphoneTabs.filter(({ id }) => id !== tab) : [];
    // What the agent has allowed for one site does not hold for the next one.
    const probesPage = settings.probesPage && known !== null && isSameSite(known, page);
    // An address that was entered may say more than the tab's.
    const wanted = { softphonePage: page, ...(probesPage !== settings.probesPage && { probesPage }) };
    if (!isSame && changesLocked(state.items, { softphonePage: page })) return SET_BY_ORGANISATION;
    const changed = isSame ? { settings, chosenSettings } : withChoice(state.items, wanted);
    if (!(await state.set({ ...changed, softphoneTabs: [...others, watched(tab)] }))) {
      // What could not be stored must not take effect, and the next change must not store it.
      await state.set({ settings, chosenSettings, softphoneTabs });
      return NOT_STORED;
    }
    return { ok: true };
  }

  async function open(): Promise<Reply> {
    const toOpen = softphoneToOpen(state.items.softphoneTabs, state.items.settings.softphonePage);
    if (toOpen === null) return { ok: false, ...NO_PAGE };
    if ("tab" in toOpen) await tabs.show(toOpen.tab, toOpen.reloads);
    else await store([opened(await tabs.open(toOpen.page), now())]);
    return { ok: true };
  }

  return {
    look: lookInTurn,
    async happened(event) {
      const { softphoneTabs, settings } = state.items;
      const isWatched = softphoneTabs.some(({ id }) => id === event.id);
      if (!isWatched) {
        const { softphonePage: page } = settings;
        const address = event.kind === "updated" ? event.address : null;
        if (page === null || address === null || !isSamePage(address, page)) return;
        if (event.kind === "updated" && event.isLoading) reloaded.add(event.id);
        await lookInTurn();
        return;
      }
      if (event.kind === "replaced") {
        await inTurn(() => {
          const renamed = state.items.softphoneTabs.map((tab) =>
            tab.id === event.id ? { ...tab, id: event.by } : tab,
          );
          return store(renamed);
        });
      }
      if (event.kind === "updated" && event.isLoading) reloaded.add(event.id);
      await lookInTurn();
    },
    async watch(tab, address) {
      const reply = await inTurn(() => watch(tab, address));
      await lookInTurn();
      return reply;
    },
    async open() {
      await lookInTurn();
      const reply = await inTurn(open);
      await lookInTurn();
      return reply;
    },
    async unmute() {
      await Promise.all(state.items.softphoneTabs.map(({ id }) => tabs.unmute(id)));
      await lookInTurn();
      return { ok: true };
    },
    answered: (id, probe) => inTurn(() => store(withAnswer(state.items.softphoneTabs, id, probe))),
    forgetAnswers: () => inTurn(() => store(withoutAnswers(state.items.softphoneTabs))),
  };
}
