import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { INITIAL_ALERTS } from "../../../src/core/alerts/alerts-memory.ts";
import { INITIAL_STATUS } from "../../../src/core/devices/status.ts";
import { type DiagnosedItems, diagnostics, type Environment } from "../../../src/core/diagnostics.ts";
import { type Failure, NO_DETAILS } from "../../../src/core/failure.ts";
import { message } from "../../../src/core/message.ts";
import { INITIAL_PACE } from "../../../src/core/polling/pace.ts";
import { NO_WAITS } from "../../../src/core/polling/server-waits.ts";
import { INITIAL_RULES } from "../../../src/core/rules/rules-memory.ts";
import { NOTHING_SEEN } from "../../../src/core/set-up/seen.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { NOT_TRIED } from "../../../src/core/sign-in/sign-in.ts";
import { newJournal } from "../../../src/core/switching/journal.ts";
import { CCM, CORE, NOW, phone, readingOf, sip, WELL } from "./set-up/facts.ts";

const ENVIRONMENT: Environment = {
  version: "1.2.3",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0",
  language: "en-IN",
  timeZone: "Asia/Kolkata",
  isOnline: true,
  isPinned: true,
  mayNotify: null,
  keys: ["switch-device Alt+Shift+S", "refresh Alt+Shift+R"],
  permissions: ["alarms", "storage"],
  origins: ["https://ccm-api.exotel.com/*", "https://softphone.example/*"],
};

const ITEMS: DiagnosedItems = {
  ...WELL,
  rules: null,
  notice: null,
  alerts: INITIAL_ALERTS,
  policy: { Api: "ccm", AppToken: true, SignInUrl: "https://sign-in.example/secret", "a b": 1 },
  keepSignedIn: true,
  accountFrom: "organisation",
  signInTries: { ...NOT_TRIED, endsAt: NOW + 3_600_000, nextAt: NOW + 1_800_000 },
  signedOut: false,
  pace: INITIAL_PACE,
  waits: NO_WAITS,
  pausedUntil: null,
  decisions: [
    {
      at: NOW - 60_000,
      what: "verdict",
      is: "phone",
      why: "softphone not-registered",
      requestId: null,
      times: 1,
    },
    { at: NOW - 9_000, what: "read-failed", is: "server", why: "HTTP 500", requestId: "7f1dd1c0", times: 4 },
  ],
};

