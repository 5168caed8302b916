import { type Agent, createAgent } from "../../src/agent/agent.ts";
import type { BrowserTabs, HistoryDatabase, Platform } from "../../src/agent/platform.ts";
import { type Account, sameAccount } from "../../src/core/account.ts";
import type { Api } from "../../src/core/api-rules.ts";
import type { Credentials } from "../../src/core/credentials.ts";
import type { Badge } from "../../src/core/devices/badge.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../src/core/devices/device.ts";
import { troubleOfFailure } from "../../src/core/explain-failure.ts";
import type { AccessBlock, FailureKind } from "../../src/core/failure.ts";
import type { HistoryRecord, Mark } from "../../src/core/history/record.ts";
import type { MenuId, MenuItem } from "../../src/core/menu.ts";
import type { Sentences } from "../../src/core/message.ts";
import type { Presence, RateLimit } from "../../src/core/polling/pace.ts";
import { SHORTEST_ALARM } from "../../src/core/polling/schedule.ts";
import { INITIAL_RULES, type RulesMemory } from "../../src/core/rules/rules-memory.ts";
import type { SignInFailure } from "../../src/core/sign-in/sign-in.ts";
import { sitePattern } from "../../src/core/softphone-tab/page-address.ts";
import type { TabFacts } from "../../src/core/softphone-tab/softphone-tab.ts";
import type { Found } from "../../src/core/user-search.ts";
import type { DeviceApi } from "../../src/exotel/device-api.ts";
import { ExotelError } from "../../src/exotel/exotel-error.ts";
import type { Budget } from "../../src/exotel/request.ts";
import { asItems, type Items, type Stored, toStore } from "../../src/store/items.ts";
import { english, inEnglish } from "./english.ts";
import { FakeNotifications } from "./notification-centre.ts";

/** What the agent's service runs in: a browser and a server, with a clock that a test sets. */

const ACCOUNT: Account = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
};
export const CCM_ACCOUNT: Account = {
  api: "ccm",
  region: "mumbai",
  accountSid: "demo1",
  userId: "agent_001",
};
const CREDENTIALS: Credentials = { api: "integrations-core", appToken: "canary-token" };

type SignInPageAnswer = Readonly<Record<string, string>> | SignInFailure | "cancelled";

const SIGN_IN_ENDS_AT = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";

/** A `find` looks for users; what it finds is in `found`. */
type RequestKind = "read" | "write" | "find";

/** A request on its way: first it takes effect at the server, then its answer comes back. */
export interface PendingRequest {
  readonly kind: RequestKind;
  readonly change: Assignment | null;
  /** The phone's new number, where that is what the request changes. */
  readonly number: string | null;
  readonly worker: number;
  effect: Reading | WriteAnswer | ExotelError | null;
  /** The number of changes and reads that the server had seen when it took effect. */
  sequence: number;
  settle(outcome: Reading | WriteAnswer | ExotelError): void;
}

/** How often the one alarm rings again until it is set anew or cleared, as `src/browser/alarm.ts` has it. ms */
const ALARM_PERIOD = 60_000;

/** How often in a row the worker may wake itself without any time passing. */
const MOST_WAKES_AT_ONCE = 20;

/** A tab that has loaded a page whose address the browser does not show. */
export const OPEN_TAB: TabFacts = {
  id: 1,
  address: null,
  load: "complete",
  isDiscarded: false,
  isFrozen: false,
  isMuted: false,
};

