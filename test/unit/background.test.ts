import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Command, Reply } from "../../src/browser/commands.ts";
import type { Credentials } from "../../src/core/credentials.ts";
import type { Presence } from "../../src/core/polling/pace.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { getMessage, saying } from "./english.ts";

/** The background as the browser starts it: all of it is real but the extension API and the network. */

const ID = "abcdefghijklmnopabcdefghijklmnop";
const OTHER = "ponmlkjihgfedcbaponmlkjihgfedcba";
const SITE = "https://example.com/";
const POPUP = `chrome-extension://${ID}/src/popup/popup.html`;
const OPTIONS = `chrome-extension://${ID}/src/options/options.html`;

const ACCOUNT = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
} as const;
const CREDENTIALS: Credentials = { api: "integrations-core", appToken: "token" };

const PAGE_IS_WELL = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };

/** More than a new worker waits before it paints, ms. */
const A_MOMENT = 100;
/** More than a period after which the next read is due, ms. */
const A_PERIOD = 31_000;

const here = vi.hoisted(() => ({ browser: null as FakeBrowser | null }));

vi.mock("../../src/browser/extension.ts", () => ({
  get browser() {
    return here.browser?.api();
  },
}));

type Listener = (...args: unknown[]) => unknown;

/** One storage area, which counts what changes it. */
class Area {
  readonly items = new Map<string, unknown>();
  changes = 0;

  get(keys: string | string[]): Promise<Record<string, unknown>> {
    const found = [keys].flat().filter((key) => this.items.has(key));
    return Promise.resolve(
      Object.fromEntries(found.map((key) => [key, structuredClone(this.items.get(key))])),
    );
  }

  set(items: Record<string, unknown>): Promise<void> {
    this.changes += 1;
    for (const [key, value] of Object.entries(items)) this.items.set(key, structuredClone(value));
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.changes += 1;
    this.items.delete(key);
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.changes += 1;
    this.items.clear();
    return Promise.resolve();
  }
}

/** As much of the extension API as the background uses, and a server behind its `fetch`. */
class FakeBrowser {
  /** Who listens to what, and which events were asked for in the first turn. */
  readonly listeners = new Map<string, Listener[]>();
  readonly inFirstTurn = new Set<string>();
  readonly local = new Area();
  readonly session = new Area();
  readonly devices = { phone: true, sip: true };
  userId: string = ACCOUNT.userId;
  readonly requests: { readonly method: string; readonly body: unknown }[] = [];
  /** The toolbar icon's context menu, in order. */
  readonly menu = new Map<string, object>();
  readonly openedPages: string[] = [];
  readonly openOptionsPage = vi.fn(() => Promise.resolve());
  /** What tabs there are, and the numbers of those whose page was asked. */
  readonly openTabs = new Map<number, object>();
  readonly asked: number[] = [];
  readonly queryState = vi.fn((_seconds: number) => Promise.resolve<Presence>("active"));
  readonly notifications = new Map<string, object>();
  readonly openPopup = vi.fn(() => Promise.resolve());
  policy: Record<string, unknown> = {};
  /** The hosts that the browser withholds, and those that a policy forbids: patterns as in the manifest. */
  withheld: string[] = [];
  forbidden: string[] = [];
  /** Whether `storage.managed` tells of changes, as browsers from some version on do. */
  managedTells = true;
  private turn: "not begun" | "first" | "later" = "not begun";
  private built: unknown = null;

  api(): unknown {
    // The worker's first turn begins when it first touches the browser, and ends before the first of its promises comes.
    if (this.turn === "not begun") {
      this.turn = "first";
      queueMicrotask(() => {
        this.turn = "later";
      });
    }
    this.built ??= this.build();
    return this.built;
  }

