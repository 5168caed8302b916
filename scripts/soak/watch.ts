import type { ConsoleMessage, WebError } from "playwright-core";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import { pause } from "../../test/e2e/harness/wait.ts";
import type { Agent } from "./agent.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Exotel } from "./exotel.ts";
import { agrees, badgeProblem, holdsSecret, type Ons, type Wish } from "./judge.ts";
import type { SoakApi } from "./plan.ts";

/** How often everything is looked at, ms. */
const EVERY = 1_000;
/** How long popup and badge may differ: a worker that dies between the two leaves the rest to the next alarm; ms. */
const DISAGREEMENT = 20_000;
const DISAGREEMENT_AFTER_DEATH = 90_000;

/** What is shown and stored at one moment. */
export interface Sight {
  /** Epoch ms, before anything was looked at. */
  readonly at: number;
  readonly badge: string;
  readonly title: string;
  readonly api: SoakApi | null;
  readonly apiSince: number;
  readonly journal: StoredJournal | null;
  readonly credentials: string | null;
  readonly nextReadAt: number | null;
  readonly waits: { readonly readUntil: number | null; readonly writeUntil: number | null } | null;
  readonly period: number;
  readonly takenAt: number;
}

interface StoredJournal {
  readonly target: Ons;
  readonly before: Ons;
  readonly askedAt: number;
  readonly phase: { readonly retryAt?: number };
  readonly waiting: Pick<Wish, "target" | "askedAt"> | null;
}

interface Change {
  readonly at: number;
  readonly key: "journal" | "notice" | "account";
  readonly value: unknown;
}

interface Seen {
  readonly badge: string;
  readonly title: string;
  readonly apis: readonly [string | null, string | null];
  readonly journal: StoredJournal | null;
  readonly waits: Sight["waits"];
  readonly status: {
    readonly credentials?: string;
    readonly nextReadAt?: number | null;
    readonly period?: number;
    readonly reading?: { readonly takenAt: number } | null;
  };
  readonly changes: readonly Change[];
}

/** Tells of every change of what is stored of switches and notices, also of those that pass between two looks. */
const LISTEN = `
  globalThis.soakChanges = [];
  chrome.storage.onChanged.addListener((changes) => {
    for (const key of ["journal", "notice", "account"]) {
      if (key in changes) soakChanges.push({ at: Date.now(), key, value: changes[key].newValue ?? null });
    }
  });
`;

const LOOK = `(async () => {
  const account = async () => (await chrome.storage.local.get("account")).account?.api ?? null;
  const before = await account();
  const { status } = await chrome.storage.session.get("status");
  const [badge, title] = await Promise.all([chrome.action.getBadgeText({}), chrome.action.getTitle({})]);
  const { journal, waits } = await chrome.storage.local.get(["journal", "waits"]);
  return {
    badge, title, apis: [before, await account()], journal: journal ?? null, waits: waits ?? null,
    status: status ?? {}, changes: soakChanges.splice(0),
  };
})()`;

const API_OF: Readonly<Record<string, SoakApi>> = { "integrations-core": "ic", ccm: "ccm" };

/** Looks at the extension all the time, and judges what it sees. */
export class Watch {
  /** The newest press that was written down. */
  wish: Wish | null = null;
  /** When the agent was last told of anything. */
  toldAt: number | null = null;
  readonly #handle: Hookswitch;
  readonly #exotel: Exotel;
  readonly #agent: Agent;
  readonly #chronicle: Chronicle;
  #running: Promise<void> | null = null;
  #stopped = false;
  #api: SoakApi | null = null;
  #apiSince = Date.now();
  #lastBadge: string | null = null;
  #disagreesSince: number | null = null;

  constructor(handle: Hookswitch, exotel: Exotel, agent: Agent, chronicle: Chronicle) {
    this.#handle = handle;
    this.#exotel = exotel;
    this.#agent = agent;
    this.#chronicle = chronicle;
  }

