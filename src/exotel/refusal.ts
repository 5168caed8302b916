import type { FailureCause, FailureKind } from "../core/failure.ts";
import { parseExactly } from "./exact-json.ts";
import { ExotelError } from "./exotel-error.ts";
import { isWebPage } from "./intermediary.ts";
import { sanitize } from "./sanitize.ts";
import { waitAskedFor } from "./server-wait.ts";

/** How an API writes its errors. */
export interface ErrorFormat {
  /** Finds the server's words in an error's JSON; `null` if it is not in the form of this API's errors. */
  readonly readError: (json: unknown) => ServerWords | null;
  /** The error statuses that may come without a body, because the API's document gives none for them. */
  readonly bareErrors?: readonly number[];
  /** The error status (from 400 on) in an answer's JSON; `null` if the JSON does not refuse the request. */
  readonly statusInside?: (json: unknown) => number | null;
}

/** What the server says about an error. */
export interface ServerWords {
  readonly detail?: string | null;
  readonly code?: string | null;
  readonly requestId?: string | null;
  readonly cause?: FailureCause | null;
}

/** An answer whose body has been read. */
export interface Received {
  readonly response: Response;
  /** The body; `null` for an error whose body could not be read. */
  readonly text: string | null;
  /** When it had arrived, by this machine's clock (ms). */
  readonly takenAt: number;
  /** The server's `Date` header (ms); `null` if it sent none. */
  readonly serverTime: number | null;
}

/**
 * The failure of an answer with an error status. It quotes the answer only if Exotel has sent it. A wait counts, whoever asks
 * for it.
 *
 * @param status from 400 on; the answer's own, or the one in its JSON
 * @param secrets removed from the server's words, which may echo them
 */
export function refusal(
  { response, text, takenAt, serverTime }: Received,
  status: number,
  format: ErrorFormat,
  secrets: readonly string[],
): ExotelError {
  const kind = kindOf(status);
  const mayAskToWait = kind === "rate-limited" || status === 503;
  const wait = mayAskToWait ? waitAskedFor(response.headers, serverTime ?? takenAt) : null;
  const words = text === null ? null : exotelWords(text, response, status, format);
  return new ExotelError(words === null ? "intermediary" : kind, {
    status,
    ...(words && withoutSecrets(words, secrets)),
    waitUntil: wait === null ? null : takenAt + wait,
  });
}

/** What Exotel says about an error; `null` if nothing shows that Exotel has sent it. */
function exotelWords(
  text: string,
  response: Response,
  status: number,
  format: ErrorFormat,
): ServerWords | null {
  if (text.trim() === "") {
    return format.bareErrors?.includes(status) && !isWebPage(response) ? {} : null;
  }
  try {
    return format.readError(parseExactly(text));
  } catch {
    return null;
  }
}

/** The server's words, safe to show. */
function withoutSecrets(
  { detail, code, requestId, cause }: ServerWords,
  secrets: readonly string[],
): Required<ServerWords> {
  const clean = (words: string | null | undefined): string | null => sanitize(words, secrets);
  return { detail: clean(detail), code: clean(code), requestId: clean(requestId), cause: cause ?? null };
}

/** The kind of failure that an HTTP status from 400 on stands for. */
export function kindOf(status: number): FailureKind {
  switch (status) {
    case 401:
      return "credentials-refused";
    case 403:
      return "not-permitted";
    case 404:
      return "not-found";
    case 408:
      return "timed-out";
    case 409:
      return "conflict";
    case 429:
      return "rate-limited";
    default:
      return status >= 500 ? "server" : "invalid-request";
  }
}
