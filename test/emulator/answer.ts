import { CCM_ERRORS, ccmError, ccmStatus } from "./ccm.ts";
import type { Struck } from "./faults.ts";
import type { Answer } from "./http.ts";
import { integrationsError } from "./integrations-core.ts";
import { olderError } from "./older-contract.ts";
import type { RequestEntry } from "./request-log.ts";
import type { Store } from "./store.ts";

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Whether a request is carried out in spite of the fault that answers it. */
export function isCarriedOut(fault: Struck["answer"]): boolean {
  if (fault?.kind === "silence" || fault?.kind === "status") return fault.carryOut === true;
  return fault?.kind !== "body" || fault.carryOut !== false;
}

/** The API's own answer to a status. */
export function errorOf(store: Store, { api, method }: RequestEntry, status: number): Answer {
  if (api === "older") return olderError(store, status);
  if (api === "integrations") return integrationsError(status);
  return status === 404 ? ccmError(store, method, CCM_ERRORS.notFound) : ccmStatus(store, method, status);
}

/**
 * What a request is answered with, where it is answered at all.
 *
 * @param regular the API's own answer, where the request was carried out
 */
export function answerTo(
  store: Store,
  entry: RequestEntry,
  { answer: fault, transform }: Struck,
  regular: Answer | null,
): WireAnswer {
  if (fault?.kind === "status") {
    const standard = errorOf(store, entry, fault.status);
    const json = fault.json === undefined ? standard.json : fault.json;
    return asJson({ ...standard, json, headers: { ...standard.headers, ...fault.headers } });
  }
  if (fault?.kind === "body") {
    const { status = 200, contentType = "application/json", headers, body } = fault;
    return { status, headers: { "content-type": contentType, ...headers }, body };
  }
  if (regular === null) throw new Error("a request without an answer");
  return asJson(transform === null ? regular : { ...regular, json: transform(regular.json, entry) });
}

function asJson({ status, headers, json }: Answer): WireAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: jsonText(json) };
}

/** JSON, with each digit of a bigint. */
function jsonText(json: unknown): string {
  const marked = JSON.stringify(json, (_key, value: unknown) =>
    typeof value === "bigint" ? `bigint:${value}` : value,
  );
  return marked.replace(/"bigint:(-?\d+)"/g, "$1");
}
