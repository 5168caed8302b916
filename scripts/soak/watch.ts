import { pause } from "../../test/e2e/harness/wait.ts";
import type { Api } from "../../test/emulator/store.ts";
import { named, SECRETS } from "./exotel.ts";
import {
  badgeProblem,
  holdsSecret,
  type RuleSwitch,
  rulesProblem,
  type TabSight,
  type Told,
  toldProblem,
  type Wish,
} from "./judge.ts";
import { RUNNING } from "./softphone-tab.ts";
import type { Parts } from "./storm.ts";

const EVERY = 1_000; // ms
/** The browser's own report of a request that failed. */
const FAILED_REQUEST = /^Failed to load resource/;

/** The emulator's word for each API. */
const API_OF = { "integrations-core": "integrations", usermapping: "older", ccm: "ccm" } as const;

/** What is shown and stored at one moment. */
export interface Sight {
  readonly badge: string;
  readonly title: string;
  readonly account: { readonly api: keyof typeof API_OF } | null;
  readonly status: {
    readonly credentials?: string;
    readonly nextReadAt?: number | null;
    readonly period?: number;
    readonly reading?: { readonly takenAt: number } | null;
  };
  readonly journal: { readonly phase: { readonly retryAt?: number } } | null;
  readonly waits: { readonly readUntil: number | null; readonly writeUntil: number | null } | null;
  /** The newest press that was written down. */
  readonly wish: Wish | null;
  readonly settings: { readonly softphonePage?: string | null };
  /** In how many tabs the softphone's page runs, watched or not. */
  readonly running: number;
  /** When the agent was last told of anything; 0 where never. */
  readonly toldAt: number;
  /** The switches that rules have begun, the newest last. */
  readonly begun: readonly RuleSwitch[];
  /** The notifications that were shown, the newest last, and the kinds of those that are shown now. */
  readonly told: readonly Told[];
  readonly notifications: readonly string[];
}

/** Keeps the newest press and notice, also those that come and go between two looks. */
const LISTEN = `
  globalThis.soak = { wish: null, toldAt: 0, begun: [], told: [] };
  chrome.storage.onChanged.addListener(({ notice, journal, alerts }) => {
    for (const [kind, { shown, due }] of Object.entries(alerts?.newValue?.kinds ?? {})) {
      const isDone = alerts.oldValue?.kinds[kind].due === "show" && due === null && shown !== null;
      if (isDone) soak.told = [...soak.told, { kind, key: shown.key }].slice(-200);
    }
    if (notice?.newValue) soak.toldAt = Math.max(soak.toldAt, notice.newValue.at);
    const { askedAt, target, before, waiting, origin } = journal?.newValue ?? {};
    const isRules = ["for-a-while", "lock", "hours", "safety-net"].includes((waiting ?? { origin }).origin);
    if (waiting) soak.wish = { isRules, askedAt: waiting.askedAt, target: waiting.target, before: target };
    else if (target) soak.wish = { isRules, askedAt, target, before };
    const { begun, wish } = soak;
    if (isRules && wish && begun.at(-1)?.askedAt !== wish.askedAt)
      soak.begun = [...begun, { by: (waiting ?? { origin }).origin, askedAt: wish.askedAt, target: wish.target }].slice(-200);
  });
`;
const LOOK = `(async () => {
  const [badge, title] = await Promise.all([chrome.action.getBadgeText({}), chrome.action.getTitle({})]);
  const local = await chrome.storage.local.get({ account: null, journal: null, waits: null, settings: {} });
  const running = await ${RUNNING};
  const notifications = Object.keys(await chrome.notifications.getAll());
  return { running, notifications, badge, title, ...local, ...(await chrome.storage.session.get({ status: {} })), ...soak };
})()`;