export class World {
  /** Which API's rules the server keeps. */
  readonly api: Api;
  /**
   * The places where the worker waits for the world outside, in the order in which it came to them
   * since the test began to watch: before and after each request and each write, and in the middle of
   * a write that has several parts.
   */
  points: string[] = [];
  /** How many of them this life of the worker came to, or the last one. */
  pointsInLife = 0;
  /** The worker dies at this one of the points (0 is the first). */
  killAt: number | null = null;
  /** At each of the points, what a worker that died there would leave behind; only since `watchDeaths`. */
  deaths: World[] = [];
  private watchesDeaths = false;
  /** How many writes to storage there were since the test began to watch. */
  writes = 0;
  /** Which of them the browser cannot do; `storageFull` is all. */
  failsWrite: (index: number) => boolean = () => false;
  /** What the browser cannot read of its storage. */
  unreadable: "nothing" | "all" | "credentials" = "nothing";
  /** Whether the worker is dead: the next alarm starts another one. */
  dead = false;
  /** What the clock has been set forward or back since the beginning, ms. */
  clockSetBy = 0;
  now = 1_800_000_000_000;
  random = 0.5;
  online = true;
  presence: Presence = "active";
  /** When the browser was last shown that the worker is at work. */
  awakeAt: number | null = null;
  /** Why the browser lets nothing be sent; `null` where it does. */
  accessBlock: AccessBlock | null = null;
  /** What answers say of the account's budget; `null` leaves it out. */
  budget: (() => RateLimit) | null = null;
  local = new Map<string, unknown>();
  session = new Map<string, unknown>();
  storageFull = false;
  /** What else is in the administrator's policy. */
  policy: Record<string, unknown> = {};
  /** The email address of the browser's profile. */
  email: string | null = null;
  /** The credentials in the administrator's policy. */
  policyCredentials: Credentials | null = null;
  /** What the organisation's sign-in page answers: the parts of the fragment, or why there is none. */
  signInPage: (isSilent: boolean) => SignInPageAnswer | Promise<SignInPageAnswer> = () => "unreachable";
  /** Each time that it was opened, whether that was silently. */
  signIns: boolean[] = [];
  /** Whether the administrator lets credentials be kept on the disk. */
  mayKeep = true;
  badge: Badge = { text: "", colour: "grey" };
  private said: Sentences = [];
  /** The context menu, as the browser has it. */
  menu = new Map<MenuId, MenuItem>();
  /** Every paint, with the moment of it. */
  paints: { at: number; badge: Badge }[] = [];
  alarm: number | null = null;
  requests: PendingRequest[] = [];
  /** Every request ever made. */
  log: { kind: RequestKind; change: Assignment | null; at: number }[] = [];
  /** Told of every request before it is on its way. */
  asked: (kind: RequestKind) => void = () => undefined;
  /** Told of every request that waits for `deliver` and `answer`. */
  held: (request: PendingRequest) => void = () => undefined;
  server = { phone: true, sip: { enabled: true, registered: true as boolean | null } };
  /** When the softphone was last seen; by default, always a second ago. */
  seenAt = (): number => this.now - 1_000;
  /** Whether there is a device of an unknown type as well, which is on. */
  other = false;
  /** Further devices of CCM, beside phone and softphone; they come last. */
  more: { id: string; kind: "pstn" | "sip"; name: string; on: boolean; verified: boolean }[] = [];
  phone: { address: string; verified: boolean | null } = { address: "+919876543210", verified: null };
  sequence = 0;
  /** Whether turning a device on turns the other one off by itself (the older contract). */
  toggles = true;
  /** How often a write would have turned a second device on. */
  refusedSecond = 0;
  /** When the last answer to a good read reached a living worker, and what every heard answer saw. */
  lastGoodReadAt: number | null = null;
  heard: { sequence: number; on: Assignment; kind: RequestKind }[] = [];
  /** What the next requests meet, first come first served; beyond these all is well. */
  script: (FailureKind | "ok")[] = [];
  /** Requests wait for `deliver` and `answer` when set, else they are served at once. */
  manual = false;
  waitUntil: number | null = null;
  /** What a search finds. */
  found: Found = { users: [], isWhole: true };
  agent!: Agent;
  /** The history, as it is stored. */
  history: HistoryRecord[] = [];
  historyMark: (Mark & { owner: Account }) | null = null;
  /** Whether the browser can neither read nor write it. */
  historyFails = false;
  /** The browser's notifications. */
  readonly notifications = new FakeNotifications(() => this.now);
  /** How often the sound was played. */
  sounds = 0;
  /** Whether the browser can open the popup, and what was opened: the popup, or the options page. */
  canOpenPopup = true;
  opensByItself: ("popup" | "options")[] = [];
  /** The browser's tabs, by their numbers. */
  tabs = new Map<number, TabFacts>();
  /** The tabs that the browser must not discard. */
  keptTabs = new Set<number>();
  shownTab: number | null = null;
  openedPages: string[] = [];
  /** Whether the worker is told what happens to tabs. */
  listensToTabs: boolean | null = null;
  /** The sites on which the agent lets a script of ours run: match patterns. */
  probedSites: string[] = [];
  /** What the page in a tab answers; a page without an entry hangs, and answers once `wakePages` is called. */
  probeAnswers = new Map<number, unknown>();
  /** Every question to a page. */
  questions: { readonly at: number; readonly tab: number }[] = [];
  private hungPages: { readonly tab: number; answer(): void }[] = [];
  /** Whom the server's answers are about: the agent that is asked for. */
  userId = "agent_001";
  /** The credentials with which the API was opened, each time. */
  opened: Credentials[] = [];
  /** The account for which it was opened last. */
  openedFor: Account | null = null;
  protected worker = 0;
  /** How much of what the workers have asked of the browser is still to come. */
  private turnsDue = 0;
  timers: { at: number; callBack: () => void; worker: number }[] = [];