  private build(): unknown {
    const event = (name: string) => ({
      addListener: (listener: Listener) => {
        this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
        if (this.turn === "first") this.inFirstTurn.add(name);
      },
      removeListener: (listener: Listener) => {
        const left = this.listeners.get(name)?.filter((one) => one !== listener) ?? [];
        if (left.length > 0) this.listeners.set(name, left);
        else this.listeners.delete(name);
      },
    });
    const nothing = () => Promise.resolve();
    const managed = {
      get: () => Promise.resolve(this.policy),
      ...(this.managedTells && { onChanged: event("policy") }),
    };
    return {
      runtime: {
        id: ID,
        getURL: (path: string) => `chrome-extension://${ID}/${path}`,
        openOptionsPage: this.openOptionsPage,
        onMessage: event("message"),
        onMessageExternal: event("message from elsewhere"),
        onConnect: event("port"),
        onConnectExternal: event("port from elsewhere"),
        lastError: null,
        onStartup: event("startup"),
        onInstalled: event("installed"),
        onUpdateAvailable: event("update available"),
      },
      storage: { local: this.local, session: this.session, managed, onChanged: event("storage") },
      alarms: {
        onAlarm: event("alarm"),
        create: nothing,
        get: () => Promise.resolve(undefined),
        clear: () => Promise.resolve(true),
      },
      commands: { onCommand: event("command") },
      idle: { onStateChanged: event("idle"), queryState: this.queryState },
      permissions: {
        contains: ({ origins }: { origins: string[] }) =>
          Promise.resolve(origins.every((origin) => !this.withheld.includes(origin))),
        onRemoved: event("access lost"),
        onAdded: event("access given"),
      },
      tabs: {
        TAB_ID_NONE: -1,
        get: (id: number) => {
          const tab = this.openTabs.get(id);
          return tab === undefined
            ? Promise.reject(new Error(`No tab with id: ${id}.`))
            : Promise.resolve(tab);
        },
        sendMessage: (id: number) => {
          this.asked.push(id);
          return Promise.resolve(PAGE_IS_WELL);
        },
        query: () => Promise.resolve([]),
        create: ({ url }: { url: string }) => Promise.resolve(void this.openedPages.push(url)),
        update: nothing,
        onRemoved: event("tab removed"),
        onReplaced: event("tab replaced"),
        onUpdated: event("tab updated"),
      },
      i18n: { getMessage, getUILanguage: () => "en-US" },
      notifications: {
        onButtonClicked: event("notification's button"),
        onClicked: event("notification"),
        onClosed: event("notification closed"),
        create: (id: string, options: object) => Promise.resolve(void this.notifications.set(id, options)),
        update: (id: string, options: object) => {
          const isThere = this.notifications.has(id);
          if (isThere) this.notifications.set(id, options);
          return Promise.resolve(isThere);
        },
        clear: (id: string) => Promise.resolve(this.notifications.delete(id)),
        getAll: () => Promise.resolve(Object.fromEntries(this.notifications)),
      },
      contextMenus: {
        onClicked: event("menu"),
        update: (id: string, changes: object) => {
          const item = this.menu.get(id);
          if (item === undefined) return Promise.reject(new Error(`Cannot find menu item with id ${id}`));
          this.menu.set(id, { ...item, ...changes });
          return Promise.resolve();
        },
        create: ({ id, ...item }: { id: string }, done: () => void) => {
          this.menu.set(id, item);
          done();
        },
      },
      action: {
        setBadgeText: nothing,
        setBadgeBackgroundColor: nothing,
        setBadgeTextColor: nothing,
        setTitle: nothing,
        openPopup: this.openPopup,
      },
    };
  }

