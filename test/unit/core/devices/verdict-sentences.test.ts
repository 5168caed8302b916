import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import type {
  SoftphoneState,
  UnknownWhy,
  Verdict,
  VerdictInput,
} from "../../../../src/core/devices/verdict.ts";
import { verdictSentences, verdictWords } from "../../../../src/core/devices/verdict-sentences.ts";
import { message } from "../../../../src/core/message.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import { english } from "../../english.ts";
import { NOW, only, readingOf } from "../../switch-model.ts";
import { failed, toSoftphone } from "../switching/phone-to-softphone.ts";

const CORE: Account = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" };
const CCM: Account = { api: "ccm", region: "mumbai", accountSid: "s", userId: "u" };
const HOUR = 3_600_000;

/** A reading taken at `NOW`: each device by whether it is on, the softphone registered, the phone with a number. */
function readingWith(ons: Record<string, boolean | null>, over: Partial<Device> = {}): Reading {
  const reading = readingOf("integrations-core", ons);
  const devices = reading.devices.map((device) => ({
    ...device,
    ...(device.kind === "sip"
      ? { registration: "registered" as const, ...over }
      : { address: "+911234567890" }),
  }));
  return { ...reading, devices };
}

interface Given extends Partial<Omit<VerdictInput, "status">> {
  readonly status?: Partial<Status>;
}

function inputOf({ status, ...over }: Given): VerdictInput {
  const whole = { ...INITIAL_STATUS, ...status };
  return {
    account: CORE,
    journal: null,
    settings: DEFAULT_SETTINGS,
    softphoneTabs: [],
    lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
    now: NOW,
    ...over,
    status: whole,
  };
}

/** The ID of the title, then those of the reason. */
function idsOf(verdict: Verdict, given: Given = {}): string[] {
  const { title, why } = verdictWords(verdict, inputOf(given));
  return [title, ...why].map(({ id }) => id);
}

describe("before there is an answer", () => {
  it.each<[Verdict, Given, string[]]>([
    [{ reach: "not-set-up" }, {}, ["verdictNotSetUp", "whySetUp"]],
    [{ reach: "reading" }, {}, ["verdictReading"]],
    [{ reach: "refused", why: "missing" }, {}, ["verdictSignedOut", "enterAgainOrStay"]],
    [
      { reach: "refused", why: "missing" },
      { policy: { AllowKeepSignedIn: false } },
      ["verdictSignedOut", "enterAgain"],
    ],
    [
      { reach: "refused", why: "refused" },
      { accountFrom: "policy" },
      ["verdictTokenRefused", "askAdministrator"],
    ],
    [
      { reach: "refused", why: "refused" },
      { accountFrom: "organisation" },
      ["verdictTokenRefused", "organisationTokenRefused"],
    ],
    [
      { reach: "refused", why: "refused" },
      { accountFrom: "organisation", account: CCM },
      ["verdictKeyRefused", "organisationTokenRefused"],
    ],
    [{ reach: "refused", why: "refused" }, {}, ["verdictTokenRefused", "whyEnterToken"]],
    [{ reach: "refused", why: "refused" }, { account: CCM }, ["verdictKeyRefused", "whyCheckKey"]],
  ])("%j says what to do (%j)", (verdict, given, ids) => {
    expect(idsOf(verdict, given)).toEqual(ids);
  });
});

describe("the reason for not knowing", () => {
  it.each<[UnknownWhy, Given, string[]]>([
    ["offline", {}, ["checkNetwork"]],
    ["no-access", { status: { failure: failed("access-withheld") } }, ["whyNoAccess"]],
    ["no-access", { status: { failure: failed("access-forbidden") } }, ["askToAllow"]],
    ["no-recent-read", {}, []],
    ["not-read-lately", {}, []],
    ["switch-outcome-unknown", {}, []],
    ["no-such-agent", {}, []],
    ["unrecognised-device", {}, []],
    ["phone-without-number", {}, []],
    ["active-device-not-said", {}, []],
  ])("says what helps where something does: %s, %j", (why, given, ids) => {
    expect(idsOf({ reach: "unknown", why }, given).slice(1)).toEqual(ids);
  });
});

