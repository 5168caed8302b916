import type { CcmRegion } from "./account.ts";
import type { Failure, FailureCause } from "./failure.ts";
import { type Message, type MessageId, message, type Sentences } from "./message.ts";
import type { Explanation, Trouble } from "./notice.ts";
import { PROXY_HOST } from "./proxy-host.ts";
import { wait } from "./spans.ts";

/** Why nothing is sent now: the server, or a gateway in front of it, has asked for a wait of this length (ms). */
export function explainWait(ms: number): Explanation {
  // A stored wait does not say who asked for it, nor whether it came with a 429 or a 503.
  return { problem: [message("askedToWait")], remedy: [message("tryAgainIn", { span: wait(ms) })] };
}

/** Why nothing was saved: the ID was entered in a different letter case from Exotel's. */
export function explainSpelling(exotels: string, entered: string): Explanation {
  return {
    problem: [message("userInOtherCase", { exotels, entered })],
    remedy: [message("nothingSavedTakeSpelling")],
  };
}

/** Why nothing was saved or found: Exotel accepts the credentials in its other region only. */
export function explainRegion(
  other: CcmRegion,
  remedy: "nothingSavedTakeRegion" | "searchThatRegion",
): Explanation {
  return {
    problem: [message(other === "mumbai" ? "accountInMumbai" : "accountInSingapore")],
    remedy: [message(remedy)],
  };
}

/** A failed request that Hookswitch repeats by itself: the server's own words, if any, and what happens next. */
export function troubleOfFailure(failure: Failure): Trouble {
  return { ...explainFailure(failure), requestId: failure.requestId };
}

/**
 * A failed request that nothing repeats by itself: a switch, a change of number, a search.
 *
 * @param outcome the first sentences: the result of the attempt
 */
export function troubleOfAttempt(failure: Failure, outcome: Sentences = []): Trouble {
  const { problem, remedy } = explainFailure(failure);
  return {
    problem: [...outcome, ...problem],
    remedy: failure.cause === null ? (attemptRemedy(failure) ?? remedy) : remedy,
    requestId: failure.requestId,
  };
}

/** What was wrong with a request, and what to do about it. */
export function explainFailure(failure: Failure): Explanation {
  const { cause } = failure;
  if (cause === "user-id-case") {
    return one(message("idInOtherCase", { id: failure.detail ?? "" }), message("enterIdAsWritten"));
  }
  if (cause !== null && cause !== "authentication-failed") return explainCause(cause);
  const host = failure.detail === PROXY_HOST ? PROXY_HOST : null;
  return (host === null ? null : explainProxied(failure, host)) ?? explainKind(failure);
}

/**
 * A failed request to the organisation's server, which passes requests on to Exotel; `null` if it does not matter who has
 * answered.
 */
function explainProxied({ kind, status, flaw }: Failure, host: string): Explanation | null {
  switch (kind) {
    case "credentials-refused":
    case "not-permitted":
      return flaw === null ? one(message("proxyRefused", { host }), message("askWhetherPermitted")) : null;
    case "server":
      return { problem: [message("proxyFault", { host, status: String(status) })], remedy: KEEPS_TRYING };
    case "unreachable":
    case "timed-out":
      return { problem: [message("proxyNoAnswer", { host })], remedy: CHECK_NETWORK };
    default:
      return null;
  }
}

function explainKind(failure: Failure): Explanation {
  const { cause, kind, status, waitUntil } = failure;
  switch (kind) {
    case "credentials-refused":
      return withDetails(failure, "credentialsRefused", [
        message(cause === "authentication-failed" ? "checkCcmCredentials" : "askForCredentials"),
      ]);
    case "not-permitted":
      return withDetails(failure, "notPermitted", [message("askWhetherPermitted")]);
    case "not-found":
      return withDetails(failure, "noSuchUser", [message("checkIds")]);
    case "invalid-request":
      return withDetails(failure, "requestInvalid", [message("checkDevicesAndRetry")]);
    case "conflict":
      return withDetails(failure, "conflict", [message("checkDevicesAndRetry")]);
    case "rate-limited":
      return one(
        // Without a status, no request was sent: an earlier wait still holds.
        message(status === null ? "askedToWait" : "tooManyRequests"),
        waitUntil === null
          ? message("asksAgainShortly")
          : message("asksAgainAt", { time: { moment: waitUntil } }),
      );
    case "server":
      return {
        problem: [message("serverFault", { status: String(status) }), ...words(failure)],
        remedy: KEEPS_TRYING,
      };
    case "unreachable":
      return { problem: [message("cannotBeReached")], remedy: CHECK_NETWORK };
    case "timed-out":
      return { problem: [message("noAnswerInTime")], remedy: CHECK_NETWORK };
    case "malformed":
      // Nothing in the answer shows who sent it.
      return {
        problem: withFlaw(failure, "answerNotAsDocumented", "answerNotAsDocumentedStatus"),
        remedy: KEEPS_TRYING,
      };
    case "intermediary":
      return {
        problem: withFlaw(failure, "answeredByOther", "answeredByOtherStatus"),
        remedy: [
          likelyResponder(failure),
          ...(waitUntil === null ? KEEPS_TRYING : [message("asksAgainAt", { time: { moment: waitUntil } })]),
        ],
      };
    case "access-withheld":
      return one(message("accessTakenAway", { host: failure.detail ?? "Exotel" }), message("allowItAgain"));
    case "access-forbidden":
      return {
        problem: [message("accessForbidden", { host: failure.detail ?? "Exotel" })],
        remedy: [message("askToAllow"), message("goesOnThen")],
      };
  }
}

