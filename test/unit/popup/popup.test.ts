import { describe, expect, it } from "vitest";
import type { Device, Reading } from "../../../src/core/devices/device.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../src/core/devices/status.ts";
import { verdict } from "../../../src/core/devices/verdict.ts";
import { troubleOfFailure } from "../../../src/core/explain-failure.ts";
import { accessBlocked, type Failure } from "../../../src/core/failure.ts";
import { type Message, message } from "../../../src/core/message.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { type Journal, newJournal } from "../../../src/core/switching/journal.ts";
import { note } from "../../../src/popup/note.ts";
import { NOTHING_ASKED, type PopupState } from "../../../src/popup/popup-state.ts";
import { shownTarget, switchStates } from "../../../src/popup/switches.ts";
import { asItems, type Items } from "../../../src/store/items.ts";
import { deviceFacts as factsOf } from "../../../src/ui/device-facts.ts";
import { deviceDetails, deviceTitle } from "../../../src/ui/device-title.ts";
import { shortcutsToShow } from "../../../src/ui/shortcut-words.ts";
import { english } from "../english.ts";

const NOW = 1_800_000_000_000;
const BASIS = {
  settings: DEFAULT_SETTINGS,
  lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
  status: INITIAL_STATUS,
};

function device(given: Partial<Device>): Device {
  return {
    id: "sip",
    kind: "sip",
    name: null,
    address: "agent_001@app.exotel.com",
    on: true,
    registration: "registered",
    lastSeenAt: NOW - 60_000,
    verified: null,
    busy: null,
    ...given,
  };
}

const PHONE = device({
  id: "phone",
  kind: "pstn",
  address: "+919876543210",
  registration: "not-reported",
  lastSeenAt: null,
});

function reading(devices: readonly Device[], api: Reading["api"] = "integrations-core"): Reading {
  return { userId: "u", userName: null, api, devices, takenAt: NOW, serverTime: NOW, updatedAt: null };
}

/** Something that is told. */
const SAID = { problem: [message("conflict")], remedy: [message("checkDevices")] };
const PERHAPS_NONE_ON = [message("perhapsNoneOn")];

function failure(given: Partial<Failure>): Failure {
  return {
    kind: "server",
    status: null,
    code: null,
    cause: null,
    detail: null,
    flaw: null,
    requestId: null,
    waitUntil: null,
    ...given,
  };
}

describe("what a device is called", () => {
  const name = (one: Device, all: readonly Device[]) => {
    const { kind, own } = deviceTitle(one, all);
    return own.length === 0 ? english(kind) : `${english(kind)} – ${own.join(", ")}`;
  };

  it("is its kind alone for one phone and one softphone", () => {
    const all = [PHONE, device({ name: "Softphone" })];
    expect(all.map((one) => name(one, all))).toEqual(["PSTN phone", "SIP softphone"]);
    expect(deviceDetails(all[1]!, all)).toEqual(["Softphone", "agent_001@app.exotel.com"]);
  });

  it("goes on with its own name where there are more than two, or two of a kind", () => {
    const three = [{ ...PHONE, name: "Desk" }, device({ name: "Web" }), device({ id: "x", kind: "other" })];
    expect(three.map((one) => name(one, three))).toEqual([
      "PSTN phone – Desk",
      "SIP softphone – Web",
      "Unknown device – agent_001@app.exotel.com",
    ]);
    const two = [PHONE, { ...PHONE, id: "2", name: "Home" }];
    expect(two.map((one) => name(one, two))).toEqual(["PSTN phone – +919876543210", "PSTN phone – Home"]);
  });

  it("goes on with the address too where two would be called the same", () => {
    const [one, other] = [
      { ...PHONE, name: "Primary" },
      { ...PHONE, id: "2", name: "Primary", address: "+91804" },
    ];
    const all = [one, other, device({ name: null, address: null })];
    expect(all.map((each) => name(each, all))).toEqual([
      "PSTN phone – Primary, +919876543210",
      "PSTN phone – Primary, +91804",
      "SIP softphone – sip",
    ]);
    expect(deviceDetails(one, all)).toEqual([]);
  });
});

