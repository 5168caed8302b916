import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { type BadgeColour, badge, REFUSED_PRESS } from "../../../../src/core/devices/badge.ts";
import {
  type Device,
  evidenceAge,
  type Reading,
  type Registration,
} from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import {
  areDevicesKnown,
  evidenceExpiresAt,
  isOpenByDevices,
  lifeOfEvidence,
  type SoftphoneState,
  type UnknownWhy,
  type Verdict,
  type VerdictInput,
  verdict,
} from "../../../../src/core/devices/verdict.ts";
import { type Failure, type FailureKind, NO_DETAILS } from "../../../../src/core/failure.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/core/settings.ts";
import type { SoftphoneTab } from "../../../../src/core/softphone-tab/softphone-tab.ts";
import type { TabFault } from "../../../../src/core/softphone-tab/tab-evidence.ts";
import { type Journal, newJournal } from "../../../../src/core/switching/journal.ts";
import { verdictSentence } from "../../english.ts";

const NOW = 1_800_000_000_000;
const PERIOD = 30_000;
const MINUTE = 60_000;
const ACCOUNT: Account = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" };

function device(kind: Device["kind"], over: Partial<Device> = {}): Device {
  return {
    id: kind === "sip" ? "sip" : "phone",
    kind,
    name: null,
    address: kind === "pstn" ? "+919876543210" : null,
    on: true,
    registration: "not-reported",
    lastSeenAt: null,
    verified: null,
    busy: null,
    ...over,
  };
}

const phone = (over: Partial<Device> = {}): Device => device("pstn", over);
const sip = (over: Partial<Device> = {}): Device => device("sip", { registration: "registered", ...over });

function readingOf(devices: readonly Device[], over: Partial<Reading> = {}): Reading {
  return {
    userId: "u",
    userName: null,
    api: "integrations-core",
    devices,
    takenAt: NOW,
    serverTime: NOW,
    updatedAt: null,
    ...over,
  };
}

const failed = (kind: FailureKind): Failure => ({ ...NO_DETAILS, kind });

interface Given {
  devices?: readonly Device[];
  reading?: Partial<Reading> | null;
  status?: Partial<Status>;
  settings?: Partial<Settings>;
  account?: Account | null;
  journal?: Journal;
  softphoneTabs?: readonly SoftphoneTab[];
  now?: number;
}

function inputOf({
  devices = [phone(), sip()],
  reading = {},
  status,
  settings,
  account,
  journal,
  softphoneTabs,
  now,
}: Given): VerdictInput {
  return {
    account: account === undefined ? ACCOUNT : account,
    journal: journal ?? null,
    status: {
      ...INITIAL_STATUS,
      period: PERIOD,
      reading: reading === null ? null : readingOf(devices, reading),
      ...status,
    },
    settings: { ...DEFAULT_SETTINGS, ...settings },
    softphoneTabs: softphoneTabs ?? [],
    lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
    now: now ?? NOW,
  };
}

const judge = (given: Given): Verdict => verdict(inputOf(given));

const PHRASES = {
  both: /(on|to) your phone and your softphone/,
  phone: /your phone only/,
  softphone: /(on|to) your softphone/,
  nobody: /not reach you/,
  unknown: /^Not known/,
} as const;
type Phrase = keyof typeof PHRASES;

/** The contract's phrases that a sentence holds. */
function phrasesIn(sentence: string): Phrase[] {
  return (Object.keys(PHRASES) as Phrase[]).filter((key) => PHRASES[key].test(sentence));
}

