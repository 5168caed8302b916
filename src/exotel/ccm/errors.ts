import * as v from "valibot";
import type { FailureCause } from "../../core/failure.ts";
import { errorStatus, hasAnyOf, httpStatus } from "../fields.ts";
import type { ServerWords } from "../refusal.ts";
import { sanitize } from "../sanitize.ts";

/** The errors of CCM: seed 001, "Possible error scenarios in case of this PUT API". */

/** A field of a wrong type counts as missing, and the fields beside it still count. */
const text = v.fallback(v.nullish(v.union([v.string(), v.number()])), null);
const ErrorData = v.object({ code: text, description: text, message: text });
const ErrorRecord = v.object({
  code: httpStatus,
  error_data: v.fallback(v.nullish(ErrorData), null),
});
/** Has one record, or a list of them as for users. Without any, the `request_id` still counts. */
const Envelope = v.object({
  request_id: text,
  http_code: httpStatus,
  response: v.fallback(
    v.pipe(
      v.unknown(),
      v.transform((response) => [response].flat()),
      v.array(v.fallback(ErrorRecord, { code: null, error_data: null })),
    ),
    [],
  ),
});
/** The body of a 429, which has no envelope (Exotel's public documentation). */
const RestException = v.object({
  RestException: v.object({ Status: httpStatus, Message: text, Code: text }),
});

/** An error is CCM's if it has one of these fields: the envelope's, or a 429's. */
const CCM_FIELDS = ["request_id", "http_code", "response", "RestException"];

/** The codes that stand for one cause each: the seed's, and those of newer public pages. */
const CAUSE_OF_CODE: Readonly<Record<string, FailureCause>> = {
  "1007": "number-with-other-fields",
  "1018": "no-such-device",
  "1021": "device-exists",
  "10809": "unverified",
  "10810": "another-device-on",
  "10811": "device-exists",
  "10817": "not-pstn",
};

/** Code 1003 stands for six causes, which only the seed's words for them tell apart. */
const CAUSE_OF_WORDS: readonly (readonly [RegExp, FailureCause])[] = [
  [/unverified|not verified/i, "unverified"],
  [/another device|only one device/i, "another-device-on"],
  // "Unauthorized" alone may be the general message of the code.
  [/credentials.*unauthori[sz]ed/i, "key-not-authorised"],
  [/\bkyc\b/i, "kyc-incomplete"],
  [/\btrial\b/i, "trial-account"],
  [/not pstn/i, "not-pstn"],
];

/**
 * CCM's own words in an error's JSON, not yet sanitized; `null` if it is not an error of CCM. The seed does not say which of
 * two fields has the wording.
 */
export function readError(json: unknown): ServerWords | null {
  if (!hasAnyOf(CCM_FIELDS, json)) return null;
  const exception = v.safeParse(RestException, json);
  if (exception.success) {
    const { Code, Message } = exception.output.RestException;
    return { code: asText(Code), detail: asText(Message) };
  }
  const envelope = v.safeParse(Envelope, json);
  if (!envelope.success) return {};
  const { code, description, message } = mainRecord(envelope.output).error_data ?? {};
  return {
    code: asText(code),
    detail: asText(description) ?? asText(message),
    requestId: asText(envelope.output.request_id),
    cause: causeOf(asText(code), `${description} ${message}`),
  };
}

function causeOf(code: string | null, words: string): FailureCause | null {
  const byCode = code === null ? undefined : CAUSE_OF_CODE[code];
  if (byCode !== undefined || code !== "1003") return byCode ?? null;
  return CAUSE_OF_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** The field as text; `null` if it has nothing that could be shown. */
function asText(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || sanitize(String(value)) === null) return null;
  return String(value);
}

/** The first record with an error; otherwise the first of all. */
function mainRecord({
  response,
}: v.InferOutput<typeof Envelope>): Partial<v.InferOutput<typeof ErrorRecord>> {
  return response.find(({ error_data }) => error_data) ?? response[0] ?? {};
}

/**
 * The error status in an answer's JSON, whatever its HTTP status; `null` if the JSON does not refuse the request. It refuses if
 * every record of the envelope does, if no record has a code and the envelope's own is an error, or if it is the body of a 429.
 */
export function statusInside(json: unknown): number | null {
  const exception = v.safeParse(RestException, json);
  if (exception.success) return errorStatus(exception.output.RestException.Status);
  const envelope = v.safeParse(Envelope, json);
  if (!envelope.success) return null;
  const { http_code, response } = envelope.output;
  if (response.every(({ code }) => code === null || code === undefined)) return errorStatus(http_code);
  if (response.some(({ code }) => errorStatus(code) === null)) return null;
  return errorStatus(mainRecord(envelope.output).code);
}