describe("a device whose name is its number", () => {
  const NUMBER = "+919876543210";
  const spellings = [
    NUMBER,
    "+91 98765 43210",
    "919876543210",
    "0091-98765-43210",
    "098765 43210",
    "98765 43210",
    "(+91) 98765.43210",
    "९८७६५ ४३२१०",
  ];
  it.each(spellings)("shows it once: %s", (name) => {
    const one = { ...PHONE, name };
    for (const all of [
      [one, device({})],
      [one, { ...PHONE, id: "2", address: "+91804", name: "Desk" }],
    ]) {
      const { own } = deviceTitle(one, all);
      expect([...own, ...deviceDetails(one, all)]).toEqual([NUMBER]);
    }
  });

  it.each(["Mobile 98765 43210", "43210", "+91 98765 43211", "Desk"])(
    "keeps a name that says more: %s",
    (name) => {
      const one = { ...PHONE, name };
      expect(deviceDetails(one, [one])).toEqual([name, NUMBER]);
    },
  );

  it("shows an address once, with and without its scheme, and also where it is a part of the name", () => {
    const texts = (name: string, address: string) => {
      const one = device({ name, address });
      const all = [one, PHONE, { ...PHONE, id: "2" }];
      return [...deviceTitle(one, all).own, ...deviceDetails(one, all)];
    };
    expect(texts("sip:asha", "sip:asha")).toEqual(["sip:asha"]);
    expect(texts("asha", "sip:asha")).toEqual(["sip:asha"]);
    expect(texts("sip:ashar", "sip:asha")).toEqual(["sip:ashar", "sip:asha"]);
  });

  it("tells two apart that have the same of everything", () => {
    const [one, other] = [
      { ...PHONE, name: "Desk", address: null },
      { ...PHONE, id: "2", name: "Desk", address: null },
    ];
    const all = [one, other];
    expect(all.map((each) => deviceTitle(each, all).own)).toEqual([
      ["Desk", "phone"],
      ["Desk", "2"],
    ]);
    expect(all.map((each) => deviceDetails(each, all))).toEqual([[], []]);
  });
});

const deviceFacts = (...args: Parameters<typeof factsOf>) =>
  factsOf(...args).map(({ tone, says }) => ({ tone, text: english(says) }));

describe("what is said of a device", () => {
  const facts = (one: Device, current = true) => deviceFacts(one, reading([one]), BASIS, current, NOW);

  it("colours a registration only while it counts", () => {
    expect(facts(device({}))[0]).toEqual({ tone: "good", text: "Registered" });
    expect(facts(device({}), false)).toEqual([{ tone: "plain", text: "Registered" }]);
    expect(facts(device({ on: false }))[0]).toEqual({ tone: "plain", text: "Registered" });
    expect(facts(device({ lastSeenAt: NOW - 3_600_000 }))[0]).toEqual({ tone: "plain", text: "Registered" });
    expect(facts(device({ registration: "not-registered", lastSeenAt: null }))[0]).toEqual({
      tone: "warn",
      text: "Not registered",
    });
  });

  it("tells a softphone that is not registered since when, if that was today", () => {
    const lost = (lastSeenAt: number) => facts(device({ registration: "not-registered", lastSeenAt }));
    expect(lost(NOW - 60_000)).toEqual([
      { tone: "warn", text: expect.stringMatching(/^Not registered since \d+:\d\d [AP]M$/) },
    ]);
    expect(lost(NOW - 86_400_000).map(({ text }) => text)).toEqual(["Not registered", "seen 24 h ago"]);
    expect(lost(NOW + 60_000)[0]?.text).toBe("Not registered");
  });

  it("has a time for a screen reader in place of an age", () => {
    const said = factsOf(device({}), reading([device({})]), BASIS, true, NOW);
    const spoken = said.map((fact) => english(fact.spoken));
    expect(spoken).toEqual(["", expect.stringMatching(/^Last seen at \d+:\d\d:\d\d [AP]M$/)]);
    const later = factsOf(device({}), reading([device({})]), BASIS, true, NOW + 5_000);
    expect(later.map(({ spoken: one }) => english(one))).toEqual(spoken);
  });

  it("leaves to the verdict that CCM does not report a registration", () => {
    const softphone = device({ registration: "not-reported", lastSeenAt: null, verified: true, busy: false });
    const said = deviceFacts(softphone, reading([softphone], "ccm"), BASIS, true, NOW);
    expect(said.map(({ text }) => text)).toEqual(["Verified", "Free"]);
  });

  it("says what is not reported, and what was not read since the switch", () => {
    const texts = (one: Device) => facts(one).map(({ text }) => text);
    expect(texts(device({ registration: "not-reported", lastSeenAt: null }))).toEqual([
      "Registration not reported",
      "Last seen not reported",
    ]);
    expect(texts(device({ registration: "not-read-since", lastSeenAt: null }))).toEqual([
      "Registration not read since the switch",
    ]);
    expect(texts(PHONE)).toEqual([]);
    expect(texts(device({ kind: "pstn", verified: true, busy: true }))).toEqual(["Verified", "On a call"]);
    expect(texts(device({ kind: "pstn", verified: false, busy: false }))).toEqual([
      "Not verified with Exotel yet",
    ]);
  });
});