  readonly fetch: typeof globalThis.fetch = (url, init) => {
    // As Chromium does: what is not let through is refused in the same turn, before anything is sent.
    expect(init?.mode).toBe("same-origin");
    const pattern = `${new URL(String(url)).origin}/*`;
    if ([...this.withheld, ...this.forbidden].includes(pattern))
      return Promise.reject(new TypeError("refused"));
    const body =
      typeof init?.body === "string"
        ? (JSON.parse(init.body) as Partial<Record<string, boolean>>)
        : undefined;
    Object.assign(this.devices, body);
    this.requests.push({ method: init?.method ?? "", body });
    const sip = {
      enabled: this.devices.sip,
      registered: true,
      last_seen: new Date(Date.now()).toISOString(),
    };
    const devices = { phone: { enabled: this.devices.phone, number: "+919876543210" }, sip };
    return Promise.resolve(Response.json({ success: true, data: { user_id: this.userId, devices } }));
  };

  /** Starts the worker, and lets it do what it does by itself. */
  async start(): Promise<void> {
    here.browser = this;
    vi.stubGlobal("fetch", this.fetch);
    vi.resetModules();
    await import("../../src/background.ts");
    await settle();
  }

  /** Something happens in the browser. */
  async emit(event: string, ...args: unknown[]): Promise<void> {
    for (const listener of this.listeners.get(event) ?? []) listener(...args);
    await settle();
  }

  /** A message comes; resolves with every answer that is given to it. */
  async message(command: unknown, sender: unknown): Promise<unknown[]> {
    const answers: unknown[] = [];
    await this.emit("message", command, sender, (answer: unknown) => answers.push(answer));
    return answers;
  }

  /** What anybody could notice of a command that was run. */
  trace(): unknown {
    const areas = [this.local, this.session];
    return {
      stored: areas.map(({ items }) => structuredClone(Object.fromEntries(items))),
      changes: areas.map(({ changes }) => changes),
      requests: this.requests.length,
    };
  }

  reads(): number {
    return this.requests.filter(({ method }) => method === "GET").length;
  }

  async signIn(keepSignedIn: boolean): Promise<void> {
    this.session.items.set("vault.staged", CREDENTIALS);
    const command: Command = { type: "connect", account: ACCOUNT, keepSignedIn };
    expect(await this.message(command, { id: ID, url: OPTIONS })).toEqual([{ ok: true } satisfies Reply]);
  }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let round = 0; round < 60; round += 1) await new Promise((done) => setImmediate(done));
}

/** Time passes without an event, and without the worker's own timers: it may have died. */
function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

async function started(): Promise<FakeBrowser> {
  const browser = new FakeBrowser();
  await browser.start();
  return browser;
}

async function signedIn(keepSignedIn = true): Promise<FakeBrowser> {
  const browser = await started();
  await browser.signIn(keepSignedIn);
  return browser;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the worker's first turn", () => {
  const EVENTS = [
    "alarm",
    "command",
    "idle",
    "startup",
    "installed",
    "update available",
    "message",
    "policy",
    "access lost",
    "access given",
    "notification",
    "notification's button",
    "notification closed",
    "menu",
  ];
  /** Those that are kept only while a tab is watched. */
  const TAB_EVENTS = ["tab removed", "tab replaced", "tab updated"];

  it("adds every listener, and none that others than our pages could reach", async () => {
    const browser = await started();
    // The browser is not to start the worker for any tab while none is watched.
    vi.advanceTimersByTime(A_MOMENT);
    expect([...browser.listeners.keys()].sort()).toEqual([...EVENTS].sort());
    expect([...browser.inFirstTurn].sort()).toEqual([...EVENTS, ...TAB_EVENTS].sort());
    for (const [event, listeners] of browser.listeners) expect([event, listeners.length]).toEqual([event, 1]);
  });

  it("waits for nothing", () => {
    const source = readFileSync(resolve(import.meta.dirname, "../../src/background.ts"), "utf8");
    const atTopLevel = source.split("\n").filter((line) => /^\S/.test(line));
    expect(atTopLevel.filter((line) => /\bawait\b/.test(line))).toEqual([]);
  });

  it("ends well in a browser that does not tell of changed policies", async () => {
    const browser = new FakeBrowser();
    browser.managedTells = false;
    await browser.start();
    expect([...browser.inFirstTurn].sort()).toEqual(
      [...EVENTS, ...TAB_EVENTS].filter((event) => event !== "policy").sort(),
    );
  });
});

