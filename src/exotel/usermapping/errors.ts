import * as v from "valibot";
import { errorStatus, httpStatus, optional } from "../fields.ts";
import { readError as readCoreError, statusInside as statusInsideCore } from "../integrations-core/errors.ts";
import type { ServerWords } from "../refusal.ts";

/** The errors of Integrations Core's older contract: those of the newer one, and what its envelope has besides. */

const Envelope = v.object({ RequestId: optional(v.string()), Code: httpStatus });

/** Exotel's own words in an error's JSON, not yet sanitized; `null` if it is not in the form of Exotel's errors. */
export function readError(json: unknown): ServerWords | null {
  const words = readCoreError(json);
  const envelope = v.safeParse(Envelope, json);
  return words && { ...words, requestId: envelope.success ? (envelope.output.RequestId ?? null) : null };
}

/** The error status in an answer's JSON, whatever its HTTP status and its `Status`; `null` if the JSON does not refuse. */
export function statusInside(json: unknown): number | null {
  const envelope = v.safeParse(Envelope, json);
  return (envelope.success ? errorStatus(envelope.output.Code) : null) ?? statusInsideCore(json);
}