describe("a switch that has left no device on", () => {
  const wish = { origin: "key" as const, target: { phone: false, sip: true }, askedAt: NOW };
  const journal: Journal = {
    ...newJournal(wish, "ccm", { phone: true, sip: false }),
    noDeviceOn: true,
  };

  it.each([
    ["offline", { offline: true }],
    ["in doubt", { inDoubt: true }],
    ["with refused credentials", { credentials: "refused" as const }],
    ["signed out", { credentials: "missing" as const }],
  ])("is nobody, also %s", (_how, status) => {
    const found = judge({ journal, status, reading: null });
    expect(badge(found)).toEqual({ text: "!!", colour: "red" });
    expect(verdictSentence(found)).toContain("not reach you");
  });

  it("is nobody as long as no device is on, whatever else is known", () => {
    const off = [phone({ on: false }), sip({ on: null })];
    expect(judge({ journal, devices: off })).toEqual({ reach: "nobody", softphone: "off", busy: false });
    expect(judge({ journal, devices: off, status: { offline: true } }).reach).toBe("nobody");
    const one = [phone(), sip({ on: false })];
    expect(judge({ journal, devices: one })).toMatchObject({ reach: "phone" });
    expect(judge({ journal, devices: one, status: { offline: true } }).reach).toBe("unknown");
  });
});

describe("verdict, badge and sentence, device by device", () => {
  /** Every state of a softphone, as facts; `undefined` is a user without one. */
  const softphones: [Exclude<SoftphoneState, TabFault | "registered-earlier">, Device | undefined][] = [
    ["absent", undefined],
    ["off", sip({ on: false })],
    ["off", sip({ on: null })],
    ["registered", sip()],
    ["not-registered", sip({ registration: "not-registered" })],
    ["not-reported", sip({ registration: "not-reported" })],
    ["not-read-since", sip({ registration: "not-read-since" })],
    ["not-seen-lately", sip({ lastSeenAt: NOW - 10 * MINUTE - 1 })],
    ["last-seen-unusable", sip({ lastSeenAt: NOW + MINUTE + 1 })],
  ];
  const phones: [string, Device | undefined][] = [
    ["on", phone()],
    ["off", phone({ on: false })],
    ["unverified", phone({ on: null })],
    ["absent", undefined],
  ];

  /** The contract's badge table: what a phone that is on, or not, comes to beside each softphone. */
  const expected: Record<
    Exclude<SoftphoneState, TabFault | "registered-earlier">,
    Record<"on" | "not on", [Phrase, string, BadgeColour]>
  > = {
    absent: { on: ["phone", "TEL", "grey"], "not on": ["nobody", "!!", "red"] },
    off: { on: ["phone", "TEL", "grey"], "not on": ["nobody", "!!", "red"] },
    registered: { on: ["both", "SIP", "green"], "not on": ["softphone", "SIP", "green"] },
    "not-registered": { on: ["phone", "!", "amber"], "not on": ["nobody", "!!", "red"] },
    "not-reported": { on: ["both", "S?", "blue"], "not on": ["softphone", "S?", "blue"] },
    "not-read-since": { on: ["both", "S?", "blue"], "not on": ["softphone", "S?", "blue"] },
    "not-seen-lately": { on: ["both", "S?", "blue"], "not on": ["softphone", "S?", "blue"] },
    "last-seen-unusable": { on: ["both", "S?", "blue"], "not on": ["softphone", "S?", "blue"] },
  };

  const rows = phones.flatMap(([phoneIs, phoneDevice]) =>
    softphones.map(([softphoneIs, softphone]) => {
      const devices = [phoneDevice, softphone].filter((one) => one !== undefined);
      return { phoneIs, softphoneIs, devices };
    }),
  );

  it.each(rows)("phone $phoneIs, softphone $softphoneIs", ({ phoneIs, softphoneIs, devices }) => {
    const [reach, text, colour] = expected[softphoneIs][phoneIs === "on" ? "on" : "not on"];
    const found = judge({ devices });
    expect(found).toEqual({ reach, softphone: softphoneIs, busy: false });
    expect(badge(found)).toEqual({ text, colour });
    expect(phrasesIn(verdictSentence(found))).toEqual([reach]);
  });

  it("says “busy” only of a device that is on", () => {
    expect(judge({ devices: [phone({ busy: true }), sip()] })).toMatchObject({ reach: "both", busy: true });
    expect(judge({ devices: [phone({ busy: true, on: false }), sip()] })).toMatchObject({ busy: false });
    const sentence = verdictSentence(judge({ devices: [phone({ busy: true })] }));
    expect(sentence).toBe("You are on a call. The next one rings on your phone only.");
  });

  it("is as good as the best of several softphones, and counts no other's", () => {
    const several = (...states: Registration[]): Device[] =>
      states.map((registration, index) => sip({ id: String(index), registration }));
    expect(judge({ devices: several("not-registered", "registered") })).toMatchObject({
      reach: "softphone",
      softphone: "registered",
    });
    expect(judge({ devices: several("not-registered", "not-reported") })).toMatchObject({
      softphone: "not-reported",
    });
    const offButRegistered = [sip({ on: false }), sip({ id: "2", registration: "not-registered" })];
    expect(judge({ devices: offButRegistered })).toMatchObject({
      reach: "nobody",
      softphone: "not-registered",
    });
  });

  it("says nobody where nothing is there", () => {
    expect(judge({ devices: [] })).toEqual({ reach: "nobody", softphone: "absent", busy: false });
  });

  it("does not know where only a device of an unknown type is on", () => {
    const other = device("other", { id: "9" });
    expect(judge({ devices: [phone({ on: false }), other] })).toEqual({
      reach: "unknown",
      why: "unrecognised-device",
    });
    expect(judge({ devices: [phone(), other] })).toMatchObject({ reach: "phone" });
    expect(judge({ devices: [sip(), other] })).toMatchObject({ reach: "softphone" });
    expect(judge({ devices: [phone({ on: false }), device("other", { on: false })] })).toMatchObject({
      reach: "nobody",
    });
  });
});

