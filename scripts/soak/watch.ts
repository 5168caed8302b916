import type { Browser } from "webextension-polyfill";
import { asItems, type Items } from "../../src/store/items.ts";
import { overhear } from "../../test/e2e/harness/overhear.ts";
import { SOFTPHONE_SITE } from "../../test/e2e/harness/softphone-page.ts";
import { pause } from "../../test/e2e/harness/wait.ts";
import { named } from "../../test/emulator/demo-devices.ts";
import type { Agent } from "./agent.ts";
import { badgeProblem, GRACE, isByRule, rulesProblem, toldProblem, type Wish } from "./judge.ts";

declare const chrome: Browser;
/** In the keeper: the changes of what tells of a press, a notice and a notification since the last look, also those undone. */
declare const changes: {
  [K in "journal" | "notice" | "alerts"]?: { oldValue?: Items[K]; newValue?: Items[K] };
}[];
const LISTEN = `
  globalThis.changes = [];
  chrome.storage.onChanged.addListener(({ journal, notice, alerts }) => changes.push({ journal, notice, alerts }));
`;

const EVERY = 1_000; // ms
/** The browser's own report of a request that failed. */
const FAILED_REQUEST = /^Failed to load resource/;
/** The emulator's word for each API. */
const API_OF = { "integrations-core": "integrations", usermapping: "older", ccm: "ccm" } as const;

/** What is shown and stored at one moment. */
export type Sight = Awaited<ReturnType<Watch["look"]>>;

/** Looks at the extension all the time, and judges what it sees. */
export class Watch {
  #lastSeen = "";
  #tab = { watchedAt: 0, lostAt: null as number | null };
  /** The newest switch that was written down; those that rules have begun; and the episodes of which the agent was told. */
  #wish: Wish | null = null;
  readonly #begun: Wish[] = [];
  readonly #told: string[] = [];
  /** When the agent was last told of anything; epoch ms. */
  #toldAt = 0;

  constructor(private readonly agent: Agent) {}

  /** Watches for as long as some work takes. */
  async during(work: () => Promise<void>): Promise<void> {
    const { handle, exotel, chronicle } = this.agent;
    await handle.keeper.evaluate(LISTEN);
    await overhear(handle, (text, kind) => {
      exotel.keepSecret(text, "the console, or in an error");
      if (kind !== "other" && !FAILED_REQUEST.test(text)) chronicle.violate("errors", text);
    });
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; await pause(EVERY))
        await this.look().catch((error) => isOver || chronicle.judge("the soak itself", String(error)));
    })();
    await work().finally(() => {
      isOver = true;
      return looking;
    });
  }

  /** Looks once, and judges. */
  async look() {
    const { handle, exotel, chronicle } = this.agent;
    const at = Date.now();
    const changed = exotel.accountChanges.at(-1);
    const seen = await handle.keeper.evaluate(
      async (url) => ({
        badge: await chrome.action.getBadgeText({}),
        title: await chrome.action.getTitle({}),
        stored: { ...(await chrome.storage.local.get()), ...(await chrome.storage.session.get()) },
        /** The tabs in which the softphone's page runs, watched or not. */
        running: await chrome.tabs.query({ url, discarded: false }),
        notifications: Object.keys(await chrome.notifications.getAll()),
        changes: changes.splice(0),
      }),
      SOFTPHONE_SITE,
    );
    for (const change of seen.changes) this.#take(change);
    const { badge, title } = seen;
    const items = asItems(seen.stored);
    const isWatched = items.settings.softphonePage !== null;
    const isLost = isWatched && seen.running.length === 0;
    if (isWatched) this.#tab.watchedAt = at;
    this.#tab.lostAt = isLost ? (this.#tab.lostAt ?? at) : null;
    const wish = this.#wish;
    const summary = `the badge is ${JSON.stringify(badge)}: ${title}; the newest press: ${JSON.stringify(wish)}`;
    if (summary !== this.#lastSeen) chronicle.note(summary);
    this.#lastSeen = summary;
    if (isLost) chronicle.count("seen: a watched tab that cannot ring");
    chronicle.count(`seen: ${badge === "" ? "no badge" : badge}`);
    for (const kind of seen.notifications) chronicle.count(`seen: a notification (${kind})`);
    exotel.keepSecret(badge + title, "the tooltip");
    // While the account is being changed, what is shown may be of the one before.
    if (changed !== undefined && changed.ended < at && changed === exotel.accountChanges.at(-1)) {
      const api = items.account && API_OF[items.account.api];
      const shown = { at, badge, api, apiSince: changed.ended, period: items.status.period, tab: this.#tab };
      const known = api ? exotel.known(api, at, GRACE, GRACE) : [];
      chronicle.judge("badge", badgeProblem(shown, known, exotel.cuts));
    }
    chronicle.judge("rules", rulesProblem(this.#begun));
    chronicle.judge("alerts", toldProblem(this.#told));
    return { ...seen, items, wish, toldAt: this.#toldAt };
  }

  #take({ journal, notice, alerts }: (typeof changes)[number]): void {
    this.#toldAt = Math.max(this.#toldAt, notice?.newValue?.at ?? 0);
    const reach = alerts?.newValue?.kinds.reach;
    const wasDue = alerts?.oldValue?.kinds.reach.due === "show";
    if (wasDue && reach?.due === null && reach.shown !== null) this.#told.push(reach.shown.key);
    const open = journal?.newValue;
    if (!open) return;
    const { origin, askedAt, target } = open.waiting ?? open;
    const before = open.waiting ? open.target : open.before;
    this.#wish = { origin, askedAt, target: named(target), before: named(before) };
    if (!isByRule(this.#wish) || this.#begun.at(-1)?.askedAt === askedAt) return;
    this.#begun.push(this.#wish);
    this.agent.chronicle.count(`rules: a switch by ${origin}`);
  }
}