/** Every command, none of which anybody but our pages may give. */
const COMMANDS: readonly Command[] = [
  { type: "refresh" },
  { type: "switch", press: { ring: "phone" } },
  { type: "connect", account: { ...ACCOUNT, userId: "agent_002" }, keepSignedIn: true },
  {
    type: "find",
    office: { api: "ccm", region: "mumbai", accountSid: "demo1" },
    lookup: { by: "email", email: "a@example.com" },
  } as unknown as Command,
  { type: "change-number", device: "phone", number: "+919876543210" },
  { type: "sign-out", anyway: true },
  { type: "change-settings", settings: { includeBoth: true } as never },
  { type: "dismiss-notice" },
  { type: "watch-tab", tab: 1, address: SITE },
  { type: "open-softphone" },
  { type: "unmute-softphone" },
  { type: "pause", until: Date.now() + 3_600_000 },
  { type: "end-pause" },
];

describe("the toolbar icon's menu", () => {
  it("is there from the start, in order, and without an account is empty", async () => {
    const browser = await started();
    vi.advanceTimersByTime(A_MOMENT);
    await settle();
    const all = ["phone", "softphone", "both", "for-a-while", "15", "30", "60", "end-for-a-while"];
    expect([...browser.menu.keys()]).toEqual([...all, "pause", "history"]);
    for (const item of browser.menu.values())
      expect(item).toMatchObject({ contexts: ["action"], visible: false });
    const parents = [...browser.menu].filter(([, item]) => "parentId" in item).map(([id]) => id);
    expect(parents).toEqual(["15", "30", "60", "end-for-a-while"]);
  });

  it("what an update has taken away comes back, and what is there stays", async () => {
    const browser = await started();
    vi.advanceTimersByTime(A_MOMENT);
    await settle();
    browser.menu.delete("pause");
    browser.menu.delete("history");
    browser.listeners.clear();
    await browser.start();
    vi.advanceTimersByTime(A_MOMENT);
    await settle();
    expect([...browser.menu.keys()].slice(-3)).toEqual(["end-for-a-while", "pause", "history"]);
    expect(browser.menu.size).toBe(10);
  });

  it("switches, marks what is known, and opens the day", async () => {
    const browser = await signedIn();
    expect(browser.menu.get("both")).toMatchObject({
      checked: true,
      visible: true,
      title: "Phone and softphone",
    });
    await browser.emit("menu", { menuItemId: "softphone" });
    expect(browser.devices).toEqual({ phone: false, sip: true });
    expect(browser.menu.get("softphone")).toMatchObject({ checked: true });
    expect(browser.menu.get("both")).toMatchObject({ checked: false });
    await browser.emit("menu", { menuItemId: "history" });
    expect(browser.openedPages).toEqual([`chrome-extension://${ID}/src/history/history.html`]);
  });
});