  constructor(api: Api = "integrations-core") {
    this.api = api;
    if (api !== "integrations-core") this.server = { phone: true, sip: { enabled: false, registered: null } };
  }

  /** Starts a new life of the worker; the old one's promises never settle. */
  start(): void {
    this.die();
    this.dead = false;
    this.pointsInLife = 0;
    this.agent = createAgent(this.platform());
  }

  /** The worker ends; nothing starts another one but an event. */
  die(): void {
    this.worker += 1;
    this.timers = [];
    this.requests = [];
    this.dead = true;
  }

  /** Begins to count points and writes anew. */
  watch(killAt: number | null = null): void {
    this.points = [];
    this.writes = 0;
    this.killAt = killAt;
    this.watchesDeaths = false;
  }

  /** Begins to count anew, and to note what the worker would leave behind if it died at each of the points. */
  watchDeaths(): void {
    this.watch();
    this.deaths = [];
    this.watchesDeaths = true;
  }

  /**
   * The same browser and server, with a worker that has just died. What a test has replaced with a function of its own is
   * not copied.
   */
  copy(): World {
    const copy = new World(this.api);
    const { agent, deaths, watchesDeaths, requests, timers, turnsDue, hungPages, notifications, ...data } =
      this;
    const isData = ([, value]: [string, unknown]): boolean => typeof value !== "function";
    Object.assign(copy, structuredClone(Object.fromEntries(Object.entries(data).filter(isData))));
    for (const [kind, alert] of notifications.shown) copy.notifications.shown.set(kind, alert);
    copy.notifications.log = [...notifications.log];
    copy.notifications.fails = notifications.fails;
    copy.die();
    return copy;
  }

  /** The machine's clock is set; timers go by the time that passes, and the alarm by the clock. */
  setClock(by: number): void {
    this.now += by;
    this.clockSetBy += by;
    for (const timer of this.timers) timer.at += by;
    // The server names a span of time.
    if (this.waitUntil !== null) this.waitUntil += by;
  }

  /** The machine sleeps: no timer goes on, and an alarm that is missed rings when it is awake again. */
  sleep(ms: number): void {
    this.now += ms;
    for (const timer of this.timers) timer.at += ms;
  }

  /** A place where the worker waits for the world outside. */
  private point(name: string): void {
    this.points.push(name);
    this.pointsInLife += 1;
    if (this.watchesDeaths) this.deaths.push(this.copy());
    if (this.killAt === this.points.length - 1) this.die();
  }