describe("what is not known now was known by the last reading", () => {
  const unknown: Verdict = { reach: "unknown", why: "no-recent-read" };
  const wentTo = (reading: Reading | null, now = NOW, verdict: Verdict = unknown) =>
    verdictWords(verdict, inputOf({ status: { reading }, now })).why;
  const time = { time: { minute: NOW } };
  const both = readingWith({ phone: true, sip: true });

  it.each([
    ["both", { phone: true, sip: true }, [message("wentToBoth", time)]],
    ["the phone", { phone: true, sip: false }, [message("wentToPhone", time)]],
    ["the softphone", { phone: false, sip: true }, [message("wentToSoftphone", time)]],
    ["nobody", { phone: false, sip: false }, [message("wentToNobody", time)]],
    ["an unknown device", { phone: false, x1: true }, []],
  ])("where calls went, and when: %s", (_where, ons, why) => {
    expect(wentTo(readingWith(ons))).toEqual(why);
  });

  it.each([
    ["the softphone", { phone: false, sip: true }, "setToGoToSoftphone"],
    ["both", { phone: true, sip: true }, "setToGoToBoth"],
    ["the phone", { phone: true, sip: false }, "wentToPhone"],
  ] as const)("with the doubt about the softphone: %s", (_where, ons, id) => {
    for (const registration of ["not-reported", "not-read-since"] as const)
      expect(wentTo(readingWith(ons, { registration }))).toEqual([message(id, time)]);
    const unseen = { lastSeenAt: NOW - 24 * HOUR };
    expect(wentTo(readingWith(ons, unseen))).toEqual([message(id, time)]);
  });

  it.each<[string, Verdict]>([
    ["refused", { reach: "refused", why: "refused" }],
    ["signed out", { reach: "refused", why: "missing" }],
    ["offline", { reach: "unknown", why: "offline" }],
    ["without access", { reach: "unknown", why: "no-access" }],
  ])("also where the agent is %s", (_how, verdict) => {
    expect(wentTo(both, NOW, verdict)).toContainEqual(message("wentToBoth", time));
  });

  it.each<UnknownWhy>(["unrecognised-device", "phone-without-number", "active-device-not-said"])(
    "but not where that reading is the one that leaves it open: %s",
    (why) => {
      expect(wentTo(both, NOW, { reach: "unknown", why })).toEqual([]);
    },
  );

  it("only for twelve hours, as a time of day is no date", () => {
    expect(wentTo(both, NOW + 12 * HOUR)).toHaveLength(1);
    expect(wentTo(both, NOW + 12 * HOUR + 1)).toEqual([]);
    expect(wentTo({ ...both, undated: true })).toEqual([]);
    expect(wentTo(null)).toEqual([]);
  });
});

describe("the reason why nobody is reached", () => {
  const nobody = (softphone: SoftphoneState): Verdict => ({ reach: "nobody", softphone, busy: false });

  it.each<[string, Record<string, boolean | null>, string]>([
    ["there is no device", {}, "whyNoDevice"],
    ["all are off", { phone: false, sip: false }, "whyAllOff"],
    ["one is on, but cannot ring", { phone: true, sip: false }, "whyCannotRing"],
  ])("%s", (_how, ons, id) => {
    expect(idsOf(nobody("off"), { status: { reading: readingWith(ons) } }).slice(1)).toEqual([id]);
  });

  it("the softphone is not registered: since when, if that is known", () => {
    const registration = "not-registered" as const;
    const why = (over: Partial<Device>) =>
      verdictWords(
        nobody("not-registered"),
        inputOf({ status: { reading: readingWith({ phone: false, sip: true }, { registration, ...over }) } }),
      ).why;
    expect(why({})).toEqual([message("whyNotRegistered")]);
    expect(why({ lastSeenAt: NOW - HOUR })).toEqual([
      message("whyNotRegisteredSince", { time: { minute: NOW - HOUR } }),
    ]);
  });

  const journal = toSoftphone("ccm", { noDeviceOn: true });
  it.each<[string, Partial<Status>, string]>([
    ["no credentials", { credentials: "missing" }, "turnsOnWithCredentials"],
    ["refused credentials", { credentials: "refused" }, "turnsOnWithCredentials"],
    ["access withdrawn", { failure: failed("access-withheld") }, "turnsOnWithAccess"],
    ["access forbidden", { failure: failed("access-forbidden") }, "turnsOnWithAccess"],
    ["another failure", { failure: failed("server") }, "keepsTrying"],
    ["no failure", {}, "keepsTrying"],
  ])("a switch has not turned one on yet, and says what it waits for: %s", (_what, status, needs) => {
    const reading = readingOf("ccm", only("ccm"));
    const ids = idsOf(nobody("off"), { account: CCM, journal, status: { reading, ...status } });
    expect(ids.slice(1)).toEqual(["whyNoneOnYet", needs]);
    // The switch tells more than the reading, and tells it without one.
    expect(idsOf(nobody("off"), { account: CCM, journal, status }).slice(1)).toEqual(["whyNoneOnYet", needs]);
  });
});