describe("a command", () => {
  it.each([
    ["the popup", { id: ID, url: POPUP, origin: `chrome-extension://${ID}` }],
    ["the options page in its tab", { id: ID, url: OPTIONS, tab: { id: 1, url: OPTIONS }, frameId: 0 }],
    ["a page of ours, whatever stands behind its address", { id: ID, url: `${OPTIONS}?x=1#y` }],
  ])("of %s is obeyed", async (_who, sender) => {
    const browser = await signedIn();
    pass(1_000);
    const before = browser.requests.length;
    expect(await browser.message({ type: "refresh" }, sender)).toEqual([{ ok: true }]);
    expect(browser.requests.slice(before)).toEqual([{ method: "GET", body: undefined }]);
    expect(await browser.message({ type: "switch", press: { ring: "phone" } }, sender)).toEqual([
      { ok: true },
    ]);
    expect(browser.devices).toEqual({ phone: true, sip: false });
  });

  it.each([
    ["another extension's page", { id: OTHER, url: `chrome-extension://${OTHER}/src/popup/popup.html` }],
    ["another extension that claims our address", { id: OTHER, url: POPUP }],
    ["another extension without an address", { id: OTHER }],
    ["an extension whose id begins like ours", { id: `${ID}a`, url: `chrome-extension://${ID}a/popup.html` }],
    ["a site", { url: SITE, origin: SITE, tab: { id: 1, url: SITE }, frameId: 0 }],
    ["a site that claims our id", { id: ID, url: SITE, tab: { id: 1, url: SITE }, frameId: 0 }],
    ["a site with our address in its own", { id: ID, url: `${SITE}chrome-extension://${ID}/` }],
    ["a content script in a tab", { id: ID, url: SITE, tab: { id: 1, url: SITE }, frameId: 3 }],
    [
      "a content script in a frame without an address",
      { id: ID, url: "about:blank", tab: { id: 1, url: SITE } },
    ],
    ["a frame of ours in a site", { id: ID, url: POPUP, tab: { id: 1, url: SITE }, frameId: 3 }],
    ["somebody with our id and no address", { id: ID }],
    ["somebody with our address and no id", { url: POPUP }],
    ["somebody who says nothing", {}],
  ])("of %s is not run, and not answered", async (_who, sender) => {
    const browser = await signedIn();
    browser.session.items.set("vault.staged", CREDENTIALS);
    pass(1_000);
    for (const command of COMMANDS) {
      const before = browser.trace();
      expect([command.type, await browser.message(command, sender)]).toEqual([command.type, [undefined]]);
      expect(browser.trace(), command.type).toEqual(before);
    }
    // It was not for want of something to do.
    expect(await browser.message({ type: "sign-out", anyway: true }, { id: ID, url: POPUP })).toEqual([
      { ok: true },
    ]);
    expect([browser.local.items.size, browser.session.items.size]).toEqual([0, 0]);
  });

  it("that makes no sense is answered by nothing, and harms nothing", async () => {
    const browser = await signedIn();
    for (const command of [undefined, null, "refresh", {}, { type: "no such" }, { type: "switch" }]) {
      expect(await browser.message(command, { id: ID, url: POPUP })).toEqual([undefined]);
    }
    expect(await browser.message({ type: "refresh" }, { id: ID, url: POPUP })).toEqual([{ ok: true }]);
  });
});

describe("a notification", () => {
  /** One tells that the softphone's tab is closed, and the worker has ended since. */
  async function told(): Promise<FakeBrowser> {
    const browser = await started();
    browser.devices.phone = false;
    await browser.signIn(true);
    browser.openTabs.set(1, { id: 1, status: "complete" });
    await browser.message({ type: "watch-tab", tab: 1, address: SITE }, { id: ID, url: POPUP });
    browser.openTabs.clear();
    await browser.emit("tab removed", 1, {});
    expect(browser.notifications.get("reach")).toMatchObject({
      title: "You would miss a call now",
      message: "Calls will not reach you. Your softphone's page is closed.",
      buttons: [{ title: "Ring my phone" }, { title: "Open softphone" }],
      requireInteraction: true,
    });
    browser.listeners.clear();
    await browser.start();
    expect(browser.notifications.size).toBe(1);
    return browser;
  }

  it("has a button that rings the phone, with a worker that it has started", async () => {
    const browser = await told();
    await browser.emit("notification's button", "reach", 0);
    expect(browser.devices).toEqual({ phone: true, sip: false });
    expect(browser.notifications.has("reach")).toBe(false);
  });

  it("opens the popup when it is clicked", async () => {
    const browser = await told();
    await browser.emit("notification", "reach");
    expect(browser.openPopup).toHaveBeenCalledOnce();
    expect(browser.notifications.size).toBe(0);
  });

  it("does not come again once it was closed", async () => {
    const browser = await told();
    browser.notifications.clear();
    await browser.emit("notification closed", "reach", true);
    pass(A_PERIOD);
    await browser.emit("alarm", { name: "wake" });
    expect(browser.notifications.size).toBe(0);
  });
});

