import * as v from "valibot";
import type { FailureCause } from "../../core/failure.ts";
import type { ServerWords } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { failureIn, hasAnyOf, toldStatus } from "../shape.ts";

/** The errors of CCM: seed 001, "Possible error scenarios in case of this PUT API". */

/** A field of an odd type is left out; what stands beside it still counts. */
const text = v.fallback(v.nullish(v.union([v.string(), v.number()])), null);
const ErrorData = v.object({ code: text, description: text, message: text });
const Outcome = v.object({
  code: toldStatus,
  error_data: v.fallback(v.nullish(ErrorData), null),
});
/** One record, or a list of them as of users. Without any, the `request_id` still counts. */
const Envelope = v.object({
  request_id: text,
  http_code: toldStatus,
  response: v.fallback(
    v.pipe(
      v.unknown(),
      v.transform((response) => [response].flat()),
      v.array(v.fallback(Outcome, { code: null, error_data: null })),
    ),
    [],
  ),
});
/** The body of a 429, which stands outside the envelope (Exotel's public documentation). */
const RestException = v.object({
  RestException: v.object({ Status: toldStatus, Message: text, Code: text }),
});

/** By what an error of CCM is known as such: the envelope's own fields, or that body. */
const OWN_FIELDS = ["request_id", "http_code", "response", "RestException"];

/** The codes that name one cause each: the seed's, and those of newer public pages. */
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
  // Not the last word alone, which may be the one general message of the code.
  [/credentials.*unauthori[sz]ed/i, "key-not-authorised"],
  [/\bkyc\b/i, "kyc-incomplete"],
  [/\btrial\b/i, "trial-account"],
  [/not pstn/i, "not-pstn"],
];

/**
 * CCM's own words in an error's body, as they are: neither clean nor without secrets; `null` where it is no error of CCM.
 * The seed does not say which of two fields the wording stands in.
 */
export function ccmWords(json: unknown): ServerWords | null {
  if (!hasAnyOf(OWN_FIELDS, json)) return null;
  const exception = v.safeParse(RestException, json);
  if (exception.success) {
    const { Code, Message } = exception.output.RestException;
    return { code: asText(Code), detail: asText(Message) };
  }
  const found = v.safeParse(Envelope, json);
  if (!found.success) return {};
  const { code, description, message } = told(found.output).error_data ?? {};
  return {
    code: asText(code),
    detail: asText(description) ?? asText(message),
    requestId: asText(found.output.request_id),
    cause: causeOf(asText(code), `${description} ${message}`),
  };
}

function causeOf(code: string | null, words: string): FailureCause | null {
  const byCode = code === null ? undefined : CAUSE_OF_CODE[code];
  if (byCode !== undefined || code !== "1003") return byCode ?? null;
  return CAUSE_OF_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

function asText(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || sanitize(String(value)) === null) return null;
  return String(value);
}

/** The record that speaks for all: the first that has an error. */
function told({ response }: v.InferOutput<typeof Envelope>): Partial<v.InferOutput<typeof Outcome>> {
  return response.find(({ error_data }) => error_data) ?? response[0] ?? {};
}

/**
 * The status with which an answer says that the request failed, whatever its HTTP status: each record of its envelope does,
 * or the envelope itself where no record has a code; or it is the body of a 429. `null` where it does not.
 */
export function statusInside(json: unknown): number | null {
  const exception = v.safeParse(RestException, json);
  if (exception.success) return failureIn(exception.output.RestException.Status);
  const found = v.safeParse(Envelope, json);
  if (!found.success) return null;
  const { http_code, response } = found.output;
  if (response.every(({ code }) => code === null || code === undefined)) return failureIn(http_code);
  if (response.some(({ code }) => failureIn(code) === null)) return null;
  return failureIn(told(found.output).code);
}