describe("the diagnostics", () => {
  /** The lines but those of settings, all of which are shown alike. */
  const linesOf = (items: DiagnosedItems, environment: Environment): string[] =>
    diagnostics(items, environment)
      .split("\n")
      .filter((line) => !line.startsWith("setting "));

  it("say all that is known, line by line", () => {
    const tab = '{"state":"open","showsAddress":false,"isSiteAllowed":false,"isMuted":false,';
    expect(linesOf(ITEMS, ENVIRONMENT)).toEqual([
      "Hookswitch 1.2.3, 2027-01-15T08:00:00.000Z (Asia/Kolkata)",
      "",
      "browser: Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0",
      "language: en-IN",
      "network, as the browser says: online",
      "permissions: alarms, storage",
      "hosts allowed: https://ccm-api.exotel.com/*, https://softphone.example/*",
      "keys: switch-device Alt+Shift+S, refresh Alt+Shift+R",
      "pinned to the toolbar: yes",
      "notifications allowed: not known, or none",
      "seen to work: key yes, lock 2027-01-14T08:00:00.000Z, notification 2027-01-14T08:00:00.000Z",
      "",
      "API: integrations-core",
      "policy sets: Api, AppToken, SignInUrl, (of another form)",
      "account from: organisation",
      "kept signed in: yes",
      "credentials: present",
      "signed in with the organisation: set, signed in, ends 2027-01-15T09:00:00.000Z, next try 2027-01-15T08:30:00.000Z",
      "token ends: 2027-03-16T08:00:00.000Z, known from: token",
      'verdict: {"reach":"both","softphone":"registered","busy":false}',
      "last good read: 2027-01-15T07:59:56.000Z",
      "Exotel's clock then: 2027-01-15T07:59:55.000Z",
      "counts for, s: 90",
      "next read: none",
      "failures in a row: 0",
      "last failure: not known, or none",
      "device 1: pstn, on true, not-reported, verified null, busy null, last seen none, with an address",
      "device 2: sip, on true, registered, verified null, busy null, last seen 2027-01-15T07:59:55.000Z, with an address",
      `softphone's tab: ${tab}"returnedAt":null,"probe":null}`,
      "switch under way: not known, or none",
      "paused until: none",
      "for a while until: none",
      'pace: {"period":30000,"ahead":null,"limit":null,"refusedInRow":0,"goodSince":0,"usedUntil":0}',
      'waits: {"readUntil":null,"writeUntil":null,"since":null}',
      "softphone page: https://softphone.example/agent",
      "",
      "Last decisions (2, the oldest first)",
      "2027-01-15T07:59:00.000Z verdict: phone; softphone not-registered",
      "2027-01-15T07:59:51.000Z read-failed: server; HTTP 500; request_id 7f1dd1c0; 4 times",
      "",
    ]);
  });

  it("say each setting but the page, whose query and fragment may be private", () => {
    const { softphonePage: _, ...others } = ITEMS.settings;
    const said = diagnostics(ITEMS, ENVIRONMENT)
      .split("\n")
      .filter((line) => line.startsWith("setting "));
    expect(said).toEqual(
      Object.entries(others).map(([name, value]) => `setting ${name}: ${JSON.stringify(value)}`),
    );
  });

  it("say what is not there, and who has signed out", () => {
    const items: DiagnosedItems = {
      ...ITEMS,
      account: null,
      accountFrom: "page",
      policy: null,
      signInTries: NOT_TRIED,
      signedOut: true,
      keepSignedIn: false,
      keyWorks: false,
      setUpSeen: NOTHING_SEEN,
      tokenEnd: null,
      status: INITIAL_STATUS,
      settings: DEFAULT_SETTINGS,
      softphoneTabs: [],
      decisions: [],
    };
    expect(linesOf(items, { ...ENVIRONMENT, isOnline: false, isPinned: false })).toEqual(
      expect.arrayContaining([
        "network, as the browser says: offline",
        "pinned to the toolbar: no",
        "seen to work: key no, lock none, notification none",
        "API: not known, or none",
        "policy sets: not known, or none",
        "account from: page",
        "kept signed in: no",
        "signed in with the organisation: not set, not signed in, signed out by the agent, ends none, next try none",
        "token ends: not known, or none",
        'verdict: {"reach":"not-set-up"}',
        "last good read: not known, or none",
        "Exotel's clock then: none",
        "softphone's tab: not known, or none",
        "softphone page: not known, or none",
        "Last decisions (0, the oldest first)",
      ]),
    );
  });

  it("say of a device that it has no address", () => {
    const reading = readingOf([phone({ address: null, verified: false, busy: true, on: null })]);
    expect(linesOf({ ...ITEMS, status: { ...ITEMS.status, reading } }, ENVIRONMENT)).toContain(
      "device 1: pstn, on null, not-reported, verified false, busy true, last seen none, no address",
    );
  });

  it("say what goes on: a switch, a pause, a choice for a while and rules", () => {
    const lock = { since: NOW, overruledAt: NOW + 1_000, reversals: [], pausedUntil: NOW + 2_000 };
    const items: DiagnosedItems = {
      ...ITEMS,
      account: CCM,
      journal: newJournal({ origin: "key", target: {}, askedAt: NOW }, "ccm", {}),
      pausedUntil: NOW + 3_000,
      rules: {
        ...INITIAL_RULES,
        forAWhile: { target: {}, since: NOW, until: NOW + 4_000 },
        records: { ...INITIAL_RULES.records, lock },
      },
      signInTries: { ...NOT_TRIED, failure: "denied" },
      settings: { ...DEFAULT_SETTINGS, softphonePage: "no address" },
    };
    expect(linesOf(items, ENVIRONMENT)).toEqual(
      expect.arrayContaining([
        "API: ccm, mumbai",
        "signed in with the organisation: set, denied, ends none, next try none",
        "switch under way: ready, by key",
        "paused until: 2027-01-15T08:00:03.000Z",
        "for a while until: 2027-01-15T08:00:04.000Z",
        "rule for-a-while: since none, overruled none, paused until none",
        "rule lock: since 2027-01-15T08:00:00.000Z, overruled 2027-01-15T08:00:01.000Z, paused until 2027-01-15T08:00:02.000Z",
        "softphone page: set",
      ]),
    );
  });

  it("say what failed last, with Exotel's code and reference", () => {
    const flaw = message("answerNotAsDocumented");
    const failure: Failure = {
      ...NO_DETAILS,
      kind: "conflict",
      status: 409,
      code: "1011",
      requestId: "ab12cd",
    };
    const now = diagnostics({ ...ITEMS, status: { ...ITEMS.status, failure } }, ENVIRONMENT);
    expect(now).toContain("last failure: conflict, HTTP 409, code 1011, request_id ab12cd\n");
    const waiting: Failure = { ...NO_DETAILS, kind: "server", cause: "kyc-incomplete", flaw, waitUntil: NOW };
    expect(diagnostics({ ...ITEMS, status: { ...ITEMS.status, failure: waiting } }, ENVIRONMENT)).toContain(
      "last failure: server, kyc-incomplete, answerNotAsDocumented, wait until 2027-01-15T08:00:00.000Z\n",
    );
  });

  it("repeat no sentence that a server gives for a code or a reference", () => {
    const failure: Failure = { ...NO_DETAILS, kind: "server", code: "ask Asha", requestId: "ref: Asha Rao" };
    const decisions = ITEMS.decisions.map((one) => ({ ...one, requestId: "ask Asha" }));
    const now = diagnostics({ ...ITEMS, status: { ...ITEMS.status, failure }, decisions }, ENVIRONMENT);
    expect(now).toContain("code (of another form), request_id (of another form)");
    expect(now).not.toContain("Asha");
    expect(now).not.toMatch(/private\.example|canary/);
  });

  it("are there without an account and before anything is known", () => {
    const { reading: _, ...status } = ITEMS.status;
    const nothing = { ...ITEMS, account: null, status: { ...status, reading: null }, decisions: [] };
    expect(diagnostics({ ...nothing, softphoneTabs: [] }, ENVIRONMENT)).toContain("API: not known, or none");
  });
});

