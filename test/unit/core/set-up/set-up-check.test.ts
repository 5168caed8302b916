import { describe, expect, it } from "vitest";
import type { Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { accessBlocked, type Failure, NO_DETAILS } from "../../../../src/core/failure.ts";
import type { Message } from "../../../../src/core/message.ts";
import type { CheckName } from "../../../../src/core/set-up/check.ts";
import { NOTHING_SEEN } from "../../../../src/core/set-up/seen.ts";
import { type SetUpFacts, setUpChecks, tally } from "../../../../src/core/set-up/set-up-check.ts";
import { NOT_TRIED } from "../../../../src/core/sign-in/sign-in.ts";
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
const never: Partial<SetUpFacts> = { setUpSeen: NOTHING_SEEN };
const older: Partial<SetUpFacts> = {
  account: { ...CORE, api: "usermapping" },
  ...withStatus({
    reading: readingOf([phone(), sip({ registration: "not-reported" })], { api: "usermapping" }),
  }),
};

const refused: Partial<SetUpFacts> = withStatus({ credentials: "refused" });
const unknownPage: Partial<SetUpFacts> = { settings: { ...WELL.settings, softphonePage: null } };

function ccm(verified: boolean | null, ...others: Reading["devices"]): Partial<SetUpFacts> {
  const devices = [phone({ verified, on: verified === true || null }), ...others];
  return { account: CCM, ...withStatus({ reading: readingOf(devices, { api: "ccm", userId: "usr_asha" }) }) };
}

/** A part of what a button does; `-` for no field. */
function inWords(part: Message | string | null): string {
  return typeof part === "string" ? part : english(part) || "-";
}

/** What one check says, as in "not OK: It ended on … [options app-token Enter a new token]". */
function said(name: CheckName, over: Partial<SetUpFacts>): string {
  const check = setUpChecks({ ...WELL, ...over }).find((one) => one.name === name);
  if (check === undefined) return "no such check";
  const { holds, says, mend } = check;
  const state = holds === null ? "not known" : holds ? "OK" : "not OK";
  const button = mend === null ? "" : ` [${Object.values(mend).map(inWords).join(" ")}]`;
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

it("of an agent without a softphone, nothing of it is checked", () => {
  const checks = setUpChecks({ ...WELL, ...withStatus({ reading: readingOf([phone()]) }) });
  expect(checks.map(({ name }) => name)).toEqual([
    "connected",
    "token",
    "evidence",
    "toolbar",
    "notifications",
    "key",
    "lock",
    "clock",
  ]);
});

const TABLE: readonly (readonly [CheckName, string, Partial<SetUpFacts>, RegExp | string])[] = [
  ["connected", "and well", {}, "OK: Exotel accepts what you signed in with."],
  [
    "connected",
    "not yet",
    { account: null, status: INITIAL_STATUS },
    "not OK: Hookswitch is not connected to Exotel yet. [options - Connect]",
  ],
  [
    "connected",
    "refused to the organisation's token",
    { ...refused, accountFrom: "organisation" },
    /^not OK: Not known: your app token has ended or is wrong\. .*\[options - Sign in with your organisation\]$/,
  ],
  [
    "connected",
    "refused after a sign-in that failed",
    { ...refused, accountFrom: "page", signInTries: { ...NOT_TRIED, failure: "denied" } },
    /^not OK: Not known: you are signed out\. .*\[options - Sign in with your organisation\]$/,
  ],
  ["token", "of the organisation", { accountFrom: "organisation" }, "no such check"],
  [
    "registration",
    "before the first answer",
    withStatus({ reading: null }),
    "not known: It was not read lately. [read]",
  ],
  [
    "registration",
    "on CCM before the first answer",
    { account: CCM, ...withStatus({ reading: null }) },
    "not known: Exotel does not report this for your account.",
  ],
  [
    "registration",
    "seen at no known time",
    withSip({ lastSeenAt: NOW + DAY }),
    "not known: Exotel says that it is registered, but has not seen it lately. [open-softphone]",
  ],
  [
    "registration",
    "without anything to open",
    { ...withSip({ registration: "not-registered" }), ...unknownPage, softphoneTabs: [] },
    "not OK: Exotel says that it is not registered. Open it and sign in there.",
  ],
  [
    "tab",
    "closed, of a page that is not known",
    { ...withTab({ state: "closed" }), ...unknownPage },
    "not OK: Tab is closed.",
  ],
  ["sound", "on", {}, "OK: The tab is not muted."],
  ["toolbar", "pinned", {}, "OK: Hookswitch is in your toolbar."],
  ["notifications", "seen", {}, "OK: You pressed the button of a test notification 24 h ago. [notify]"],
  ["key", "that works", {}, "OK: Alt+Shift+S works."],
  ["lock", "seen", {}, "OK: Hookswitch last noticed a lock 24 h ago."],
  [
    "phone",
    "before the first answer",
    { account: CCM, ...withStatus({ reading: null }) },
    "not known: Exotel has not answered yet. [read]",
  ],
  [
    "phone",
    "one verified of two",
    ccm(false, phone({ id: "other", verified: true })),
    "OK: Exotel has verified your phone.",
  ],
  [
    "phone",
    "not said of one of two",
    ccm(false, phone({ id: "other", verified: null })),
    "not known: Exotel does not say if your phone is verified.",
  ],
  [
    "phone",
    "none, beside a verified softphone",
    { account: CCM, ...withStatus({ reading: readingOf([sip({ verified: true })], { api: "ccm" }) }) },
    "not OK: Exotel has no phone for you. Ask your administrator.",
  ],
  [
    "connected",
    "before the first answer",
    withStatus({ reading: null }),
    "not known: Exotel has not answered yet. [read]",
  ],
  [
    "connected",
    "refused",
    withStatus({ credentials: "refused" }),
    /^not OK: Not known: your app token has ended or is wrong\. Enter the new one to check and to switch\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[options app-token Enter a new token\]$/,
  ],
  [
    "connected",
    "gone with the browser",
    withStatus({ credentials: "missing" }),
    /^not OK: Not known: you are signed out\. Sign in again\. Tick “Keep me signed in” to avoid this\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[options app-token Enter a new token\]$/,
  ],
  [
    "connected",
    "refused on CCM",
    { account: CCM, ...withStatus({ credentials: "refused" }) },
    /^not OK: Not known: Exotel refused your API key or token\. Check the key, the token and the region with your administrator\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[options api-key Enter a new key\]$/,
  ],

  [
    "token",
    "with two weeks left",
    { tokenEnd: { at: NOW + 14 * DAY + 1, from: "token" } },
    /^OK: It ends on January \d+, 2027\.$/,
  ],
  [
    "token",
    "that ends soon",
    { tokenEnd: { at: NOW + 14 * DAY, from: "token" } },
    /^not OK: It ends on January \d+, 2027\. Ask your administrator for a new one\. \[options app-token Enter a new token\]$/,
  ],
  [
    "token",
    "of which only the saving is known",
    { tokenEnd: { at: NOW + 60 * DAY, from: "saved" } },
    /^OK: It ends on March \d+, 2027 at the latest: 90 days after Hookswitch first saved it\. It ends sooner if it was made before that\.$/,
  ],
  [
    "token",
    "that has ended",
    { tokenEnd: { at: NOW, from: "token" } },
    /^not OK: It ended on January \d+, 2027\. \[options app-token Enter a new token\]$/,
  ],
  [
    "token",
    "that should have ended",
    { tokenEnd: { at: NOW - DAY, from: "saved" } },
    /^not known: By what Hookswitch knows, it should have ended by January \d+, 2027\. \[options app-token Enter a new token\]$/,
  ],
  ["token", "of unknown age", { tokenEnd: null }, "not known: Hookswitch does not know when it ends."],
  ["token", "on CCM", ccm(true), "no such check"],

  ["evidence", "just now", {}, "OK: Exotel last answered 4 s ago."],
  [
    "evidence",
    "too old",
    withReading({ takenAt: NOW - 20 * MINUTE }),
    /^not OK: Not known: Hookswitch has not checked lately\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[read\]$/,
  ],
  [
    "evidence",
    "offline",
    withStatus({ offline: true }),
    /^not OK: Not known: this computer has no internet\. Check your internet connection\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[read\]$/,
  ],
  ["evidence", "none yet", withStatus({ reading: null }), "not known: Exotel has not answered yet. [read]"],
  [
    "evidence",
    "with refused credentials",
    withStatus({ credentials: "refused" }),
    "not known: Exotel has not answered yet. [read]",
  ],
  [
    "evidence",
    "that leaves open where calls ring",
    withStatus({ reading: readingOf([phone({ address: null })]) }),
    "OK: Exotel last answered 4 s ago.",
  ],
  [
    "evidence",
    "that the browser withholds",
    withStatus({ failure: accessBlocked("host.example", "access-withheld") }),
    /^not OK: Not known: your browser does not let Hookswitch ask Exotel\. Allow it to see where calls ring\. At \d+:\d+\s[AP]M, calls went to phone and softphone\. \[allow host\.example\]$/,
  ],
  [
    "evidence",
    "after a failure, still young",
    withStatus({ failure: failed("server") }),
    "OK: Exotel last answered 4 s ago.",
  ],

  ["registration", "registered and off", withSip({ on: false }), "OK: Exotel says that it is registered."],
  [
    "registration",
    "not registered",
    withSip({ registration: "not-registered" }),
    "not OK: Exotel says that it is not registered. Open it and sign in there. [open-softphone]",
  ],
  [
    "registration",
    "not seen lately",
    withSip({ lastSeenAt: NOW - 40 * MINUTE }),
    "not known: Exotel says that it is registered, but has not seen it lately. [open-softphone]",
  ],
  [
    "registration",
    "not read since the switch",
    withSip({ registration: "not-read-since" }),
    "not known: It was not read lately. [read]",
  ],
  [
    "registration",
    "too old",
    withReading({ takenAt: NOW - 20 * MINUTE }),
    "not known: It was not read lately. [read]",
  ],
  ["registration", "never reported", older, "not known: Exotel does not report this for your account."],
  [
    "registration",
    "on CCM",
    ccm(true, sip({ registration: "not-reported", verified: true })),
    "not known: Exotel does not report this for your account.",
  ],
  ["registration", "without a softphone", withStatus({ reading: readingOf([phone()]) }), "no such check"],

  [
    "tab",
    "watched by nobody",
    { softphoneTabs: [], settings: { ...WELL.settings, softphonePage: null } },
    "not OK: No tab is watched. If your softphone runs in a tab, go to it, open the popup there and press “Watch this tab”. [options softphone-page Enter its page]",
  ],
  [
    "tab",
    "not seen",
    { softphoneTabs: [] },
    "not OK: Hookswitch knows your softphone's page, but sees no tab with it. If it is open, go to its tab and open the popup there. [open-softphone]",
  ],
  ["tab", "closed", withTab({ state: "closed" }), "not OK: Tab is closed. [open-softphone]"],
  ["tab", "asleep", withTab({ state: "asleep" }), "not OK: Tab is asleep. [open-softphone]"],
  [
    "tab",
    "reloaded",
    withTab({ state: "unseen" }),
    "not known: Tab reloaded, page not known. [open-softphone]",
  ],
  [
    "tab",
    "twice",
    { softphoneTabs: [watched(1), watched(2)] },
    "OK: It is open in 2 tabs, and rings in each of them.",
  ],
  [
    "tab",
    "without the microphone's permission yet",
    withTab({ probe: { isVisible: true, microphone: "prompt", hasInput: true, hasOutput: true } }),
    "not OK: Microphone not yet allowed. [open-softphone]",
  ],
  ["tab", "muted", withTab({ isMuted: true }), "OK: Its tab is open."],
  ["sound", "muted", withTab({ isMuted: true }), "not OK: The tab is muted: you do not hear calls. [unmute]"],
  ["sound", "of a closed tab", withTab({ state: "closed" }), "no such check"],

  [
    "toolbar",
    "not pinned",
    { isPinned: false },
    "not OK: Click the puzzle piece in the toolbar, and pin Hookswitch there.",
  ],
  [
    "toolbar",
    "not said",
    { isPinned: null },
    "not known: This browser does not say if it is there. Click the puzzle piece in the toolbar, and pin Hookswitch there.",
  ],

  [
    "notifications",
    "not allowed",
    { mayNotify: false },
    "not OK: The browser does not let Hookswitch show notifications. Allow them in the browser's and in the computer's settings. [notify]",
  ],
  [
    "notifications",
    "never seen",
    never,
    "not known: Hookswitch does not know if you see them: the computer may hide them. Show a test notification, and click on it. [notify]",
  ],
  [
    "notifications",
    "seen, where the browser does not say",
    { mayNotify: null },
    "OK: You pressed the button of a test notification 24 h ago. [notify]",
  ],

  ["key", "not set", { key: "" }, "not OK: No key is set to switch. [keys]"],
  [
    "key",
    "never pressed",
    { keyWorks: false },
    "not known: Alt+Shift+S is set, but has not reached Hookswitch yet. Press it once. It switches where calls ring. Press it again to switch back. [keys]",
  ],
  ["key", "not said", { key: null }, "not known: The browser does not say which key is set. [keys]"],

  [
    "lock",
    "never noticed",
    never,
    "not known: Hookswitch has not noticed a lock yet. Lock this computer once, and come back.",
  ],
  [
    "lock",
    "not told by the browser",
    { tellsOfLocks: false },
    "not known: This browser does not say when this computer is locked. So the rule for it does nothing here.",
  ],

  [
    "clock",
    "a minute off",
    withReading({ serverTime: NOW - 4_000 - MINUTE }),
    "OK: It agrees with Exotel's clock.",
  ],
  [
    "clock",
    "ahead",
    withReading({ serverTime: NOW - 5 * MINUTE }),
    "not OK: It is 5 min ahead of Exotel's clock. Let the computer set its time by itself. Until then, working hours and times are wrong.",
  ],
  [
    "clock",
    "behind",
    withReading({ serverTime: NOW + 5 * MINUTE }),
    "not OK: It is 5 min behind Exotel's clock. Let the computer set its time by itself. Until then, working hours and times are wrong.",
  ],
  [
    "clock",
    "not said",
    withReading({ serverTime: null }),
    "not known: Exotel has not said yet what time it is. [read]",
  ],
  [
    "clock",
    "set back",
    withReading({ undated: true }),
    "not known: The clock was set back, and Exotel has not answered since. [read]",
  ],

  ["phone", "verified", ccm(true), "OK: Exotel has verified your phone."],
  [
    "phone",
    "not verified",
    ccm(false),
    "not OK: Exotel has not verified your phone, so it cannot ring. Ask your administrator.",
  ],
  [
    "phone",
    "of which that is not said",
    ccm(null),
    "not known: Exotel does not say if your phone is verified.",
  ],
  [
    "phone",
    "that is none",
    { account: CCM, ...withStatus({ reading: readingOf([], { api: "ccm" }) }) },
    "not OK: Exotel has no phone for you. Ask your administrator.",
  ],
  ["phone", "on Integrations Core", {}, "no such check"],
];

describe("a check", () => {
  it.each(TABLE)("%s, %s", (name, _what, over, expected) => {
    if (typeof expected === "string") expect(said(name, over)).toBe(expected);
    else expect(said(name, over)).toMatch(expected);
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