describe("a device of which Exotel gives no address", () => {
  const texts = (one: Device) =>
    deviceFacts(one, reading([one]), BASIS, true, NOW).map(({ tone, text }) => `${tone}: ${text}`);

  it("says so, and warns of a phone that is on", () => {
    const phone = { ...PHONE, address: null };
    expect(texts(phone)).toEqual(["warn: No number given: whether it rings is not known"]);
    expect(texts({ ...phone, on: false, verified: true })).toEqual([
      "plain: No number given",
      "plain: Verified",
    ]);
    // It cannot ring, and says why.
    expect(texts({ ...phone, on: null, verified: false })[0]).toBe("plain: No number given");
    expect(texts({ ...phone, on: true, verified: false })[0]).toBe("plain: No number given");
  });

  it("says so of a softphone, whose registration tells whether it rings", () => {
    expect(texts(device({ address: null, lastSeenAt: null }))).toEqual([
      "good: Registered",
      "plain: Last seen not reported",
      "plain: No address given",
    ]);
  });

  it("does not say so of a device of an unknown type", () => {
    expect(texts(device({ kind: "other", address: null }))).toEqual([]);
  });
});

describe("the switches", () => {
  it("block the last device that is on, on Integrations Core", () => {
    const states = switchStates(reading([PHONE, device({ on: false })]), null);
    expect(states.map(({ blocked }) => blocked)).toEqual(["last-device", null]);
  });

  it("go by what is asked for, which is marked until the server has it", () => {
    const states = switchStates(reading([PHONE, device({ on: false })]), { phone: false, sip: true });
    expect(states.map(({ on, pending, blocked }) => ({ on, pending, blocked }))).toEqual([
      { on: false, pending: true, blocked: null },
      { on: true, pending: true, blocked: "last-device" },
    ]);
  });

  it("leave a device of an unknown type alone, and let CCM's last one be pressed", () => {
    const unknown = device({ id: "x", kind: "other", on: false });
    const states = switchStates(reading([PHONE, unknown], "ccm"), null);
    expect(states.map((state) => [state.device.id, state.blocked, state.asksFirst])).toEqual([
      ["phone", null, true],
    ]);
  });

  it("ask before CCM's last device goes off, and only then", () => {
    const asks = (target: Record<string, boolean> | null, devices: readonly Device[]) =>
      switchStates(reading(devices, "ccm"), target).map(({ asksFirst }) => asksFirst);
    const off = device({ on: false });
    expect(asks(null, [PHONE, off])).toEqual([true, false]);
    expect(asks({ phone: false, sip: true }, [PHONE, off])).toEqual([false, true]);
    expect(asks(null, [{ ...PHONE, on: false }, off])).toEqual([false, false]);
    const integrationsCore = switchStates(reading([PHONE, off]), null);
    expect(integrationsCore.map(({ asksFirst }) => asksFirst)).toEqual([false, false]);
  });

  it("say of the older contract's devices where it is not known if they are on, and let them be turned on", () => {
    const states = (on: boolean | null, api: Reading["api"] = "usermapping") =>
      switchStates(reading([{ ...PHONE, on }, device({ on: null })], api), null);
    expect(states(null)).toMatchObject([
      { on: false, unsaid: true, pending: false, blocked: null },
      { on: false, unsaid: true, pending: false, blocked: null },
    ]);
    expect(states(true).map(({ unsaid }) => unsaid)).toEqual([false, true]);
    expect(states(null, "ccm").map(({ unsaid }) => unsaid)).toEqual([false, false]);
  });

  it("show a switch under way, and the devices as they are while it waits to be tried again", () => {
    const target = { phone: false, sip: true };
    const journal = newJournal({ origin: "popup", target, askedAt: NOW }, "ccm", {
      phone: true,
      sip: false,
    });
    expect(shownTarget(null, null)).toBeNull();
    expect(shownTarget(journal, null)).toEqual(target);
    expect(shownTarget({ ...journal, phase: { name: "waiting-to-retry", retryAt: NOW } }, null)).toBeNull();
    expect(shownTarget({ ...journal, phase: { name: "waiting-to-retry", retryAt: NOW } }, target)).toEqual(
      target,
    );
  });
});