const SECRET = "canary-secret-8f3b";
const NUMBERS = ["+919876543210", "09876543210", "(+91) 98765-43210", "+6561234567"] as const;
const ADDRESSES = ["sip:asharao2d853099@exotel.example", "agent_001@app_1.exotel.com"] as const;
const NAMES = ["Asha Rao", "Meera"] as const;

/** What a server may say, or a page have in its address: private texts among others, in any order. */
const said = fc
  .array(fc.oneof(fc.constantFrom(...NUMBERS, ...ADDRESSES, ...NAMES, "usr_asha", SECRET), fc.string()), {
    maxLength: 4,
  })
  .map((parts) => parts.join(" "));
/** A reference has no spaces in it. */
const reference = fc.oneof(
  fc.constantFrom(
    "9876543210",
    "919876543210",
    "ref-919876543210-1",
    "asharao2d853099",
    "agent_001",
    "7f1dd1c0",
  ),
  fc.stringMatching(/^[a-f0-9]{8,32}$/),
  said,
);
const QUOTING = message("supportReference", { id: SECRET });
const failures = fc
  .record({
    kind: fc.constantFrom("server", "conflict", "not-found", "intermediary"),
    status: fc.constantFrom(null, 400, 500),
    code: fc.option(reference),
    cause: fc.constantFrom(null, "user-id-case" as const),
    detail: fc.option(said),
    isFlawed: fc.boolean(),
    requestId: fc.option(reference),
    waitUntil: fc.constantFrom(null, NOW + 5_000),
  })
  .map(({ isFlawed, ...failure }): Failure => ({ ...failure, flaw: isFlawed ? QUOTING : null }));
