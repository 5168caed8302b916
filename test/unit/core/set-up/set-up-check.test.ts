import { describe, expect, it } from "vitest";
import type { Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { accessBlocked, type Failure, NO_DETAILS } from "../../../../src/core/failure.ts";
import type { CheckName } from "../../../../src/core/set-up/check.ts";
import { type SetUpFacts, setUpChecks, tally } from "../../../../src/core/set-up/set-up-check.ts";
import { type SoftphoneTab, watched } from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { english } from "../../english.ts";
import { CCM, CORE, DAY, MINUTE, NOW, phone, readingOf, sip, WELL } from "./facts.ts";

const withStatus = (over: Partial<Status>): Partial<SetUpFacts> => ({ status: { ...WELL.status, ...over } });
const withReading = (over: Partial<Reading>): Partial<SetUpFacts> =>
  withStatus({ reading: readingOf([phone(), sip()], over) });
const withSip = (...over: Parameters<typeof sip>): Partial<SetUpFacts> =>
  withStatus({ reading: readingOf([phone(), sip(...over)]) });
const withTab = (over: Partial<SoftphoneTab>): Partial<SetUpFacts> => ({
  softphoneTabs: [{ ...watched(1), ...over }],
});
const failed = (kind: Failure["kind"]): Failure => ({ ...NO_DETAILS, kind });
const never: Partial<SetUpFacts> = { setUpSeen: { lockAt: null, notificationAt: null } };
const older: Partial<SetUpFacts> = {
  account: { ...CORE, api: "usermapping" },
  ...withStatus({
    reading: readingOf([phone(), sip({ registration: "not-reported" })], { api: "usermapping" }),
  }),
};

function ccm(verified: boolean | null, ...others: Reading["devices"]): Partial<SetUpFacts> {
  const devices = [phone({ verified, on: verified === true || null }), ...others];
  return { account: CCM, ...withStatus({ reading: readingOf(devices, { api: "ccm", userId: "usr_asha" }) }) };
}

/** What one check says, as in "not OK: It ended on … [options app-token]". */
function said(name: CheckName, over: Partial<SetUpFacts>): string {
  const check = setUpChecks({ ...WELL, ...over }).find((one) => one.name === name);
  if (check === undefined) return "no such check";
  const { holds, says, mend } = check;
  const state = holds === null ? "not known" : holds ? "OK" : "not OK";
  const button =
    mend === null
      ? ""
      : ` [${Object.values(mend)
          .filter((one) => typeof one === "string")
          .join(" ")}]`;
  return `${state}: ${english(says)}${button}`;
}

it("all is well where all is well", () => {
  const checks = setUpChecks(WELL);
  expect(tally(checks)).toEqual({ good: checks.length, bad: 0, unknown: 0 });
  expect(checks.map(({ name }) => name)).toEqual([
    "connected",
    "token",
    "evidence",
    "registration",
    "tab",
    "sound",
    "toolbar",
    "notifications",
    "key",
    "lock",
    "clock",
  ]);
});

it("without an account, only that and the toolbar are checked", () => {
  const checks = setUpChecks({ ...WELL, account: null, status: INITIAL_STATUS });
  expect(checks.map(({ name, holds }) => [name, holds])).toEqual([
    ["connected", false],
    ["toolbar", true],
  ]);
});

const TABLE: readonly (readonly [CheckName, string, Partial<SetUpFacts>, RegExp])[] = [
  ["connected", "before the first answer", withStatus({ reading: null }), /^not known: .*\[read\]$/],
  ["connected", "refused", withStatus({ credentials: "refused" }), /^not OK: .*\[options app-token\]$/],
  [
    "connected",
    "gone with the browser",
    withStatus({ credentials: "missing" }),
    /^not OK: .*\[options app-token\]$/,
  ],
  [
    "connected",
    "refused on CCM",
    { account: CCM, ...withStatus({ credentials: "refused" }) },
    /\[options api-key\]$/,
  ],

  [
    "token",
    "with two weeks left",
    { tokenEnd: { at: NOW + 14 * DAY + 1, from: "token" } },
    /^OK: It ends on /,
  ],
  [
    "token",
    "that ends soon",
    { tokenEnd: { at: NOW + 14 * DAY, from: "token" } },
    /^not OK: .*new one\. \[options app-token\]$/,
  ],
  [
    "token",
    "of which only the saving is known",
    { tokenEnd: { at: NOW + 60 * DAY, from: "saved" } },
    /^OK: .*at the latest/,
  ],
  ["token", "that has ended", { tokenEnd: { at: NOW, from: "token" } }, /^not OK: It ended on /],
  [
    "token",
    "that should have ended",
    { tokenEnd: { at: NOW - DAY, from: "saved" } },
    /^not known: .*should have ended/,
  ],
  ["token", "of unknown age", { tokenEnd: null }, /^not known/],
  ["token", "on CCM", ccm(true), /^no such check$/],

  ["evidence", "just now", {}, /^OK: Exotel last answered 4 s ago\.$/],
  ["evidence", "too old", withReading({ takenAt: NOW - 20 * MINUTE }), /^not OK: .*\[read\]$/],
  ["evidence", "offline", withStatus({ offline: true }), /^not OK: .*\[read\]$/],
  ["evidence", "none yet", withStatus({ reading: null }), /^not known: .*\[read\]$/],
  ["evidence", "with refused credentials", withStatus({ credentials: "refused" }), /^not known/],
  [
    "evidence",
    "that leaves open where calls ring",
    withStatus({ reading: readingOf([phone({ address: null })]) }),
    /^OK/,
  ],
  [
    "evidence",
    "that the browser withholds",
    withStatus({ failure: accessBlocked("host.example", "access-withheld") }),
    /^not OK: .*\[allow host\.example\]$/,
  ],
  ["evidence", "after a failure, still young", withStatus({ failure: failed("server") }), /^OK/],

  ["registration", "registered and off", withSip({ on: false }), /^OK/],
  [
    "registration",
    "not registered",
    withSip({ registration: "not-registered" }),
    /^not OK: .*\[open-softphone\]$/,
  ],
  [
    "registration",
    "not seen lately",
    withSip({ lastSeenAt: NOW - 40 * MINUTE }),
    /^not known: .*not seen it lately/,
  ],
  ["registration", "not read since the switch", withSip({ registration: "not-read-since" }), /^not known/],
  ["registration", "too old", withReading({ takenAt: NOW - 20 * MINUTE }), /^not known: .*\[read\]$/],
  ["registration", "never reported", older, /^not known: Exotel does not report/],
  [
    "registration",
    "on CCM",
    ccm(true, sip({ registration: "not-reported", verified: true })),
    /^not known: Exotel does not report/,
  ],
  ["registration", "without a softphone", withStatus({ reading: readingOf([phone()]) }), /^no such check$/],

  [
    "tab",
    "watched by nobody",
    { softphoneTabs: [], settings: { ...WELL.settings, softphonePage: null } },
    /^not OK: .*\[options softphone-page\]$/,
  ],
  ["tab", "not seen", { softphoneTabs: [] }, /^not OK: .*\[open-softphone\]$/],
  ["tab", "closed", withTab({ state: "closed" }), /^not OK: Tab is closed\. \[open-softphone\]$/],
  ["tab", "asleep", withTab({ state: "asleep" }), /^not OK/],
  ["tab", "reloaded", withTab({ state: "unseen" }), /^not known/],
  ["tab", "twice", { softphoneTabs: [watched(1), watched(2)] }, /^OK: It is open in 2 tabs/],
  [
    "tab",
    "without the microphone's permission yet",
    withTab({ probe: { isVisible: true, microphone: "prompt", hasInput: true, hasOutput: true } }),
    /^not OK: Microphone not yet allowed/,
  ],
  ["tab", "muted", withTab({ isMuted: true }), /^OK: Its tab is open\.$/],
  ["sound", "muted", withTab({ isMuted: true }), /^not OK: .*\[unmute\]$/],
  ["sound", "of a closed tab", withTab({ state: "closed" }), /^no such check$/],

  ["toolbar", "not pinned", { isPinned: false }, /^not OK: Click the puzzle piece/],
  ["toolbar", "not said", { isPinned: null }, /^not known/],

  ["notifications", "not allowed", { mayNotify: false }, /^not OK: .*\[notify\]$/],
  ["notifications", "never seen", never, /^not known: .*\[notify\]$/],
  ["notifications", "seen, where the browser does not say", { mayNotify: null }, /^OK/],

  ["key", "not set", { key: "" }, /^not OK: .*\[keys\]$/],
  ["key", "never pressed", { keyWorks: false }, /^not known: Alt\+Shift\+S is set/],
  ["key", "not said", { key: null }, /^not known/],

  ["lock", "never noticed", never, /^not known: .*Lock this computer once/],
  ["lock", "not told by the browser", { tellsOfLocks: false }, /^not known: This browser does not say/],

  ["clock", "a minute off", withReading({ serverTime: NOW - 4_000 - MINUTE }), /^OK/],
  ["clock", "ahead", withReading({ serverTime: NOW - 5 * MINUTE }), /^not OK: It is 5 min ahead/],
  ["clock", "behind", withReading({ serverTime: NOW + 5 * MINUTE }), /^not OK: It is 5 min behind/],
  ["clock", "not said", withReading({ serverTime: null }), /^not known/],
  ["clock", "set back", withReading({ undated: true }), /^not known: The clock was set back/],

  ["phone", "verified", ccm(true), /^OK/],
  ["phone", "not verified", ccm(false), /^not OK: .*cannot ring/],
  ["phone", "of which that is not said", ccm(null), /^not known/],
  [
    "phone",
    "that is none",
    { account: CCM, ...withStatus({ reading: readingOf([], { api: "ccm" }) }) },
    /^not OK: Exotel has no phone/,
  ],
  ["phone", "on Integrations Core", {}, /^no such check$/],
];

describe("a check", () => {
  it.each(TABLE)("%s, %s", (name, _what, over, expected) => {
    expect(said(name, over)).toMatch(expected);
  });

  it("never holds where nothing is known", () => {
    const nothing: Partial<SetUpFacts> = {
      status: INITIAL_STATUS,
      softphoneTabs: [],
      tokenEnd: null,
      keyWorks: false,
      ...never,
      isPinned: null,
      key: null,
      mayNotify: null,
    };
    const checks = setUpChecks({ ...WELL, ...nothing });
    expect(checks.filter(({ holds }) => holds === true)).toEqual([]);
    expect(setUpChecks({ ...WELL, ...nothing, account: CCM }).filter(({ holds }) => holds === true)).toEqual(
      [],
    );
  });
});