const KEEPS_TRYING: Sentences = [message("keepsTrying"), message("ifItLasts")];
const CHECK_NETWORK: Sentences = [message("checkNetwork"), message("keepsTrying")];
const RETRY_SOON: Sentences = [message("tryAgainSoon"), message("ifItLasts")];

function one(problem: Message, remedy: Message): Explanation {
  return { problem: [problem], remedy: [remedy] };
}

type Plain = "credentialsRefused" | "notPermitted" | "noSuchUser" | "requestInvalid" | "conflict";

function withDetails(failure: Failure, problem: Plain, remedy: Sentences): Explanation {
  // A request with a flaw was not sent, so Exotel has not refused it.
  return { problem: failure.flaw ? [failure.flaw] : [message(problem), ...words(failure)], remedy };
}

/** The server's own words, if any. */
function words({ detail }: Failure): Sentences {
  return detail === null || detail === PROXY_HOST ? [] : [message("itSaid", { words: detail })];
}

/** What was wrong with the answer; if that is unknown, its status. */
function withFlaw(
  { flaw, status }: Failure,
  plain: "answerNotAsDocumented" | "answeredByOther",
  inStatus: "answerNotAsDocumentedStatus" | "answeredByOtherStatus",
): Sentences {
  if (flaw) return [message(plain), flaw];
  return [status === null ? message(plain) : message(inStatus, { status: String(status) })];
}

/** Who may have answered instead of Exotel. */
function likelyResponder({ status }: Failure): Message {
  // Exotel's own gateway may send these statuses too. Only 511 always means that a network wants a login (RFC 6585, 6).
  const mayBeGateway = status === 429 || (status !== null && status >= 500 && status !== 511);
  return message(mayBeGateway ? "networkOrGateway" : "networkMayWantSignIn");
}

/** The remedy for an attempt that nothing repeats; `null` if it is the same as for any other request. */
function attemptRemedy(failure: Failure): Sentences | null {
  const { kind, waitUntil } = failure;
  if (waitUntil !== null) return [message("tryAgainAfter", { time: { moment: waitUntil } })];
  switch (kind) {
    case "unreachable":
    case "timed-out":
      return [message("checkNetworkAndRetry")];
    case "malformed":
    case "rate-limited":
    case "server":
      return RETRY_SOON;
    case "intermediary":
      return [likelyResponder(failure), ...RETRY_SOON];
    default:
      return null;
  }
}

function explainCause(cause: keyof typeof CAUSES): Explanation {
  const { problem, remedy } = CAUSES[cause];
  return one(message(problem), message(remedy));
}

/** The causes with fixed sentences. A refused key also shows the server's words, and a user's ID Exotel's spelling. */
const CAUSES = {
  unverified: { problem: "causeUnverified", remedy: "verifyThenTurnOn" },
  "another-device-on": { problem: "causeAnotherDeviceOn", remedy: "turnOtherOffFirst" },
  "key-not-authorised": { problem: "causeKeyNotAuthorised", remedy: "askForKey" },
  "kyc-incomplete": { problem: "causeKycIncomplete", remedy: "askForKyc" },
  "trial-account": { problem: "causeTrialAccount", remedy: "askForUpgrade" },
  "not-pstn": { problem: "causeNotPstn", remedy: "choosePhone" },
  "number-with-other-fields": { problem: "causeNumberWithOtherFields", remedy: "changeNumberFirst" },
  "no-such-device": { problem: "causeNoSuchDevice", remedy: "deviceMayBeRemoved" },
  "device-exists": { problem: "causeDeviceExists", remedy: "enterOtherNumber" },
} as const satisfies Record<
  Exclude<FailureCause, "authentication-failed" | "user-id-case">,
  { readonly problem: MessageId; readonly remedy: MessageId }
>;
