import * as v from "valibot";
import { errorStatus, hasAnyOf, httpStatus, optional } from "../fields.ts";
import type { ServerWords } from "../refusal.ts";

/**
 * The errors of Integrations Core. The seed gives no body for them. So this reads the fields in which Exotel's other answers
 * have their words, such as the body of a 429 and the older contract's envelope.
 */

const text = optional(v.string());
const Words = v.object({
  message: text,
  code: optional(v.union([v.string(), v.number()])),
});
const ErrorAnswer = v.object({
  error: v.fallback(v.union([v.string(), v.nullish(Words)]), null),
  message: text,
  Error: text,
  RestException: v.fallback(v.nullish(v.object({ Message: text })), null),
});

/** An error is Exotel's if it has one of these fields of Exotel's envelopes. */
const ENVELOPE_FIELDS = ["success", "request_id", "RequestId", "Status", "Code", "Error", "RestException"];
/** An error is also Exotel's if it has one of these, although a gateway may use them too. */
const WORDS_FIELDS = ["error", "message"];
/** If both of these stand beside them, the error is a web framework's own (Spring). */
const FRAMEWORK_FIELDS = ["timestamp", "path"];

/** The statuses that may come without a body: the seed's "HTTP Status Codes", and the 429 of the public documentation. */
export const bareErrors = [400, 401, 404, 429, 500];

/** Exotel's own words in an error's JSON, not yet sanitized; `null` if it is not in the form of Exotel's errors. */
export function readError(json: unknown): ServerWords | null {
  if (!isFromExotel(json)) return null;
  const answer = v.safeParse(ErrorAnswer, json);
  if (!answer.success) return { detail: null, code: null };
  const { error, message, Error: older, RestException } = answer.output;
  const [words, code] = typeof error === "string" ? [null, null] : [error?.message, error?.code];
  // Beside a message, an `error` that is text only repeats the status.
  const detail = words ?? message ?? (typeof error === "string" ? error : (older ?? RestException?.Message));
  return { detail: detail ?? null, code: code === null || code === undefined ? null : String(code) };
}

function isFromExotel(json: unknown): boolean {
  if (hasAnyOf(ENVELOPE_FIELDS, json)) return true;
  const isFramework = FRAMEWORK_FIELDS.every((field) => hasAnyOf([field], json));
  return isFramework ? v.is(v.object({ error: Words }), json) : hasAnyOf(WORDS_FIELDS, json);
}

/** The forms in which Exotel's other answers refuse a request with HTTP status 200. */
const Refusal = v.object({
  RestException: optional(v.object({ Status: httpStatus })),
  Status: text,
  Code: httpStatus,
});

/** The error status in an answer's JSON, whatever its HTTP status; `null` if the JSON does not refuse the request. */
export function statusInside(json: unknown): number | null {
  const answer = v.safeParse(Refusal, json);
  if (!answer.success) return null;
  const { RestException, Status, Code } = answer.output;
  const failed = Status?.toLowerCase() === "failed";
  return errorStatus(RestException?.Status) ?? (failed ? errorStatus(Code) : null);
}