describe("a phone of which Exotel gives no number", () => {
  const numberless = (over: Partial<Device> = {}): Device => phone({ address: null, ...over });
  const UNKNOWN: Verdict = { reach: "unknown", why: "phone-without-number" };

  const alone: [string, readonly Device[]][] = [
    ["by itself", [numberless()]],
    ["beside a softphone that is off", [numberless(), sip({ on: false })]],
    ["beside a softphone that is not registered", [numberless(), sip({ registration: "not-registered" })]],
    ["beside a phone that is off", [numberless(), phone({ id: "2", on: false })]],
    ["verified, on CCM", [numberless({ verified: true })]],
  ];
  it.each(alone)("neither rings nor leaves nobody reached, as far as is known: %s", (_where, devices) => {
    const found = judge({ devices });
    expect(found).toEqual(UNKNOWN);
    expect(badge(found)).toEqual({ text: "?", colour: "grey" });
    expect(verdictSentence(found)).toBe("Not known: Exotel gives no number for your phone.");
  });

  const counting: [Registration, string, string][] = [
    ["registered", "SIP", "Calls ring on your softphone."],
    ["not-reported", "S?", "Calls go to your softphone. Exotel does not say if it is registered."],
  ];
  it.each(counting)("leaves the verdict to a softphone that is %s", (registration, text, sentence) => {
    const found = judge({ devices: [numberless(), sip({ registration })] });
    expect(found).toMatchObject({ reach: "softphone", softphone: registration });
    expect(badge(found).text).toBe(text);
    // Not "only", since nobody knows whether the phone rings too.
    expect(verdictSentence(found)).toBe(sentence);
  });

  it("takes nothing from another phone that is on", () => {
    expect(judge({ devices: [numberless(), phone({ id: "2" })] })).toEqual({
      reach: "phone",
      softphone: "absent",
      busy: false,
    });
  });

  it.each([{ on: false }, { on: null }, { verified: false }])("rings nobody where it cannot: %j", (over) => {
    expect(judge({ devices: [numberless(over)] })).toMatchObject({ reach: "nobody" });
    const found = judge({ devices: [numberless(over), sip()] });
    expect(verdictSentence(found)).toBe("Calls ring on your softphone only.");
  });
});