describe("the line below the action", () => {
  const items = (given: Partial<Items>): Items => ({
    ...asItems({}),
    account: { api: "integrations-core", customerId: "c", appId: "a", userId: "u" },
    ...given,
  });
  const wellRead: Status = { ...INITIAL_STATUS, reading: reading([PHONE, device({})]) };
  const noteOf = (given: Items, state: Partial<PopupState> = {}) =>
    note(given, verdict({ ...given, now: NOW }), { ...NOTHING_ASKED, ...state });
  const told = (problem: readonly Message[]) => ({ at: NOW, problem, remedy: [], requestId: null });

  it("is nothing before set-up, and nothing when all is well", () => {
    expect(noteOf(asItems({ notice: told(SAID.problem) }))).toBeNull();
    expect(noteOf(items({ status: wellRead }))).toBeNull();
  });

  it("tells of a failed check only where nothing is known, or the agent has asked", () => {
    const server = failure({ kind: "server", status: 500, requestId: "r1" });
    const status = { ...wellRead, failure: server };
    expect(noteOf(items({ status }))).toBeNull();
    expect(noteOf(items({ status }), { checkFailed: true })).toMatchObject({ requestId: "r1" });
    expect(noteOf(items({ status: { ...status, reading: null } }))).toMatchObject({ requestId: "r1" });
  });

  it("never repeats the verdict", () => {
    const refused = failure({ kind: "credentials-refused", status: 401, detail: "expired" });
    const { problem } = troubleOfFailure(refused);
    const status: Status = { ...wellRead, credentials: "refused", failure: refused };
    expect(noteOf(items({ status }), { checkFailed: true })).toBeNull();
    expect(noteOf(items({ status, notice: told(problem) }))).toBeNull();
    const offline: Status = { ...wellRead, offline: true, failure: failure({ kind: "unreachable" }) };
    expect(noteOf(items({ status: offline }), { checkFailed: true })).toBeNull();
    const withheld: Status = { ...wellRead, failure: accessBlocked("exotel.example", "access-withheld") };
    expect(noteOf(items({ status: withheld }), { checkFailed: true })).toBeNull();
  });

  it("leads to the field that mends it", () => {
    const unknown = failure({ kind: "not-found", status: 404 });
    const status = { ...wellRead, refuted: true, failure: unknown };
    // The button leads to the field, but does not say whom to ask.
    expect(noteOf(items({ status }))).toMatchObject({ field: "user-id", remedy: [message("checkIds")] });
    const readOnly = failure({ kind: "not-permitted", status: 401, cause: "key-not-authorised" });
    expect(noteOf(items({ status: { ...wellRead, refuted: true, failure: readOnly } }))).toMatchObject({
      field: "api-key",
      remedy: [message("askForKey")],
    });
    const inOtherCase = failure({ kind: "not-found", status: 404, cause: "user-id-case", detail: "u" });
    expect(noteOf(items({ status: { ...wellRead, refuted: true, failure: inOtherCase } }))).toMatchObject({
      field: "user-id",
      remedy: [],
    });
    const notice = told([message("switchNotMade"), ...troubleOfFailure(unknown).problem]);
    expect(noteOf(items({ status, notice }))).toMatchObject({ field: "user-id", problem: notice.problem });
    const server = { ...wellRead, failure: failure({ kind: "server", status: 500 }) };
    expect(noteOf(items({ status: server }), { checkFailed: true })).toMatchObject({ field: null });
  });

  it("offers to press again what was pressed here, and says no more of that", () => {
    const notice = { ...told([message("switchNotMade")]), remedy: [message("tryAgainSoon")] };
    const given = items({ status: wellRead, notice });
    expect(noteOf(given)).toMatchObject({ mayRetry: false, mayDismiss: true, remedy: notice.remedy });
    expect(noteOf(given, { lastPress: { ring: "next" } })).toMatchObject({ mayRetry: true, remedy: [] });
  });

  it("answers the last press before anything older", () => {
    const given = items({ status: wellRead, notice: told([message("switchNotMade")]) });
    expect(noteOf(given, { refusal: SAID })).toMatchObject({ problem: SAID.problem, mayDismiss: true });
  });

  describe("while a switch on CCM waits to be tried again", () => {
    const putOff: Journal = {
      ...newJournal({ origin: "popup", target: { a: false, b: true }, askedAt: NOW }, "ccm", {
        a: true,
        b: false,
      }),
      noDeviceOn: true,
      failures: 1,
      phase: { name: "waiting-to-retry", retryAt: NOW + 1000 },
    };
    const notice = { ...told([...PERHAPS_NONE_ON, ...SAID.problem]), requestId: "r1" };

    it("says what the verdict does not, and cannot be dismissed", () => {
      expect(noteOf(items({ journal: putOff, notice }))).toMatchObject({
        problem: SAID.problem,
        requestId: "r1",
        mayDismiss: false,
        mayRetry: false,
      });
      expect(noteOf(items({ journal: putOff, notice: told(PERHAPS_NONE_ON) }))).toBeNull();
    });

    it("says that perhaps none is on where the verdict does not know", () => {
      const status = { ...wellRead, inDoubt: true };
      const doubtful = { ...putOff, noDeviceOn: false };
      expect(noteOf(items({ journal: doubtful, status }))).toMatchObject({
        problem: PERHAPS_NONE_ON,
        remedy: [message("keepsTrying")],
      });
      const missing: Status = { ...status, credentials: "missing" };
      expect(noteOf(items({ journal: doubtful, status: missing }))?.remedy).toEqual([
        message("turnsOnWithCredentials"),
      ]);
      expect(noteOf(items({ journal: doubtful, status: wellRead }))).toBeNull();
      // The older contract's switch never leaves none on by itself.
      expect(noteOf(items({ journal: { ...doubtful, api: "usermapping" }, status }))).toBeNull();
    });
  });
});

describe("the keys", () => {
  const bound = [
    { command: "_execute_action", key: "Alt+Shift+H" },
    { command: "both-devices", key: "" },
    { command: "phone-only", key: "Alt+1" },
    { command: "switch-device", key: "" },
  ];

  it("name in short what is bound, and the main ones even where they are not", () => {
    const names = (short: boolean) => shortcutsToShow(bound, short).map(({ command }) => command);
    expect(names(true)).toEqual(["switch-device", "_execute_action", "phone-only"]);
    expect(names(false)).toEqual(["switch-device", "_execute_action", "both-devices", "phone-only"]);
  });
});