describe("the script in the softphone's page", () => {
  const PAGE = "https://phone.example/agent";
  const SCRIPT = {
    id: ID,
    url: PAGE,
    origin: "https://phone.example",
    frameId: 0,
    tab: { id: 1, url: PAGE },
  };
  const CHANGED = { type: "probe-changed" };

  async function probing(): Promise<FakeBrowser> {
    const browser = await signedIn();
    browser.openTabs.set(1, { id: 1, url: PAGE, status: "complete" });
    const command = async (of: Command) =>
      expect(await browser.message(of, { id: ID, url: POPUP })).toEqual([{ ok: true }]);
    await command({ type: "watch-tab", tab: 1, address: PAGE });
    await command({
      type: "change-settings",
      settings: { ...DEFAULT_SETTINGS, softphonePage: PAGE, probesPage: true },
    });
    expect(browser.asked).toEqual([1]);
    return browser;
  }

  it("has its page asked at once when it says that something has changed there", async () => {
    const browser = await probing();
    expect(await browser.message(CHANGED, SCRIPT)).toEqual([undefined]);
    expect(browser.asked).toEqual([1, 1]);
  });

  it.each([
    ["our script in a frame of that page", { ...SCRIPT, frameId: 3 }],
    ["our script in another tab", { ...SCRIPT, tab: { id: 2, url: PAGE } }],
    ["our script in that tab, on another site", { ...SCRIPT, url: SITE }],
    ["our script in that tab, on another port", { ...SCRIPT, url: "https://phone.example:8443/agent" }],
    ["that page itself", { ...SCRIPT, id: undefined }],
    ["another extension's script in it", { ...SCRIPT, id: OTHER }],
    ["another extension", { id: OTHER, url: `chrome-extension://${OTHER}/page.html` }],
    ["our popup", { id: ID, url: POPUP }],
    ["our options page", { id: ID, url: OPTIONS, frameId: 0, tab: { id: 1, url: OPTIONS } }],
    ["our script without a tab", { ...SCRIPT, tab: undefined }],
    ["somebody who says nothing", {}],
  ])("is not taken for %s", async (_who, sender) => {
    const browser = await probing();
    const before = browser.trace();
    expect(await browser.message(CHANGED, sender)).toEqual([undefined]);
    expect([browser.asked, browser.trace()]).toEqual([[1], before]);
  });

  it("can have nothing else done", async () => {
    const browser = await probing();
    browser.session.items.set("vault.staged", CREDENTIALS);
    pass(1_000);
    const others = [{ type: "probe" }, { type: "probe-changed ", tab: 1 }, "probe-changed", null];
    for (const message of [...COMMANDS, ...others]) {
      const before = browser.trace();
      expect([message, await browser.message(message, SCRIPT)]).toEqual([message, [undefined]]);
      expect([browser.trace(), browser.asked], JSON.stringify(message)).toEqual([before, [1]]);
    }
    // Nor by what it adds to the one thing that it may say.
    const before = browser.trace();
    for (const command of COMMANDS) await browser.message({ ...command, ...CHANGED }, SCRIPT);
    expect(browser.trace()).toEqual(before);
  });
});