  /** As when the browser is closed and opened again. */
  restart(): void {
    this.session.clear();
    this.notifications.shown.clear();
    this.start();
  }

  get stored(): Stored {
    const { "disk.copy": copy, ...session } = Object.fromEntries(this.session);
    return { local: { ...(copy as object | undefined), ...Object.fromEntries(this.local) }, session };
  }

  get items(): Items {
    const { local, session } = this.stored;
    return asItems({ ...local, ...session });
  }

  /** The toolbar icon's title. */
  get title(): string {
    return this.said.length === 0 ? "" : `Hookswitch: ${english(this.said)}`;
  }

  /** What the agent is told, in English. */
  get notice(): { readonly problem: string; readonly remedy: string } | null {
    const { notice } = this.items;
    return notice && inEnglish(notice);
  }

  /** What the newest read has failed with, as pages say it in English. */
  get problem(): string | null {
    const { failure } = this.items.status;
    return failure && inEnglish(troubleOfFailure(failure)).problem;
  }

  /** Sets an account up as the options page does. */
  async signIn(keep = true): Promise<void> {
    this.session.set("vault.staged", CREDENTIALS);
    const reply = await this.agent.command({
      type: "connect",
      // The page does not know of contracts.
      account: this.api === "ccm" ? CCM_ACCOUNT : ACCOUNT,
      keepSignedIn: keep,
    });
    if (!reply.ok) throw new Error(`not connected: ${english(reply.problem)}`);
  }