describe("what comes before the devices", () => {
  const cases: [string, Given, Verdict, string, BadgeColour, Phrase[]][] = [
    ["no account", { account: null }, { reach: "not-set-up" }, "", "grey", []],
    ["the first read not finished", { reading: null }, { reach: "reading" }, "…", "grey", []],
    [
      "credentials refused",
      { status: { credentials: "refused", failure: failed("credentials-refused") } },
      { reach: "refused", why: "refused" },
      "KEY",
      "amber",
      ["unknown"],
    ],
    [
      "credentials gone with the browser",
      { status: { credentials: "missing" } },
      { reach: "refused", why: "missing" },
      "KEY",
      "amber",
      ["unknown"],
    ],
    [
      "offline",
      { status: { offline: true } },
      { reach: "unknown", why: "offline" },
      "?",
      "grey",
      ["unknown"],
    ],
    ...(["access-withheld", "access-forbidden"] as const).map((kind): (typeof cases)[number] => [
      kind,
      { status: { failure: failed(kind) } },
      { reach: "unknown", why: "no-access" },
      "?",
      "grey",
      ["unknown"],
    ]),
    [
      "a write that was not heard",
      { status: { inDoubt: true } },
      { reach: "unknown", why: "switch-outcome-unknown" },
      "?",
      "grey",
      ["unknown"],
    ],
    [
      "the user is gone",
      { status: { refuted: true, failure: failed("not-found") } },
      { reach: "unknown", why: "no-such-agent" },
      "?",
      "grey",
      ["unknown"],
    ],
    [
      "reading is forbidden, and something else has failed since",
      { status: { refuted: true, failure: failed("server") } },
      { reach: "unknown", why: "no-such-agent" },
      "?",
      "grey",
      ["unknown"],
    ],
    [
      "the first read failed",
      { reading: null, status: { failure: failed("server") } },
      { reach: "unknown", why: "no-recent-read" },
      "?",
      "grey",
      ["unknown"],
    ],
    [
      "only an unknown device is on",
      { devices: [device("other")] },
      { reach: "unknown", why: "unrecognised-device" },
      "?",
      "grey",
      ["unknown"],
    ],
  ];

  it.each(cases)("%s", (_name, given, found, text, colour, phrases) => {
    expect(judge(given)).toEqual(found);
    expect(badge(found)).toEqual({ text, colour });
    expect(phrasesIn(verdictSentence(found))).toEqual(phrases);
  });

  it("no account comes before everything, and refused credentials before what was read", () => {
    const status: Partial<Status> = { credentials: "refused", offline: true, inDoubt: true };
    expect(judge({ account: null, status }).reach).toBe("not-set-up");
    expect(judge({ status }).reach).toBe("refused");
  });

  const passing: FailureKind[] = [
    "rate-limited",
    "server",
    "unreachable",
    "timed-out",
    "malformed",
    "intermediary",
    "conflict",
    "invalid-request",
  ];
  it.each(passing)("a failed read (%s) leaves good evidence standing", (kind) => {
    expect(judge({ status: { failure: failed(kind), failuresInARow: 1 } }).reach).toBe("both");
  });
});

describe("the age of evidence", () => {
  it.each([10_000, PERIOD, 120_000])("three periods of %i ms and no more", (period) => {
    const at = (age: number): Verdict =>
      judge({ status: { period, countsFor: lifeOfEvidence(period) }, now: NOW + age });
    expect(at(0).reach).toBe("both");
    expect(at(3 * period).reach).toBe("both");
    expect(at(3 * period + 1)).toEqual({ reach: "unknown", why: "not-read-lately" });
  });

  it.each([200_000, 201_000, 3_600_000, 86_400_000])("ten minutes and no more, also at %i ms", (period) => {
    for (const countsFor of [lifeOfEvidence(period), 3 * period]) {
      const at = (age: number): Verdict => judge({ status: { period, countsFor }, now: NOW + age });
      expect(at(600_000).reach).toBe("both");
      expect(at(600_001)).toEqual({ reach: "unknown", why: "not-read-lately" });
    }
    expect(lifeOfEvidence(period)).toBe(600_000);
  });

  it("is told as too old where every read has worked, and as not recent where the newest has failed", () => {
    const old = { now: NOW + 600_001 };
    expect(judge(old)).toEqual({ reach: "unknown", why: "not-read-lately" });
    const status = { failure: failed("server") };
    expect(judge({ ...old, status })).toEqual({ reach: "unknown", why: "no-recent-read" });
  });

  it("ends when it is said to end", () => {
    const status: Status = { ...INITIAL_STATUS, period: PERIOD, reading: readingOf([]) };
    expect(evidenceExpiresAt(status)).toBe(NOW + 3 * PERIOD);
    expect(evidenceExpiresAt(INITIAL_STATUS)).toBeNull();
  });

  it("is not to be told once the local clock was set back, beyond what clocks are set by daily", () => {
    expect(judge({ now: NOW - 2_000 }).reach).toBe("both");
    expect(judge({ now: NOW - 2_001 })).toEqual({ reach: "unknown", why: "no-recent-read" });
    expect(judge({ now: NOW - 3_600_000 })).toEqual({ reach: "unknown", why: "no-recent-read" });
    expect(evidenceAge(readingOf([]), NOW - 5_000)).toBe(-5_000);
  });

  it("is what has passed here since the read, however wrong both clocks are", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(200_000), (skew, serverSkew, passed) => {
        const reading = { takenAt: NOW + skew, serverTime: NOW + serverSkew };
        const found = judge({ reading, now: NOW + skew + passed });
        expect(found.reach).toBe(passed <= 3 * PERIOD ? "both" : "unknown");
      }),
    );
  });
});