const pages = fc.oneof(
  fc.constant(null),
  fc
    .tuple(fc.constantFrom("agent", "call/919876543210", "u/agent_001"), said, said)
    .map(([path, query, fragment]) => {
      const url = new URL(`https://softphone.example/${path}`);
      url.search = query;
      url.hash = fragment;
      return url.href;
    }),
);
const states = fc
  .record({
    account: fc.constantFrom<Account | null>(CORE, CCM),
    phone: fc.constantFrom(...NUMBERS),
    address: fc.constantFrom(...ADDRESSES),
    name: fc.constantFrom(...NAMES),
    failure: fc.option(failures),
    page: pages,
    requestIds: fc.array(reference, { maxLength: 5 }),
    isSwitching: fc.boolean(),
  })
  .map((drawn) => {
    const devices = [
      phone({ id: "100280", address: drawn.phone, name: drawn.name, type: SECRET }),
      sip({ id: "100281", address: drawn.address, name: drawn.name }),
    ];
    const reading = readingOf(devices, { userId: "usr_asha", userName: drawn.name });
    const intent = { origin: "popup" as const, target: { "100280": true }, askedAt: NOW };
    const items: DiagnosedItems = {
      ...ITEMS,
      account: drawn.account,
      status: { ...ITEMS.status, reading, failure: drawn.failure },
      settings: { ...DEFAULT_SETTINGS, softphonePage: drawn.page },
      journal: drawn.isSwitching ? newJournal(intent, "ccm", { "100280": false }) : null,
      notice: {
        at: NOW,
        problem: [QUOTING],
        remedy: [],
        requestId: SECRET,
      },
      decisions: drawn.requestIds.map((requestId) => ({
        at: NOW,
        what: "read-failed",
        is: "server",
        why: null,
        requestId,
        times: 1,
      })),
    };
    const ids = drawn.account?.api === "ccm" ? ["demo1", "usr_asha"] : ["cust_1", "app_1", "agent_001"];
    return { items, known: { number: drawn.phone, address: drawn.address, name: drawn.name, ids } };
  });

describe("whatever is stored, the diagnostics hold", () => {
  it("neither the number, the address or the name of a device, nor an ID of the agent or the account", () => {
    fc.assert(
      fc.property(states, ({ items, known }) => {
        const text = diagnostics(items, ENVIRONMENT);
        const digits = known.number.replace(/\D/g, "");
        const user = known.address.replace(/^sip:/, "").split("@")[0] ?? "";
        for (const one of [
          known.number,
          digits,
          digits.slice(-10),
          known.address,
          user,
          known.name,
          ...known.ids,
        ])
          expect(text).not.toContain(one);
      }),
    );
  });

  it("no word of a server, and nothing of a page's address but what is kept of a watched tab", () => {
    fc.assert(
      fc.property(states, ({ items }) => {
        // A reference that the server made of a secret is cleaned where the answer is read.
        const { failure } = items.status;
        const withoutReferences = failure && { ...failure, code: null, requestId: null };
        const status = { ...items.status, failure: withoutReferences };
        const text = diagnostics({ ...items, status, decisions: [] }, ENVIRONMENT);
        expect(text).not.toContain(SECRET);
        expect(text).not.toMatch(/^softphone page: .*[?#]/m);
      }),
    );
  });
});