  async start(): Promise<void> {
    const { context, keeper, keeperCdp } = this.#handle;
    await keeper.evaluate(LISTEN);
    context.on("console", (message) => this.#said(message));
    context.on("weberror", (error: WebError) => this.#failed("a page", error.error().message));
    keeperCdp.on("ServiceWorker.workerErrorReported", ({ errorMessage }) => {
      this.#failed("the worker", errorMessage.errorMessage);
    });
    await keeperCdp.send("ServiceWorker.enable");
    this.#running = this.#lookOn();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Looks once, and judges. */
  async look(): Promise<Sight> {
    const at = Date.now();
    const seen: Seen = await this.#handle.keeper.evaluate(LOOK);
    for (const change of seen.changes) this.#take(change);
    const [before, after] = seen.apis;
    const { credentials = null, nextReadAt = null, period = 30_000, reading } = seen.status;
    const { badge, title, journal, waits } = seen;
    const api = after === null ? null : (API_OF[after] ?? null);
    const takenAt = reading?.takenAt ?? 0;
    if (api !== this.#api) this.#apiSince = at;
    this.#api = api;
    const apiSince = this.#apiSince;
    const sight = {
      at,
      badge,
      title,
      api,
      apiSince,
      journal,
      credentials,
      nextReadAt,
      waits,
      period,
      takenAt,
    };
    this.#chronicle.count("looks");
    if (badge !== this.#lastBadge) {
      this.#lastBadge = badge;
      this.#chronicle.note(`the badge is ${JSON.stringify(badge)}: ${title}`);
      this.#chronicle.count(`badge ${badge === "" ? "none" : badge}`);
    }
    if (holdsSecret(badge + title, this.#exotel.secrets))
      this.#chronicle.violate("credentials", "in the tooltip");
    if (before === after)
      this.#judge("badge", badgeProblem(sight, this.#exotel.exchanges(), this.#exotel.cuts));
    const two = Object.values(this.#exotel.on("ccm")).filter((on) => on).length > 1;
    this.#judge("one device on CCM", two ? "two are on" : null);
    await this.#compare(badge, title);
    return sight;
  }

  #judge(rule: string, problem: string | null): void {
    if (problem === null) this.#chronicle.mended(rule);
    else this.#chronicle.violate(rule, problem);
  }

  async #compare(badge: string, title: string): Promise<void> {
    const popup = this.#agent.popup;
    const sentence = await popup
      ?.locator(".verdict-sentence")
      .first()
      .innerText({ timeout: 1_000 })
      .catch(() => null);
    if (sentence === null || sentence === undefined || agrees(sentence, badge, title)) {
      this.#disagreesSince = null;
      this.#chronicle.mended("popup and badge");
      return;
    }
    const now = Date.now();
    this.#disagreesSince ??= now;
    const lastCut = this.#exotel.cuts.at(-1) ?? 0;
    if (now - this.#disagreesSince < DISAGREEMENT || now - lastCut < DISAGREEMENT_AFTER_DEATH) return;
    this.#judge("popup and badge", `“${sentence}” beside ${JSON.stringify(badge)} with “${title}”`);
  }

  #take({ at, key, value }: Change): void {
    if (key === "account") {
      if (this.wish !== null) this.wish = { ...this.wish, isOver: true };
      this.#chronicle.note(value === null ? "signed out" : "signed in");
    } else if (key === "notice") {
      const notice = value as { at: number; problem: string } | null;
      if (notice === null) return;
      this.toldAt = Math.max(this.toldAt ?? 0, notice.at);
      this.#chronicle.count("notices to the agent");
      this.#chronicle.note(`told (at ${at}): ${notice.problem}`);
    } else {
      const journal = value as StoredJournal | null;
      if (journal === null) this.#chronicle.note("no switch is under way any more");
      if (journal === null) return;
      const { askedAt, target } = journal.waiting ?? journal;
      const before = journal.waiting === null ? journal.before : journal.target;
      const isNew = askedAt !== this.wish?.askedAt;
      this.wish = { askedAt, target, before, isOver: false };
      if (!isNew) return;
      this.#chronicle.count("switches written down");
      this.#chronicle.note(`a switch is written down: ${JSON.stringify(target)}`);
    }
  }

  async #lookOn(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.look();
      } catch (error) {
        if (!this.#stopped) this.#chronicle.violate("the soak itself", String(error));
      }
      await pause(EVERY);
    }
  }

  #said(message: ConsoleMessage): void {
    const text = message.text();
    if (holdsSecret(text, this.#exotel.secrets)) this.#chronicle.violate("credentials", "in the console");
    if (message.type() !== "error" && message.type() !== "warning") return;
    // The browser's own report of a request that failed.
    if (text.startsWith("Failed to load resource")) this.#chronicle.count("console: failed requests");
    else this.#failed("the console", text);
  }

  #failed(where: string, text: string): void {
    if (text.startsWith("Failed to load resource")) return;
    this.#chronicle.violate("errors", `${where}: ${text}`);
    this.#chronicle.mended("errors");
  }
}
