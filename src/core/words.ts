import type { SoftphoneState, UnknownWhy, Verdict } from "./devices/verdict.ts";
import type { Failure, FailureCause } from "./failure.ts";
import type { Explanation, Trouble } from "./notice.ts";
import type { Pace } from "./polling/pace.ts";
import { paceBounds, type Settings } from "./settings.ts";
import type { Impossible, Instead, Lost } from "./switching/press.ts";

/** The verdict in one sentence: the toolbar's tooltip, and the popup's status. */
export function verdictSentence(verdict: Verdict, settings: Settings): string {
  switch (verdict.reach) {
    case "not-set-up":
      return "Hookswitch is not set up yet.";
    case "reading":
      return "Reading the status of your devices…";
    case "refused":
      return verdict.why === "refused"
        ? "Where the next call will ring is not known: Exotel refused your credentials."
        : "Where the next call will ring is not known: you are signed out.";
    case "unknown":
      return `Where the next call will ring is not known: ${UNKNOWN[verdict.why]}.`;
    case "nobody":
      return `The next call will not reach you: ${nobodyReason(verdict.softphone)}.`;
    case "phone":
      return verdict.softphone === "not-registered"
        ? `The next call will ring only your phone: your softphone is on, but not registered${after(verdict.busy)}.`
        : `The next call will ring only your phone${after(verdict.busy)}.`;
    case "softphone":
      return softphoneSentence(
        verdict.numberless ? "your softphone" : "only your softphone",
        verdict.softphone,
        verdict.busy,
        settings,
      );
    case "both":
      return softphoneSentence(
        "both your phone and your softphone",
        verdict.softphone,
        verdict.busy,
        settings,
      );
  }
}

const UNKNOWN: Record<UnknownWhy, string> = {
  offline: "this computer is offline",
  "no-access": "the browser does not let Hookswitch ask Exotel",
  "no-recent-read": "Exotel has not answered lately",
  "not-read-lately": "your devices have not been read lately",
  "switch-outcome-unknown": "a switch was sent, and Exotel's answer was not heard",
  "no-such-agent": "Exotel does not let this agent's devices be read",
  "unrecognised-device": "only a device of an unknown type is on",
  "phone-without-number": "Exotel gives no number for the phone that is on",
};

function nobodyReason(softphone: SoftphoneState): string {
  return softphone === "not-registered"
    ? "your softphone is the only device that is on, and it is not registered"
    : "no device that can ring is on";
}

function softphoneSentence(where: string, state: SoftphoneState, busy: boolean, settings: Settings): string {
  if (state === "registered") return `The next call will ring ${where}${after(busy)}.`;
  return `The next call is set to ring ${where}${after(busy)}, but ${doubt(state, settings)}.`;
}

function doubt(state: SoftphoneState, settings: Settings): string {
  switch (state) {
    case "not-seen-lately":
      return `the softphone was last seen over ${settings.lastSeenLimitMinutes} minutes ago`;
    case "last-seen-unusable":
      return "the time when the softphone was last seen lies in the future";
    case "not-read-since":
      return "the softphone's registration has not been read since the switch";
    default:
      return "whether the softphone is registered is not reported";
  }
}

function after(busy: boolean): string {
  return busy ? ", once the present call has ended" : "";
}

/** What an unfinished switch means on CCM, where what is on must be off before another is turned on. */
export const PERHAPS_NONE_ON = "Perhaps none of your devices is on, and no call reaches you.";

