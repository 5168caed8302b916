import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { INITIAL_ALERTS } from "../../../src/core/alerts/alerts-memory.ts";
import { type DiagnosedItems, diagnostics, type Environment } from "../../../src/core/diagnostics.ts";
import { type Failure, NO_DETAILS } from "../../../src/core/failure.ts";
import { message } from "../../../src/core/message.ts";
import { INITIAL_PACE } from "../../../src/core/polling/pace.ts";
import { NO_WAITS } from "../../../src/core/polling/server-waits.ts";
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
  keys: ["switch-device Alt+Shift+S"],
  permissions: ["alarms", "storage"],
  origins: ["https://ccm-api.exotel.com/*"],
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
  const text = diagnostics(ITEMS, ENVIRONMENT);

  it.each([
    "Hookswitch 1.2.3, 2027-01-15T08:00:00.000Z (Asia/Kolkata)",
    "browser: Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0",
    "permissions: alarms, storage",
    "pinned to the toolbar: yes",
    "notifications allowed: not known, or none",
    "API: integrations-core",
    "policy sets: Api, AppToken, SignInUrl, (of another form)",
    "account from: organisation",
    "signed in with the organisation: set, signed in, ends 2027-01-15T09:00:00.000Z, next try 2027-01-15T08:30:00.000Z",
    'verdict: {"reach":"both","softphone":"registered","busy":false}',
    "device 2: sip, on true, registered",
    "softphone page: https://softphone.example/agent",
    "setting fastestSeconds: 30",
    "Last decisions (2, the oldest first)",
    "2027-01-15T07:59:51.000Z read-failed: server; HTTP 500; request_id 7f1dd1c0; 4 times",
  ])("say %s", (line) => {
    expect(text).toContain(line);
  });

  it("say what failed last, with Exotel's code and reference", () => {
    const failure: Failure = {
      ...NO_DETAILS,
      kind: "conflict",
      status: 409,
      code: "1011",
      requestId: "ab12cd",
    };
    const now = diagnostics({ ...ITEMS, status: { ...ITEMS.status, failure } }, ENVIRONMENT);
    expect(now).toContain("last failure: conflict, HTTP 409, code 1011, request_id ab12cd");
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