/** Looks at the extension all the time, and judges what it sees. */
export class Watch {
  readonly #parts: Parts;
  #stopped = false;
  #lastSeen = "";
  #lastBegun = 0;
  /** The softphone's tab. */
  #tab: TabSight = { watchedAt: 0, lostAt: null };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns what stops it */
  async start(): Promise<() => Promise<void>> {
    const { context, keeper, keeperCdp } = this.#parts.handle;
    await keeper.evaluate(LISTEN);
    context.on("console", (message) => {
      this.#checkSecrets(message.text(), "in the console");
      if (["error", "warning"].includes(message.type())) this.#failed(message.text());
    });
    context.on("weberror", (error) => this.#failed(error.error().message));
    keeperCdp.on("ServiceWorker.workerErrorReported", (event) =>
      this.#failed(event.errorMessage.errorMessage),
    );
    await keeperCdp.send("ServiceWorker.enable");
    const looking = this.#lookOn();
    return async () => {
      this.#stopped = true;
      await looking;
    };
  }

  /** Looks once, and judges. */
  async look(): Promise<Sight> {
    const { handle, exotel, chronicle } = this.#parts;
    const at = Date.now();
    const changed = exotel.accountChanges.at(-1);
    const { wish: stored, ...rest }: Sight = await handle.keeper.evaluate(LOOK);
    const wish = stored && {
      ...stored,
      target: named(Object.entries(stored.target)),
      before: named(Object.entries(stored.before)),
      isOver: exotel.accountChanges.some(({ ended }) => ended >= stored.askedAt),
    };
    const { badge, title, account, status, settings, running } = rest;
    const isWatched = typeof settings.softphonePage === "string";
    this.#tab = {
      watchedAt: isWatched ? at : this.#tab.watchedAt,
      lostAt: isWatched && running === 0 ? (this.#tab.lostAt ?? at) : null,
    };
    if (this.#tab.lostAt !== null) chronicle.count("seen: a watched tab that cannot ring");
    const seen = `the badge is ${JSON.stringify(badge)}: ${title}; the newest press: ${JSON.stringify(wish)}`;
    if (seen !== this.#lastSeen) chronicle.note(seen);
    this.#lastSeen = seen;
    chronicle.count(`seen: ${badge === "" ? "no badge" : badge}`);
    this.#checkSecrets(badge + title, "in the tooltip");
    // While the account is being changed, what is shown may be of the one before.
    if (changed !== undefined && changed.ended < at && changed === exotel.accountChanges.at(-1)) {
      const api: Api | null = account && API_OF[account.api];
      const { period = 30_000 } = status;
      const shown = { at, badge, api, apiSince: changed.ended, period, tab: this.#tab };
      chronicle.judge("badge", badgeProblem(shown, api ? exotel.exchanges(api) : [], exotel.cuts));
    }
    this.#judgeRules(rest);
    const { phone, sip } = exotel.facts("ccm");
    chronicle.judge("one device on CCM", phone && sip ? "two are on" : null);
    return { ...rest, wish };
  }

  #judgeRules({ begun, told, notifications }: Pick<Sight, "begun" | "told" | "notifications">): void {
    const { chronicle } = this.#parts;
    const readable = begun.map((one) => ({ ...one, target: named(Object.entries(one.target)) }));
    chronicle.judge("rules", rulesProblem(readable));
    chronicle.judge("alerts", toldProblem(told));
    for (const kind of notifications) chronicle.count(`seen: a notification (${kind})`);
    const last = begun.at(-1);
    if (last !== undefined && last.askedAt > this.#lastBegun) {
      this.#lastBegun = last.askedAt;
      chronicle.count(`rules: a switch by ${last.by}`);
    }
  }

  async #lookOn(): Promise<void> {
    while (!this.#stopped) {
      await this.look().catch((error: unknown) => {
        if (!this.#stopped) this.#parts.chronicle.judge("the soak itself", String(error));
      });
      await pause(EVERY);
    }
  }

  #checkSecrets(text: string, where: string): void {
    if (holdsSecret(text, SECRETS)) this.#parts.chronicle.violate("credentials", where);
  }

  #failed(text: string): void {
    if (!FAILED_REQUEST.test(text)) this.#parts.chronicle.violate("errors", text);
  }
}
