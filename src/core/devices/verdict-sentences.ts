import { isAccessBlocked } from "../failure.ts";
import { secretOf } from "../field-to-mend.ts";
import { type Message, type MessageId, message, type Sentences } from "../message.ts";
import { mayKeepSignedIn } from "../policy/policy.ts";
import { explainSignIn } from "../sign-in/explain-sign-in.ts";
import { isTabFault, type TabFault, tabEvidence } from "../softphone-tab/tab-evidence.ts";
import { LONGEST_TOLD, period } from "../spans.ts";
import type { Reading } from "./device.ts";
import { lastSeenLimit } from "./last-seen.ts";
import { notRegisteredSince } from "./not-registered-since.ts";
import type { Status } from "./status.ts";
import {
  isOpenByDevices,
  type RefusedWhy,
  type SoftphoneState,
  softphoneState,
  type UnknownWhy,
  type Verdict,
  type VerdictInput,
  verdictThen,
} from "./verdict.ts";

/** A verdict in words. */
export interface VerdictWords {
  /** The answer, without a full stop. */
  readonly title: Message;
  /** The reason, or what else the agent must know. */
  readonly why: Sentences;
}

/** The verdict and its reason in one row of sentences, for the toolbar's tooltip. */
export function verdictSentences(verdict: Verdict, input: VerdictInput): Sentences {
  const { title, why } = verdictWords(verdict, input);
  return [verdict.reach === "reading" ? title : message("asSentence", { words: title }), ...why];
}

/** The verdict and its reason, for the popup. */
export function verdictWords(verdict: Verdict, input: VerdictInput): VerdictWords {
  switch (verdict.reach) {
    case "not-set-up":
      return { title: message("verdictNotSetUp"), why: [message("whySetUp")] };
    case "reading":
      return { title: message("verdictReading"), why: [] };
    case "refused":
      return refused(verdict.why, input);
    case "unknown":
      return unknown(verdict.why, input);
    case "nobody":
      return { title: message("verdictNobody"), why: whyNobody(verdict.softphone, input) };
    default:
      return reached(verdict, input);
  }
}

function refused(why: RefusedWhy, input: VerdictInput): VerdictWords {
  const was = wentTo(input);
  const failure = input.signInTries?.failure ?? null;
  if (why === "organisation" && failure !== null) {
    const { problem, remedy } = explainSignIn(failure);
    return { title: message("verdictSignedOut"), why: [...problem, ...remedy, ...was] };
  }
  const secret = secretOf(input.account?.api);
  const refusedTitle = message(secret.refused);
  if (input.accountFrom === "organisation") {
    const title = why === "refused" ? refusedTitle : message("verdictSignedOut");
    return { title, why: [message("organisationTokenRefused"), ...was] };
  }
  if (why === "missing") {
    const again = message(mayKeepSignedIn(input.policy ?? null) ? "enterAgainOrStay" : "enterAgain");
    return { title: message("verdictSignedOut"), why: [again, ...was] };
  }
  // What a policy sets, the agent cannot enter.
  const isFixed = input.accountFrom === "policy";
  const remedy = message(isFixed ? "askAdministrator" : secret.remedy);
  return { title: refusedTitle, why: [remedy, ...was] };
}

const UNKNOWN = {
  offline: "verdictOffline",
  "no-access": "verdictNoAccess",
  "no-recent-read": "verdictNoRecentRead",
  "not-read-lately": "verdictNotReadLately",
  "switch-outcome-unknown": "verdictSwitchUnknown",
  "no-such-agent": "verdictNoSuchAgent",
  "unrecognised-device": "verdictUnrecognisedDevice",
  "phone-without-number": "verdictPhoneWithoutNumber",
  "active-device-not-said": "verdictActiveDeviceNotSaid",
} as const satisfies Record<UnknownWhy, MessageId>;

function unknown(why: UnknownWhy, input: VerdictInput): VerdictWords {
  const title = message(UNKNOWN[why]);
  if (isOpenByDevices(why)) return { title, why: [] };
  if (why === "offline") return { title, why: [message("checkNetwork"), ...wentTo(input)] };
  if (why !== "no-access") return { title, why: wentTo(input) };
  const isForbidden = input.status.failure?.kind === "access-forbidden";
  return { title, why: [message(isForbidden ? "askToAllow" : "whyNoAccess"), ...wentTo(input)] };
}

const WENT_TO = {
  both: "wentToBoth",
  phone: "wentToPhone",
  softphone: "wentToSoftphone",
  nobody: "wentToNobody",
} as const;

/** The same where it was not known whether the softphone could ring. */
const SET_TO_GO_TO = { ...WENT_TO, both: "setToGoToBoth", softphone: "setToGoToSoftphone" } as const;

/** Where calls went by the last reading. */
function wentTo(input: VerdictInput): Sentences {
  const { now } = input;
  const { reading } = input.status;
  if (reading === null || reading.undated || now - reading.takenAt > LONGEST_TOLD) return [];
  const then = verdictThen(reading, input);
  if (then.reach === "unknown") return [];
  const ids = then.softphone === "registered" ? WENT_TO : SET_TO_GO_TO;
  return [message(ids[then.reach], { time: { minute: reading.takenAt } })];
}