describe("a host that the browser does not let be asked", () => {
  const HOST = "https://integrationscore.mum1.exotel.com/*";
  const kindOfFailure = (browser: FakeBrowser) =>
    (browser.session.items.get("status") as { failure: { kind: string } | null }).failure?.kind ?? null;

  it("is known from the event, and so is its return", async () => {
    const browser = await signedIn();
    const before = browser.requests.length;
    browser.withheld = [HOST];
    await browser.emit("access lost", { origins: [HOST] });
    expect([kindOfFailure(browser), browser.requests.length]).toEqual(["access-withheld", before]);
    browser.withheld = [];
    await browser.emit("access given", { origins: [HOST] });
    expect([kindOfFailure(browser), browser.requests.length]).toEqual([null, before + 1]);
  });

  it("is told from one that an administrator forbids, and from a network that is gone", async () => {
    const browser = await signedIn();
    browser.forbidden = [HOST];
    const answers = await browser.message({ type: "refresh" }, { id: ID, url: POPUP });
    // It is tried again for a while, as the browser forbids it in the worker's first moments, too.
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(answers).toEqual([{ ok: true }]);
    expect(kindOfFailure(browser)).toBe("access-forbidden");
    browser.forbidden = [];
    vi.stubGlobal("navigator", { onLine: true });
    // What was sent before the access went may have been done.
    vi.stubGlobal("fetch", async () => {
      await new Promise((sent) => setImmediate(sent));
      browser.withheld = [HOST];
      throw new TypeError("no network");
    });
    await browser.message({ type: "refresh" }, { id: ID, url: POPUP });
    expect(kindOfFailure(browser)).toBe("unreachable");
  });

  it("is no other account's", async () => {
    const browser = await signedIn();
    browser.withheld = ["https://ccm-api.in.exotel.com/*", "https://ccm-api.exotel.com/*"];
    await browser.emit("access lost", { origins: browser.withheld });
    expect(kindOfFailure(browser)).toBeNull();
  });
});

describe("credentials that the browser cannot remove", () => {
  it.each([
    { kept: true, from: "local", to: "session" },
    { kept: false, from: "session", to: "local" },
  ] as const)(
    "from $from are not joined by others in $to, and stay with their account",
    async ({ kept, from, to }) => {
      const browser = await signedIn(kept);
      vi.spyOn(browser[from], "remove").mockImplementation((key) => {
        if (key === "vault.credentials") return Promise.reject(new Error("corrupted"));
        browser[from].items.delete(key);
        return Promise.resolve();
      });
      browser.session.items.set("vault.staged", { ...CREDENTIALS, appToken: "another token" });
      const other: Command = {
        type: "connect",
        account: { ...ACCOUNT, userId: "agent_002" },
        keepSignedIn: !kept,
      };
      browser.userId = "agent_002";
      expect(await browser.message(other, { id: ID, url: OPTIONS })).toMatchObject([
        { ok: false, problem: saying("The browser could not save what you entered.") },
      ]);
      expect(browser[to].items.has("vault.credentials")).toBe(false);
      expect(browser[from].items.get("vault.credentials")).toEqual(CREDENTIALS);
      expect(browser.local.items.get("account")).toEqual(ACCOUNT);
    },
  );
});