  /** Lets everything run that waits for nothing but its turn, or 60 turns of what never comes to an end. */
  async settle(): Promise<void> {
    for (let round = 0; round < 60 && (round < 2 || this.turnsDue > 0); round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets time pass: timers and alarms come in their order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.settle();
    let rounds = 0;
    for (;;) {
      const next = Math.min(this.alarm ?? Number.POSITIVE_INFINITY, ...this.timers.map(({ at }) => at));
      if (next > end) break;
      rounds = next > this.now ? 0 : rounds + 1;
      // It would never end here, and in a browser it would keep a processor busy.
      if (rounds > MOST_WAKES_AT_ONCE) throw new Error("the worker wakes itself without end");
      this.now = Math.max(this.now, next);
      if (this.alarm !== null && this.alarm <= this.now) {
        this.alarm = this.now + ALARM_PERIOD;
        if (this.dead) this.start();
        void this.agent.wake();
      }
      const due = this.timers.filter(({ at }) => at <= this.now);
      this.timers = this.timers.filter(({ at }) => at > this.now);
      for (const { callBack } of due) callBack();
      await this.settle();
    }
    this.now = end;
  }

  /**
   * Lets time pass until there has been a good read and no switch is under way, and a minute more, in which it must stay so. Where
   * that never comes, until `atMost` is over. ms
   */
  async passToRest(atMost: number): Promise<void> {
    const end = this.now + atMost;
    this.lastGoodReadAt = null;
    const isAtRest = (): boolean => this.lastGoodReadAt !== null && this.items.journal === null;
    while (!isAtRest() && this.now < end) await this.pass(Math.min(30_000, end - this.now));
    await this.pass(60_000);
  }

  /** The request takes effect at the server. */
  deliver(request: PendingRequest): void {
    this.sequence += 1;
    request.sequence = this.sequence;
    const fate = this.script.shift() ?? "ok";
    if (fate !== "ok") {
      request.effect = new ExotelError(fate, { waitUntil: fate === "rate-limited" ? this.waitUntil : null });
      return;
    }
    if (request.number !== null) {
      this.phone = { address: request.number, verified: false };
      this.server.phone = false;
    }
    if (request.change !== null) {
      const turnsOff = this.api === "usermapping" && this.toggles;
      const phone = request.change.phone ?? (this.server.phone && !(turnsOff && request.change.sip));
      const sip = request.change.sip ?? (this.server.sip.enabled && !(turnsOff && request.change.phone));
      if (this.api === "integrations-core" && !phone && !sip) {
        request.effect = new ExotelError("invalid-request", { status: 400 });
        return;
      }
      const more = this.more.map((one) => ({ ...one, on: request.change?.[one.id] ?? one.on }));
      const count = [phone, sip, ...more.map(({ on }) => on)].filter(Boolean).length;
      if (this.api === "ccm" && count > 1) {
        this.refusedSecond += 1;
        request.effect = new ExotelError("not-permitted", { status: 403, cause: "another-device-on" });
        return;
      }
      this.server.phone = phone;
      this.server.sip.enabled = sip;
      this.more = more;
    }
    request.effect = request.kind === "write" ? this.written() : this.reading();
  }

  /** The answer comes back, or (`lost`) nothing does, and the caller gives up waiting. */
  answer(request: PendingRequest, lost = false): void {
    this.requests = this.requests.filter((other) => other !== request);
    if (lost || request.effect === null) {
      request.settle(new ExotelError("timed-out"));
      return;
    }
    const outcome = request.effect;
    if (!(outcome instanceof ExotelError) && request.worker === this.worker) {
      const on = Object.fromEntries(outcome.devices.map((device) => [device.id, device.on === true]));
      this.heard.push({ sequence: request.sequence, on, kind: request.kind });
      if (request.kind === "read") this.lastGoodReadAt = this.now;
    }
    request.settle(
      "takenAt" in outcome && !(outcome instanceof ExotelError) ? { ...outcome, takenAt: this.now } : outcome,
    );
  }

  reading(): Reading {
    const { registered } = this.server.sip;
    return {
      userId: this.userId,
      userName: null,
      api: this.api,
      devices: this.devices(
        registered === null ? "not-reported" : registered ? "registered" : "not-registered",
        this.api === "usermapping" ? null : this.seenAt(),
      ),
      takenAt: this.now,
      serverTime: this.now,
      updatedAt: null,
    };
  }

  private written(): WriteAnswer {
    // The older contract's answer to a write says nothing of the devices.
    const devices = this.api === "usermapping" ? [] : this.devices("not-read-since", null);
    return { devices, updatedAt: this.now };
  }

  private devices(registration: Device["registration"], lastSeenAt: number | null): Device[] {
    const unsaid = { name: null, verified: null, busy: null } as const;
    const isUnsaid = this.api === "usermapping" && !this.server.phone && !this.server.sip.enabled;
    return [
      {
        ...unsaid,
        ...this.phone,
        id: "phone",
        kind: "pstn",
        on: isUnsaid ? null : this.server.phone,
        registration: "not-reported",
        lastSeenAt: null,
      },
      {
        ...unsaid,
        id: "sip",
        kind: "sip",
        address: "agent_001@app.exotel.com",
        on: isUnsaid ? null : this.server.sip.enabled,
        registration,
        lastSeenAt,
      },
      ...this.more.map((one) => ({
        ...unsaid,
        ...one,
        address: null,
        registration: "not-reported" as const,
        lastSeenAt: null,
      })),
      ...(this.other
        ? [
            {
              ...unsaid,
              id: "other",
              kind: "other" as const,
              address: null,
              on: true,
              registration: "not-reported" as const,
              lastSeenAt: null,
            },
          ]
        : []),
    ];
  }

  /** Pages that hung answer what they were asked meanwhile. */
  wakePages(): void {
    const awake = this.hungPages.filter(({ tab }) => this.probeAnswers.has(tab));
    this.hungPages = this.hungPages.filter((page) => !awake.includes(page));
    for (const { answer } of awake) answer();
  }

  /** A browser's tabs, as they are in `tabs`. */
  private browserTabs(alive: <T>(act: () => T) => Promise<T>): BrowserTabs {
    const change = (id: number, changes: Partial<TabFacts>): Promise<void> =>
      alive(() => {
        const tab = this.tabs.get(id);
        if (tab !== undefined) this.tabs.set(id, { ...tab, ...changes });
      });
    return {
      get: (id) => alive(() => this.tabs.get(id) ?? null),
      find: (site) =>
        alive(() => {
          const origin = site.replace(/\*$/, "");
          return [...this.tabs.values()].filter(({ address }) => address?.startsWith(origin));
        }),
      keep: (id, isKept) =>
        alive(() => {
          if (isKept) this.keptTabs.add(id);
          else this.keptTabs.delete(id);
        }),
      show: async (id, reloads) => {
        this.shownTab = id;
        if (reloads) await change(id, { load: "loading" });
      },
      open: (page) =>
        alive(() => {
          const id = 1 + Math.max(0, ...this.tabs.keys());
          this.tabs.set(id, { ...OPEN_TAB, id, load: "loading" });
          this.openedPages.push(page);
          return id;
        }),
      unmute: (id) => change(id, { isMuted: false }),
      listen: (isNeeded) => {
        this.listensToTabs = isNeeded;
      },
    };
  }

  private historyDatabase(alive: <T>(act: () => T) => Promise<T>): HistoryDatabase {
    const checked = <T>(act: () => T): Promise<T> =>
      alive(() => {
        if (this.historyFails) throw new Error("no database");
        return act();
      });
    const isOf = (owner: Account): boolean => sameAccount(this.historyMark?.owner ?? null, owner);
    return {
      last: (owner) =>
        checked(() => {
          const facts = this.history.filter((record) => record.kind === "observed").at(-1);
          return isOf(owner) && facts && this.historyMark ? { facts, ...this.historyMark } : null;
        }),
      read: (owner) =>
        checked(() =>
          isOf(owner) ? { records: [...this.history], mark: this.historyMark } : { records: [], mark: null },
        ),
      write: (owner, record, { seen, holds }) =>
        checked(() => {
          if (!isOf(owner)) this.history = [];
          this.historyMark = { seen, holds, owner };
          if (record !== null) this.history.push(record);
        }),
      forget: () =>
        checked(() => {
          this.history = [];
          this.historyMark = null;
        }),
    };
  }

  platform(): Platform {
    const world = this;
    const worker = this.worker;
    /** What a dead worker does has no effect, and what it waits for never comes. */
    const alive = <T>(act: () => T | Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        this.turnsDue += 1;
        setImmediate(() => {
          this.turnsDue -= 1;
          if (worker !== this.worker) return;
          Promise.resolve()
            .then(act)
            .then(
              (result) => worker === this.worker && resolve(result),
              (error) => worker === this.worker && reject(error),
            );
        });
      });
    /** Reads or changes something outside in one or more parts, each of which is done or not. */
    const touch = (name: string, ...parts: (() => void)[]): Promise<void> =>
      alive(() => {
        this.point(`before ${name}`);
        for (const [index, part] of parts.entries()) {
          if (worker !== this.worker) return;
          part();
          this.point(index === parts.length - 1 ? `after ${name}` : `in the middle of ${name}`);
        }
      });
    const store = (name: string, first: () => void, ...others: (() => void)[]): Promise<void> => {
      const checked = (): void => {
        this.writes += 1;
        if (this.storageFull || this.failsWrite(this.writes - 1)) throw new Error("QUOTA_BYTES");
        first();
      };
      return touch(name, checked, ...others);
    };
    const api = (budget: Budget): DeviceApi => ({
      api: this.api,
      read: () => this.send("read", null, worker, budget) as Promise<Reading>,
      write: (change) => this.send("write", change, worker, budget) as Promise<WriteAnswer>,
      changeNumber: (_device, number) =>
        this.send("write", null, worker, budget, number) as Promise<WriteAnswer>,
    });
    return {
      now: () => this.now,
      elapsed: () => this.now - this.clockSetBy,
      random: () => this.random,
      tabs: this.browserTabs(alive),
      pageProbe: {
        isAllowed: (page) => alive(() => this.probedSites.includes(sitePattern(page))),
        forget: (page) =>
          alive(() => {
            this.probedSites = this.probedSites.filter((site) => site !== sitePattern(page));
          }),
        ask: (tab) =>
          alive(() => {
            // Every call of the browser keeps the worker awake.
            this.awakeAt = this.now;
            this.questions.push({ at: this.now, tab });
            const answer = (): unknown => this.probeAnswers.get(tab);
            if (this.probeAnswers.has(tab)) return answer();
            return new Promise((resolve) => this.hungPages.push({ tab, answer: () => resolve(answer()) }));
          }),
      },
      history: this.historyDatabase(alive),
      notifications: this.notifications.api(touch),
      playSound: async () => {
        this.sounds += 1;
      },
      openPopup: () =>
        alive(() => {
          if (this.canOpenPopup) this.opensByItself.push("popup");
          return this.canOpenPopup;
        }),
      openOptions: () => alive(() => void this.opensByItself.push("options")),
      online: () => this.online,
      presence: () => Promise.resolve(this.presence),
      hasAccess: () => Promise.resolve(this.accessBlock !== "access-withheld"),
      connect: (account, credentials, budget) => {
        this.userId = account.userId;
        this.openedFor = account;
        this.opened.push(credentials);
        return api(budget);
      },
      find: async (_office, _credentials, _lookup, budget) => {
        await this.send("find", null, worker, budget);
        return this.found;
      },
      loadItems: () =>
        alive(() => {
          if (this.unreadable === "all") throw new Error("corrupted");
          return structuredClone(this.stored);
        }),
      saveItems: (changes) => {
        const writes = (["local", "session"] as const).flatMap((area) => {
          const entries = structuredClone(toStore(area, changes));
          const write = (): void => {
            for (const [key, value] of Object.entries(entries ?? {})) this[area].set(key, value);
          };
          return entries === null ? [] : [write];
        });
        const [first, ...others] = writes;
        if (first === undefined) return Promise.resolve();
        return store(`storing ${Object.keys(changes).join(", ")}`, first, ...others);
      },
      rewriteDisk: (items) => {
        const kept = structuredClone(toStore("local", items) ?? {});
        return store(
          "rewriting the disk",
          () => this.session.set("disk.copy", kept),
          // Both reach the browser in one turn: between them only the browser's own end could come.
          () => {
            this.local.clear();
            if (this.storageFull) throw new Error("QUOTA_BYTES");
            for (const [key, value] of Object.entries(kept)) this.local.set(key, value);
          },
          () => this.session.delete("disk.copy"),
        );
      },
      clearItems: (kept) => {
        const clear = (area: "local" | "session") => () => {
          this[area].clear();
          for (const [key, value] of Object.entries(structuredClone(toStore(area, kept)) ?? {}))
            this[area].set(key, value);
        };
        return store("clearing the storage", clear("local"), clear("session"));
      },
      vault: {
        async takeStagedCredentials() {
          let staged: Credentials | null = null;
          await touch("taking the staged credentials", () => {
            staged = (world.session.get("vault.staged") as Credentials | undefined) ?? null;
            world.session.delete("vault.staged");
          });
          return staged;
        },
        readPolicy: (kind) =>
          alive(() => (this.policyCredentials?.api === kind ? this.policyCredentials : { api: kind })),
        read: () =>
          alive(() => {
            if (this.unreadable !== "nothing") throw new Error("corrupted");
            this.point("reading the credentials");
            return (this.session.get("vault") ?? this.local.get("vault") ?? null) as Credentials | null;
          }),
        write: async (credentials, onDisk) => {
          const [to, from] = onDisk ? [this.local, this.session] : [this.session, this.local];
          const wasThere = from.has("vault");
          await store(
            "storing the credentials",
            () => to.set("vault", credentials),
            () => from.delete("vault"),
          );
          return wasThere && !onDisk;
        },
        copyToMemory: async () => {
          const onDisk = this.local.get("vault");
          await store("copying the credentials to the memory", () => {
            if (onDisk !== undefined && !this.session.has("vault")) this.session.set("vault", onDisk);
          });
          return onDisk !== undefined;
        },
        remove: () =>
          store(
            "removing the credentials",
            () => this.session.delete("vault"),
            () => this.local.delete("vault"),
          ),
      },
      readPolicy: () =>
        alive(() => ({
          ...this.policy,
          ...(!this.mayKeep && { AllowKeepSignedIn: false }),
          ...(this.policyCredentials?.api === "ccm" && { ApiKey: true, ApiToken: true }),
          ...(this.policyCredentials?.api === "integrations-core" && { AppToken: true }),
        })),
      profileEmail: () => alive(() => this.email),
      signInPage: {
        redirectUri: () => SIGN_IN_ENDS_AT,
        open: (address, isSilent) =>
          alive(async () => {
            this.point("signing in");
            this.signIns.push(isSilent);
            const answer = await this.signInPage(isSilent);
            if (typeof answer === "string") return { ok: false, why: answer };
            const state = new URL(address).searchParams.get("state") ?? "";
            return { ok: true, address: `${SIGN_IN_ENDS_AT}#${new URLSearchParams({ state, ...answer })}` };
          }),
      },
      setAlarm: (at) =>
        touch("setting the alarm", () => {
          this.alarm = Math.max(at, this.now + SHORTEST_ALARM);
        }),
      ensureAlarm: (at) =>
        touch("setting the alarm", () => {
          this.alarm ??= Math.max(at, this.now + SHORTEST_ALARM);
        }),
      clearAlarm: () =>
        touch("clearing the alarm", () => {
          this.alarm = null;
        }),
      after: (ms, callBack) => {
        if (worker === this.worker) this.timers.push({ at: this.now + ms, callBack, worker });
      },
      stayAwake: () => {
        if (worker === this.worker) this.awakeAt = this.now;
      },
      paint: (badge, title) => {
        if (worker !== this.worker) return;
        this.badge = badge;
        this.said = title;
        this.paints.push({ at: this.now, badge });
      },
      showMenu: (items) => {
        if (worker === this.worker) for (const item of items) this.menu.set(item.id, item);
      },
    };
  }