function whyNobody(softphone: SoftphoneState, { status, journal }: VerdictInput): Sentences {
  const { reading } = status;
  if (isTabFault(softphone)) return whyTab(softphone);
  if (softphone === "not-registered" && reading !== null) return [whyNotRegistered(reading)];
  if (journal?.noDeviceOn) return [message("whyNoneOnYet"), whatTurnsOn(status)];
  if (reading?.devices.length === 0) return [message("whyNoDevice")];
  const isOneOn = reading?.devices.some(({ on }) => on === true) === true;
  return [message(isOneOn ? "whyCannotRing" : "whyAllOff")];
}

/** What a CCM switch that has left no device on (or perhaps none) waits for. */
export function whatTurnsOn({ credentials, failure }: Status): Message {
  if (credentials !== "present") return message("turnsOnWithCredentials");
  return message(isAccessBlocked(failure) ? "turnsOnWithAccess" : "keepsTrying");
}

function whyNotRegistered(reading: Reading): Message {
  const since = notRegisteredSince(reading);
  return since === null
    ? message("whyNotRegistered")
    : message("whyNotRegisteredSince", { time: { minute: since } });
}

const TAB_FAULTS = {
  "page-closed": ["whyPageClosed"],
  "page-opening": ["whyPageOpening"],
  "page-left": ["whyPageLeft"],
  "page-crashed": ["whyPageCrashed"],
  "page-asleep": ["whyPageAsleep"],
  "page-frozen": ["whyPageFrozen"],
  "page-hung": ["whyPageHung"],
  "microphone-denied": ["whyMicrophoneDenied", "howToAllowMicrophone"],
  "no-microphone": ["whyNoMicrophone"],
  "no-speaker": ["whyNoSpeaker"],
} as const satisfies Record<TabFault, readonly MessageId[]>;

function whyTab(fault: TabFault): Sentences {
  return TAB_FAULTS[fault].map((id) => message(id));
}

/** A verdict by which at least one device rings. */
type Reached = Extract<Verdict, { readonly busy: boolean }>;

const REACHED = {
  phone: ["verdictPhone", "nextPhone"],
  both: ["verdictBoth", "nextBoth"],
  "perhaps both": ["verdictPerhapsBoth", "nextPerhapsBoth"],
  softphone: ["verdictSoftphone", "nextSoftphone"],
  "only softphone": ["verdictOnlySoftphone", "nextOnlySoftphone"],
  "perhaps softphone": ["verdictPerhapsSoftphone", "nextPerhapsSoftphone"],
} as const satisfies Record<string, readonly [MessageId, MessageId]>;

function reached(verdict: Reached, input: VerdictInput): VerdictWords {
  const [now, next] = REACHED[placeOf(verdict)];
  const reason = reasons(verdict, input);
  const muted = verdict.muted ? [message("whyMuted")] : [];
  if (verdict.busy) return { title: message("verdictOnCall"), why: [message(next), ...muted, ...reason] };
  // A phone that rings beside it is heard.
  if (verdict.muted && verdict.reach === "softphone") {
    const isSure = verdict.softphone === "registered";
    return {
      title: message(isSure ? "verdictSoftphoneMuted" : "verdictPerhapsSoftphoneMuted"),
      why: reason,
    };
  }
  return { title: message(now), why: [...muted, ...reason] };
}

function placeOf({ reach, softphone, numberless }: Reached): keyof typeof REACHED {
  const isSure = softphone === "registered";
  if (reach === "both") return isSure ? "both" : "perhaps both";
  if (reach !== "softphone") return "phone";
  if (!isSure) return "perhaps softphone";
  return numberless ? "softphone" : "only softphone";
}

function reasons(verdict: Reached, input: VerdictInput): Sentences {
  const { ringing } = tabEvidence(input.softphoneTabs);
  const isSeveral = ringing > 1 && verdict.reach !== "phone";
  return [...doubts(verdict, input), ...(isSeveral ? [message("whySeveralTabs", { count: ringing })] : [])];
}

function doubts({ reach, softphone }: Reached, input: VerdictInput): Sentences {
  const { reading } = input.status;
  if (isTabFault(softphone)) return whyTab(softphone);
  switch (softphone) {
    case "not-registered":
      return reading === null ? [] : [whyNotRegistered(reading)];
    case "not-reported":
      return [message(reach === "both" ? "doubtNotReportedBoth" : "doubtNotReported")];
    case "not-seen-lately":
      return [notSeenLately(input)];
    case "registered-earlier":
      return [message("doubtRegisteredEarlier")];
    case "last-seen-unusable":
      return [message("doubtLastSeenInFuture")];
    case "not-read-since":
      return [message("doubtNotReadSince")];
    default:
      return [];
  }
}

/** Says how long the softphone may go unseen, not its age: the popup's verdict is read aloud each time that it changes. */
function notSeenLately(input: VerdictInput): Message {
  const { status, settings, now } = input;
  const doubted = status.reading?.devices.find(
    (device) => softphoneState(device, status.reading as Reading, input, now) === "not-seen-lately",
  );
  const limit = doubted === undefined ? null : lastSeenLimit(doubted, input);
  if (limit === null || limit.usual === null)
    return message("doubtNotSeenLately", { count: settings.lastSeenLimitMinutes ?? 0 });
  const minutes = Math.floor(limit.after / 60_000);
  return message("doubtOverdue", { usual: period(limit.usual), limit: period(minutes * 60_000) });
}