/** A span of time as an age, "12 s ago"; ages below zero have no meaning and say so. */
export function ago(ms: number): string {
  if (ms === Number.NEGATIVE_INFINITY) return "an unknown time ago";
  if (ms < -2_000) return "at a time that lies in the future";
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 1) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.round(hours / 24)} days ago`;
}

/** A wait that is still to come, "40 s" or "3 min". */
function inTime(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/**
 * How often the status is read, and why not more often.
 *
 * @param period the period in effect, `status.period`; ms
 */
export function paceSentence(period: number, pace: Pace, settings: Settings): string {
  const often = `Your status is read every ${span(period)}`;
  const { fastest } = paceBounds(settings);
  const fair = Math.max(pace.period, fastest);
  if (period > fair * 1.1) return `${often} while nobody is at this computer.`;
  if (fair < fastest * 1.1) return `${often}.`;
  return pace.seen === null
    ? `${often}, because Exotel has refused requests of your account as too many.`
    : `${often}, so that all agents of your account stay within its ${pace.seen.limit} requests a minute.`;
}

function span(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1.5) return `${Math.round(ms / 1_000)} s`;
  return minutes < 90 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
}

/** Who has asked for it, and whether for a 429 or a 503, is not kept with a wait. */
const ASKED_TO_WAIT = "Hookswitch was asked to wait before it sends anything more to Exotel.";

/** Why nothing is sent now: the server, or what stands before it, is to be left alone for another while (ms). */
export function explainWait(ms: number): Explanation {
  return {
    problem: ASKED_TO_WAIT,
    remedy: `Try again in ${inTime(ms)}.`,
  };
}

/** A failed request in plain words, with the server's own where it gave any. */
export function explainFailure(failure: Failure): Explanation {
  const said = failure.detail === null ? "" : ` It said: “${failure.detail}”.`;
  const { cause } = failure;
  if (cause === "user-id-case") {
    return {
      problem: `Exotel writes your user ID as “${failure.detail}”, in other capital or small letters than you entered it.`,
      remedy: "Enter it in the options as Exotel writes it.",
    };
  }
  if (cause !== null && cause !== "authentication-failed") return CAUSES[cause];
  switch (failure.kind) {
    case "credentials-refused":
      return {
        problem: `Exotel refused your credentials: they are wrong or have expired.${said}`,
        remedy:
          cause === "authentication-failed"
            ? "Check the region, the account SID, the API key and its token in the options with your administrator."
            : "Ask your administrator for new ones and enter them in the options.",
      };
    case "not-permitted":
      return {
        problem: `Exotel does not permit this.${said}`,
        remedy: "Ask your administrator whether your account may do it.",
      };
    case "not-found":
      return {
        problem: `Exotel knows no such user.${said}`,
        remedy: "Check the IDs in the options with your administrator.",
      };
    case "invalid-request":
      return {
        problem: `Exotel rejected the request as invalid.${said}`,
        remedy: "Check the devices, and try again.",
      };
    case "conflict":
      return { problem: `Exotel reports a conflict.${said}`, remedy: "Check the devices, and try again." };
    case "rate-limited":
      return {
        // Without a status, nothing was sent.
        problem:
          failure.status === null
            ? ASKED_TO_WAIT
            : "Exotel is receiving too many requests from your account.",
        remedy:
          failure.waitUntil === null
            ? "Hookswitch asks again shortly."
            : `Hookswitch asks again at ${new Date(failure.waitUntil).toLocaleTimeString()}.`,
      };
    case "server":
      return {
        problem: `Exotel has a fault of its own (HTTP ${failure.status}).${said}`,
        remedy: "Hookswitch keeps trying. If it lasts, tell your administrator.",
      };
    case "unreachable":
      return {
        problem: "Exotel cannot be reached.",
        remedy: "Check this computer's network. Hookswitch keeps trying.",
      };
    case "timed-out":
      return {
        problem: "Exotel did not answer in time.",
        remedy: "Check this computer's network. Hookswitch keeps trying.",
      };
    case "malformed":
      return {
        // It may be anybody's: nothing in it shows whose it is.
        problem: `What came as Exotel's answer is not as documented${inParticular(failure)}.`,
        remedy: "Hookswitch keeps trying. If it lasts, tell your administrator.",
      };
    case "intermediary":
      return {
        problem: `Something between this computer and Exotel seems to have answered instead of Exotel${inParticular(failure)}.`,
        remedy: `${whoElse(failure)} ${
          failure.waitUntil === null
            ? "Hookswitch keeps trying. If it lasts, tell your administrator."
            : `Hookswitch asks again at ${new Date(failure.waitUntil).toLocaleTimeString()}.`
        }`,
      };
    case "access-withheld":
      return {
        problem: `Your browser does not let Hookswitch ask Exotel: its access to ${failure.detail ?? "it"} was taken away.`,
        remedy: "Allow it again.",
      };
    case "access-forbidden":
      return {
        problem: `Your browser does not let Hookswitch ask Exotel: your organisation's policy does not allow it to ask ${failure.detail ?? "Exotel's host"}.`,
        remedy: "Ask your administrator to allow it for Hookswitch, which then goes on by itself.",
      };
  }
}

/** Who may have answered in Exotel's place, and what the agent can see of it. */
function whoElse({ status }: Failure): string {
  // A gateway of the server's own says these as often, but for the one by which a network asks for a login (RFC 6585, 6).
  return status === 429 || (status !== null && status >= 500 && status !== 511)
    ? "It may be your network, or a gateway of Exotel's own."
    : "Your network may want you to sign in, or may block Exotel: open any web page and see.";
}

function inParticular({ detail, status }: Failure): string {
  if (detail !== null) return `: ${detail}`;
  return status === null ? "" : ` (HTTP ${status})`;
}

/** The same, as it is kept and shown. */
export function troubleOfFailure(failure: Failure): Trouble {
  return { ...explainFailure(failure), requestId: failure.requestId };
}

/**
 * The same where nothing repeats the request by itself: a switch, a change of number, a search.
 *
 * @param what what has come of it, as the first sentence
 */
export function troubleOfAttempt(failure: Failure, what = ""): Trouble {
  const { problem, remedy } = explainFailure(failure);
  return {
    problem: `${what} ${problem}`.trim(),
    remedy: failure.cause === null ? attemptRemedy(failure, remedy) : remedy,
    requestId: failure.requestId,
  };
}