  private send(
    kind: RequestKind,
    change: Assignment | null,
    worker: number,
    budget: Budget,
    number: string | null = null,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (worker !== this.worker) return;
      const waitUntil = budget.waitUntil?.() ?? 0;
      if (waitUntil > this.now) return reject(new ExotelError("rate-limited", { waitUntil }));
      if (this.accessBlock !== null) return reject(new ExotelError(this.accessBlock, { detail: "the host" }));
      this.asked(kind);
      this.log.push({ kind, change, at: this.now });
      const request: PendingRequest = {
        kind,
        change,
        number,
        worker,
        effect: null,
        sequence: 0,
        settle: (outcome) => {
          if (worker !== this.worker) return;
          const refused = outcome instanceof ExotelError && outcome.failure.kind === "rate-limited";
          if (refused || !(outcome instanceof ExotelError)) {
            budget.observe?.({
              now: this.now,
              refused,
              rateLimit: this.budget?.() ?? null,
              serverTime: null,
            });
          }
          if (outcome instanceof ExotelError) reject(outcome);
          else resolve(outcome);
        },
      };
      this.requests.push(request);
      if (this.manual) return this.held(request);
      this.point(`${kind} sent`);
      if (worker !== this.worker) return;
      this.deliver(request);
      this.point(`${kind} carried out`);
      this.answer(request);
    });
  }
}

/** A world in which an agent is signed in and the first read is done. */
export async function signedInWorld(api?: Api): Promise<World> {
  const world = new World(api);
  world.start();
  await world.signIn();
  await world.settle();
  return world;
}

/** What the rules remember. */
export function memoryOf({ items }: World): RulesMemory {
  return items.rules ?? INITIAL_RULES;
}