describe("the devices", () => {
  const open = { devices: [device("other")] };
  const openByNumber = { devices: [phone({ address: null })] };

  it.each<[string, Given, boolean]>([
    ["that were read just now", {}, true],
    ["that reach nobody", { devices: [] }, true],
    ["of which an unknown one is on", open, true],
    ["of which a phone without a number is on", openByNumber, true],
    ["whose first read is not finished", { reading: null }, false],
    ["with refused credentials", { status: { credentials: "refused" } }, false],
    ["without a network", { status: { offline: true } }, false],
    ["whose reading is too old", { now: NOW + 600_001 }, false],
  ])("%s are known: %s", (_which, given, isKnown) => {
    expect(areDevicesKnown(inputOf(given))).toBe(isKnown);
  });

  it.each<[UnknownWhy, boolean]>([
    ["unrecognised-device", true],
    ["phone-without-number", true],
    ["no-recent-read", false],
    ["switch-outcome-unknown", false],
  ])("leave open where the next call rings (%s): %s", (why, is) => {
    expect(isOpenByDevices(why)).toBe(is);
  });
});

describe("never better than the evidence", () => {
  const deviceArb: fc.Arbitrary<Device> = fc.record({
    id: fc.constantFrom("phone", "sip", "3"),
    kind: fc.constantFrom("pstn", "sip", "other"),
    name: fc.constant(null),
    address: fc.constantFrom(null, "+919876543210"),
    on: fc.constantFrom(true, false, null),
    registration: fc.constantFrom("registered", "not-registered", "not-reported", "not-read-since"),
    lastSeenAt: fc.option(fc.integer({ min: NOW - 30 * MINUTE, max: NOW + 5 * MINUTE })),
    verified: fc.constantFrom(true, false, null),
    busy: fc.constantFrom(true, false, null),
  });
  const kinds = fc.constantFrom<FailureKind>(
    "server",
    "not-found",
    "not-permitted",
    "unreachable",
    "malformed",
    "intermediary",
  );
  const tabArb: fc.Arbitrary<SoftphoneTab> = fc.record({
    id: fc.nat(9),
    state: fc.constantFrom("opening", "open", "asleep", "frozen", "crashed", "closed", "left", "unseen"),
    showsAddress: fc.boolean(),
    isSiteAllowed: fc.boolean(),
    isMuted: fc.boolean(),
    returnedAt: fc.option(fc.integer({ min: NOW - 10 * MINUTE, max: NOW + MINUTE })),
    probe: fc.oneof(
      fc.constantFrom(null, "unanswered" as const),
      fc.record({
        isVisible: fc.boolean(),
        microphone: fc.constantFrom("granted", "denied", "prompt", null),
        hasInput: fc.option(fc.boolean()),
        hasOutput: fc.option(fc.boolean()),
      }),
    ),
  });
  const inputArb = fc.record({
    account: fc.option(fc.constant(ACCOUNT)),
    settings: fc
      .record({
        includeBoth: fc.boolean(),
        lastSeenLimitMinutes: fc.option(fc.integer({ min: 5, max: 240 })),
        probesPage: fc.boolean(),
      })
      .map((some) => ({ ...DEFAULT_SETTINGS, ...some })),
    softphoneTabs: fc.array(tabArb, { maxLength: 3 }),
    lastSeenRhythm: fc.record({
      device: fc.constantFrom(null, "sip", "3"),
      intervals: fc.array(fc.integer({ min: 15_000, max: 3_600_000 }), { maxLength: 12 }),
      changesUnseen: fc.nat(4),
    }),
    now: fc.integer({ min: NOW - 10_000, max: NOW + 4 * PERIOD }),
    status: fc.record({
      credentials: fc.constantFrom(
        "present" as const,
        "present" as const,
        "missing" as const,
        "refused" as const,
      ),
      reading: fc.option(
        fc.record({
          userId: fc.constant("u"),
          userName: fc.constant(null),
          api: fc.constantFrom("integrations-core" as const, "ccm" as const),
          devices: fc.array(deviceArb, { maxLength: 4 }),
          takenAt: fc.constant(NOW),
          serverTime: fc.option(fc.constant(NOW)),
          updatedAt: fc.constant(null),
        }),
        { freq: 20 },
      ),
      failure: fc.option(kinds.map(failed)),
      failuresInARow: fc.nat(5),
      refusal: fc.constant(null),
      offline: fc.boolean(),
      inDoubt: fc.boolean(),
      refuted: fc.boolean(),
      period: fc.constant(PERIOD),
      countsFor: fc.constant(lifeOfEvidence(PERIOD)),
      nextReadAt: fc.constant(null),
      elsewhere: fc.constant({}),
      changedAt: fc.constant(null),
    }),
  });

  it("SIP and TEL and every other word about devices stand on a good, recent, undoubted read", () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const found = verdict({ ...input, journal: null });
        const { text } = badge(found);
        const { status, now } = input;
        if (["SIP", "TEL", "!", "!!", "S?"].includes(text)) {
          expect(input.account).not.toBeNull();
          expect(status.credentials).toBe("present");
          expect([status.offline, status.inDoubt, status.refuted]).toEqual([false, false, false]);
          expect(now - (status.reading?.takenAt ?? 0)).toBeLessThanOrEqual(3 * PERIOD);
        }
        if (text === "SIP") {
          expect(status.reading?.devices).toContainEqual(
            expect.objectContaining({ kind: "sip", on: true, registration: "registered" }),
          );
          const { softphoneTabs: tabs } = input;
          const isThere = (tab: SoftphoneTab): boolean => tab.state === "open" || tab.state === "unseen";
          expect(tabs.length === 0 || tabs.some(isThere)).toBe(true);
        }
        if (text === "TEL" || text === "!") {
          expect(status.reading?.devices).toContainEqual(expect.objectContaining({ kind: "pstn", on: true }));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("the badge has three characters at most, and each sentence the phrase of its verdict and no other", () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const found = verdict({ ...input, journal: null });
        expect([...badge(found).text].length).toBeLessThanOrEqual(3);
        const sentence = verdictSentence(found, { ...input, journal: null });
        const bare: Partial<Record<Verdict["reach"], Phrase[]>> = {
          "not-set-up": [],
          reading: [],
          refused: ["unknown"],
        };
        expect(phrasesIn(sentence)).toEqual(bare[found.reach] ?? [found.reach]);
        expect(sentence).toMatch(/^[A-Z].*[.…]$/);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
      }),
      { numRuns: 2000 },
    );
    expect(REFUSED_PRESS.text.length).toBeLessThanOrEqual(3);
  });

  it("each reason for not knowing has a sentence of its own", () => {
    const whys: Record<UnknownWhy, true> = {
      offline: true,
      "no-access": true,
      "no-recent-read": true,
      "not-read-lately": true,
      "switch-outcome-unknown": true,
      "no-such-agent": true,
      "unrecognised-device": true,
      "phone-without-number": true,
      "active-device-not-said": true,
    };
    const sentences = Object.keys(whys).map((why) =>
      verdictSentence({ reach: "unknown", why: why as UnknownWhy }),
    );
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(phrasesIn(sentence)).toEqual(["unknown"]);
  });
});