describe("an event of the browser", () => {
  it("somebody is back at the machine: reads, unless what is known is young", async () => {
    const browser = await signedIn();
    const before = browser.reads();
    await browser.emit("idle", "active");
    expect(browser.reads()).toBe(before);
    pass(A_PERIOD);
    await browser.emit("idle", "active");
    expect(browser.reads()).toBe(before + 1);
  });

  it("somebody unlocks the machine: reads what was to be read much later", async () => {
    const browser = await signedIn();
    browser.queryState.mockResolvedValue("locked");
    pass(A_PERIOD);
    await browser.emit("alarm", { name: "wake" });
    const before = browser.reads();
    pass(A_PERIOD);
    await browser.emit("idle", "locked");
    expect(browser.reads()).toBe(before);
    await browser.emit("idle", "active");
    expect(browser.reads()).toBe(before + 1);
  });

  it("somebody leaves or locks the machine: takes up what the alarm is late for, and nothing else", async () => {
    const browser = await signedIn();
    for (const presence of ["idle", "locked"]) {
      const before = browser.reads();
      await browser.emit("idle", presence);
      expect([presence, browser.reads()]).toEqual([presence, before]);
      pass(A_PERIOD);
      await browser.emit("idle", presence);
      expect([presence, browser.reads()]).toEqual([presence, before + 1]);
    }
  });

  it("the alarm: reads when that is due", async () => {
    const browser = await signedIn();
    const before = browser.reads();
    await browser.emit("alarm", { name: "wake" });
    expect(browser.reads()).toBe(before);
    pass(A_PERIOD);
    await browser.emit("alarm", { name: "wake" });
    expect(browser.reads()).toBe(before + 1);
  });

  it.each([
    ["phone-only", { phone: true, sip: false }],
    ["softphone-only", { phone: false, sip: true }],
    ["switch-device", { phone: true, sip: false }],
  ])("the key of %s: switches", async (name, expected) => {
    const browser = await signedIn();
    await browser.emit("command", name);
    expect(browser.requests.filter(({ method }) => method === "PUT")).toEqual([
      { method: "PUT", body: expected },
    ]);
    expect(browser.devices).toEqual(expected);
  });

  it("a key of no command of ours: does nothing", async () => {
    const browser = await signedIn();
    const before = browser.trace();
    for (const name of ["_execute_action", "no such"]) await browser.emit("command", name);
    expect(browser.trace()).toEqual(before);
  });

  it.each([
    ["install", false, 1],
    ["install", true, 0],
    ["update", false, 0],
    ["chrome_update", false, 0],
  ])("installed (%s, set up: %s): opens the options page %i times", async (reason, isSetUp, times) => {
    const browser = isSetUp ? await signedIn() : await started();
    await browser.emit("installed", { reason });
    expect(browser.openOptionsPage).toHaveBeenCalledTimes(times);
  });

  it("the administrator forbids the disk: the credentials move to the memory", async () => {
    const browser = await signedIn();
    expect(browser.local.items.get("vault.credentials")).toEqual(CREDENTIALS);
    browser.policy = { AllowKeepSignedIn: false };
    await browser.emit("policy");
    expect(browser.session.items.get("vault.credentials")).toEqual(CREDENTIALS);
    expect(browser.local.items.has("vault.credentials")).toBe(false);
  });

  it("the browser starts: reads, since the worker does", async () => {
    const first = await signedIn();
    const browser = new FakeBrowser();
    for (const [key, value] of first.local.items) browser.local.items.set(key, value);
    await browser.start();
    await browser.emit("startup");
    expect(browser.reads()).toBe(1);
  });
});

describe("whether somebody is at the machine", () => {
  async function presence(): Promise<Presence> {
    vi.resetModules();
    const module = await import("../../src/browser/presence.ts");
    return await module.presence();
  }

  it.each(["active", "idle", "locked"] as const)("is as the browser says: %s", async (said) => {
    const browser = new FakeBrowser();
    here.browser = browser;
    browser.queryState.mockResolvedValue(said);
    expect(await presence()).toBe(said);
    expect(browser.queryState.mock.calls).toEqual([[600]]);
  });

  it("is yes where the browser cannot tell", async () => {
    const browser = new FakeBrowser();
    here.browser = browser;
    browser.queryState.mockRejectedValue(new Error("no idle"));
    expect(await presence()).toBe("active");
    browser.queryState.mockImplementation(() => {
      throw new TypeError("not a function");
    });
    expect(await presence()).toBe("active");
  });

  it.each([
    ["active", 1],
    ["idle", 2],
    ["locked", 4],
  ] as const)("%s: sets the period times %i", async (said, factor) => {
    const browser = await signedIn();
    browser.queryState.mockResolvedValue(said);
    pass(A_PERIOD);
    await browser.emit("alarm", { name: "wake" });
    expect(browser.session.items.get("status")).toMatchObject({ period: factor * 30_000 });
  });
});