describe("where calls ring", () => {
  type Reach = "both" | "phone" | "softphone";
  it.each<[Reach, SoftphoneState, string, string, string[]]>([
    ["phone", "off", "verdictPhone", "nextPhone", []],
    ["phone", "absent", "verdictPhone", "nextPhone", []],
    ["both", "registered", "verdictBoth", "nextBoth", []],
    ["both", "not-reported", "verdictPerhapsBoth", "nextPerhapsBoth", ["doubtNotReportedBoth"]],
    ["both", "not-read-since", "verdictPerhapsBoth", "nextPerhapsBoth", ["doubtNotReadSince"]],
    ["softphone", "registered", "verdictOnlySoftphone", "nextOnlySoftphone", []],
    ["softphone", "not-reported", "verdictPerhapsSoftphone", "nextPerhapsSoftphone", ["doubtNotReported"]],
    ["softphone", "not-read-since", "verdictPerhapsSoftphone", "nextPerhapsSoftphone", ["doubtNotReadSince"]],
    [
      "softphone",
      "not-seen-lately",
      "verdictPerhapsSoftphone",
      "nextPerhapsSoftphone",
      ["doubtNotSeenLately"],
    ],
    [
      "softphone",
      "last-seen-unusable",
      "verdictPerhapsSoftphone",
      "nextPerhapsSoftphone",
      ["doubtLastSeenInFuture"],
    ],
  ])("%s, the softphone %s: now, and after the call that is on", (reach, softphone, title, next, reason) => {
    expect(idsOf({ reach, softphone, busy: false })).toEqual([title, ...reason]);
    expect(idsOf({ reach, softphone, busy: true })).toEqual(["verdictOnCall", next, ...reason]);
  });

  it("is not the softphone only, where a phone without a number may ring too", () => {
    const verdict = { reach: "softphone", softphone: "registered", busy: false, numberless: true } as const;
    expect(idsOf(verdict)).toEqual(["verdictSoftphone"]);
    expect(idsOf({ ...verdict, busy: true })).toEqual(["verdictOnCall", "nextSoftphone"]);
    expect(idsOf({ ...verdict, softphone: "not-reported" })[0]).toBe("verdictPerhapsSoftphone");
  });

  const onPhone: Verdict = { reach: "phone", softphone: "not-registered", busy: false };
  it("on the phone only, as the softphone that is on is not registered", () => {
    const reading = readingWith({ phone: true, sip: true }, { registration: "not-registered" });
    expect(idsOf(onPhone, { status: { reading } })).toEqual(["verdictPhone", "whyNotRegistered"]);
    expect(idsOf(onPhone)).toEqual(["verdictPhone"]);
  });

  it("names the limit since the softphone was last seen", () => {
    const verdict: Verdict = { reach: "softphone", softphone: "not-seen-lately", busy: false };
    const settings = { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: 25 };
    expect(verdictWords(verdict, inputOf({ settings })).why).toEqual([
      message("doubtNotSeenLately", { count: 25 }),
    ]);
  });

  it.each([
    [30_000, "The softphone is usually seen every 30 s, but was last seen over 60 s ago."],
    [240_000, "The softphone is usually seen every 4 min, but was last seen over 5 min ago."],
    [1_200_000, "The softphone is usually seen every 20 min, but was last seen over 21 min ago."],
  ])(
    "names the usual time between two signs of life, %i ms, and the time that is too long",
    (usual, said) => {
      const verdict: Verdict = { reach: "softphone", softphone: "not-seen-lately", busy: false };
      const reading = readingWith({ phone: false, sip: true }, { lastSeenAt: NOW - HOUR });
      const lastSeenRhythm = { device: "sip", intervals: Array(6).fill(usual), changesUnseen: 0 };
      expect(english(verdictWords(verdict, inputOf({ status: { reading }, lastSeenRhythm })).why)).toBe(said);
    },
  );
});

describe("the tooltip", () => {
  it("says title and reason, each as a sentence", () => {
    const input = inputOf({});
    expect(verdictSentences({ reach: "not-set-up" }, input)).toEqual([
      message("asSentence", { words: message("verdictNotSetUp") }),
      message("whySetUp"),
    ]);
    // This one ends in an ellipsis.
    expect(verdictSentences({ reach: "reading" }, input)).toEqual([message("verdictReading")]);
  });
});

describe("a softphone whose tabs are all muted", () => {
  const muted = { muted: true, busy: false } as const;
  it.each<[string, Verdict, string[]]>([
    [
      "in the title where nothing else rings",
      { reach: "softphone", softphone: "registered", ...muted },
      ["verdictSoftphoneMuted"],
    ],
    [
      "with the doubt about it",
      { reach: "softphone", softphone: "not-reported", ...muted },
      ["verdictPerhapsSoftphoneMuted", "doubtNotReported"],
    ],
    [
      "in the reason beside a phone that is heard",
      { reach: "both", softphone: "registered", ...muted },
      ["verdictBoth", "whyMuted"],
    ],
    [
      "in the reason during a call",
      { reach: "softphone", softphone: "registered", ...muted, busy: true },
      ["verdictOnCall", "nextOnlySoftphone", "whyMuted"],
    ],
  ])("is told %s", (_where, verdict, ids) => {
    expect(idsOf(verdict)).toEqual(ids);
  });
});