function attemptRemedy(failure: Failure, remedy: string): string {
  const { kind, waitUntil } = failure;
  if (waitUntil !== null) return `Try again after ${new Date(waitUntil).toLocaleTimeString()}.`;
  switch (kind) {
    case "unreachable":
    case "timed-out":
      return "Check this computer's network, and try again.";
    case "malformed":
    case "rate-limited":
    case "server":
      return "Try again in a moment. If it lasts, tell your administrator.";
    case "intermediary":
      return `${whoElse(failure)} Try again in a moment. If it lasts, tell your administrator.`;
    default:
      return remedy;
  }
}

/** Whose ID was entered in other letter case than Exotel writes it, so that nothing was saved. */
export function explainSpelling(exotels: string, entered: string): Explanation {
  return {
    problem: `Exotel writes this user as “${exotels}”, you entered “${entered}”.`,
    remedy: "Nothing was saved. Take Exotel's spelling, or ask your administrator which user you are.",
  };
}

/** The refused key is told with the server's own words, and a user's ID with Exotel's spelling. */
const CAUSES: Readonly<Record<Exclude<FailureCause, "authentication-failed" | "user-id-case">, Explanation>> =
  {
    unverified: {
      problem: "Exotel says that this device is not verified.",
      remedy: "Verify the device with Exotel, then turn it on.",
    },
    "another-device-on": {
      problem: "Exotel says that another device is on, and only one can be on at a time.",
      remedy: "Check the devices: somebody may have turned one on. Turn that one off first.",
    },
    "key-not-authorised": {
      problem: "Exotel says that your API key is not authorised for this.",
      remedy: "Ask your administrator for a key that may change devices, and enter it in the options.",
    },
    "kyc-incomplete": {
      problem: "Exotel does not permit this because your account's KYC is incomplete.",
      remedy: "Ask your administrator to complete the KYC with Exotel.",
    },
    "trial-account": {
      problem: "Exotel does not permit this on a trial account.",
      remedy: "Ask your administrator to upgrade the account.",
    },
    "not-pstn": {
      problem: "Exotel says that this device is not a PSTN phone.",
      remedy: "Only a phone's number can be changed. Choose a phone.",
    },
    "number-with-other-fields": {
      problem: "Exotel takes a new number only in a request of its own.",
      remedy: "Change the number first, and turn the device on afterwards.",
    },
    "no-such-device": {
      problem: "Exotel no longer has this device.",
      remedy: "Check the devices: your administrator may have removed it.",
    },
    "device-exists": {
      problem: "Exotel already has a device with this number.",
      remedy: "Enter another number, or ask your administrator whose device it is.",
    },
  };

/**
 * Why a press was not even sent.
 *
 * @param lost with `last-one-lost`, the device to which the press would have led
 */
export function explainImpossible(why: Impossible, lost?: Lost): Explanation {
  switch (why) {
    case "no-phone":
      return { problem: "You have no phone to switch to.", remedy: "Ask your administrator to add one." };
    case "no-softphone":
      return { problem: "You have no softphone to switch to.", remedy: "Ask your administrator to add one." };
    case "both-not-allowed":
      return {
        problem: "On this account only one device can be on.",
        remedy: "Choose the phone or the softphone.",
      };
    case "last-device":
      return { problem: "At least one device must stay on.", remedy: "Turn the other one on first." };
    case "would-leave-none":
      return {
        problem: "This would turn your last device off, and no call would reach you.",
        remedy: "Turn it off in the popup if you mean it.",
      };
    case "unverified":
      return {
        problem: "This device is not verified, so that it cannot be turned on.",
        remedy: "Verify it with Exotel first.",
      };
    case "no-such-device":
      return { problem: "This device is no longer there.", remedy: "Check the devices." };
    case "other-device-on":
      return {
        problem: "A device of a type that Hookswitch does not know is on.",
        remedy: "Turn it off where it was turned on.",
      };
    case "last-one-lost":
      return {
        problem: `${lost ? whyLost(lost) : "The device that you used last cannot ring"}, and you have several others.`,
        remedy: "Choose one in the popup.",
      };
  }
}

const KIND = { pstn: "phone", sip: "softphone" } as const;

/** Another device than the one that was on last takes its place. */
export function explainInstead(instead: Instead): Explanation {
  const by = instead.by === null ? `your other ${KIND[instead.kind]}` : `“${instead.by}”`;
  return {
    problem: `${whyLost(instead)}, so ${by} rings instead.`,
    remedy:
      instead.why === "unverified"
        ? "To use it again, verify it with Exotel, and turn it on in the popup."
        : "If you want another device, turn it on in the popup.",
  };
}

function whyLost({ kind, name, why }: Lost): string {
  const it = name === null ? `The ${KIND[kind]} that you used last` : `Your ${KIND[kind]} “${name}”`;
  return `${it} is ${why === "gone" ? "gone" : "not verified"}`;
}
