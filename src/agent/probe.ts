import { isSameSite } from "../core/softphone-tab/page-address.ts";
import type { SoftphoneTab } from "../core/softphone-tab/softphone-tab.ts";
import { asProbeAnswer } from "../store/softphone-tabs-schema.ts";
import type { Platform } from "./platform.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";

/**
 * Asks the softphone's page if it still works, as long as the agent wants that and the browser allows it. The questions keep the
 * worker awake. Without them it has no timer and calls nobody.
 */
export interface Probe {
  /** The browser has granted or withdrawn access to sites. */
  accessChanged(): Promise<void>;
  /** The browser tells of a tab that it has changed or loaded. */
  tabUpdated(id: number): Promise<void>;
  /** A page says that the microphone's permission or the audio devices have changed. */
  pageChanged(id: number, address: string): Promise<void>;
}

/** The time between two questions, ms. The browser stops a worker that has been idle for 30 s. */
const PERIOD = 20_000;
/** A page that has not answered for so long hangs, ms. */
const PATIENCE = 10_000;

export function createProbe(
  { after, pageProbe }: Platform,
  state: State,
  softphoneTabs: SoftphoneTabs,
): Probe {
  /** Whether the pages are being asked. */
  let isOn = false;
  let isChecking = false;
  let isPlanned = false;
  let asked = 0;
  /** The newest question to each tab that has not answered yet. */
  const awaited = new Map<number, number>();

  state.watch(({ softphoneTabs: tabs }) => {
    if (tabsToAsk().length > 0) {
      if (!isOn && !isChecking) void askAll();
      return;
    }
    isOn = false;
    if (tabs.some(({ probe }) => probe !== null)) void softphoneTabs.forgetAnswers();
  });

  /** With the permission, the browser shows a tab's address: an open one has been seen to be the page's. */
  function tabsToAsk(): readonly SoftphoneTab[] {
    const { settings, softphoneTabs: tabs } = state.items;
    if (!settings.probesPage) return [];
    return tabs.filter(({ state: its, showsAddress }) => its === "open" && showsAddress);
  }

  async function mayAsk(): Promise<boolean> {
    const { softphonePage: page } = state.items.settings;
    if (page === null || tabsToAsk().length === 0) return false;
    isChecking = true;
    const isAllowed = await pageProbe.isAllowed(page);
    isChecking = false;
    return isAllowed;
  }

  async function askAll(): Promise<void> {
    isOn = await mayAsk();
    if (!isOn) return void (await softphoneTabs.forgetAnswers());
    planNext();
    for (const { id } of tabsToAsk()) void ask(id);
  }

  function planNext(): void {
    if (isPlanned) return;
    isPlanned = true;
    after(PERIOD, () => {
      isPlanned = false;
      void askAll();
    });
  }

  async function ask(id: number): Promise<void> {
    asked += 1;
    const question = asked;
    awaited.set(id, question);
    after(PATIENCE, () => {
      // A newer question was asked because the page has loaded anew, or has told of a change.
      if (awaited.get(id) === question) void record(id, "unanswered");
    });
    // It may come later than the patience ends: the page hangs no more.
    const answer = await pageProbe.ask(id);
    if (awaited.get(id) === question) awaited.delete(id);
    await record(id, asProbeAnswer(answer));
  }

  async function record(id: number, probe: SoftphoneTab["probe"]): Promise<void> {
    // A page that crashes or freezes does not answer, either.
    if (probe === null || probe === "unanswered") await softphoneTabs.look();
    if (isOn && tabsToAsk().some((tab) => tab.id === id)) await softphoneTabs.answered(id, probe);
  }

  return {
    accessChanged: askAll,
    async tabUpdated(id) {
      if (tabsToAsk().some((tab) => tab.id === id)) await askAll();
    },
    async pageChanged(id, address) {
      const { softphonePage: page } = state.items.settings;
      const isAsked = tabsToAsk().some((tab) => tab.id === id);
      if (isAsked && page !== null && isSameSite(address, page)) await askAll();
    },
  };
}
