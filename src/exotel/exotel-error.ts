import { type Failure, type FailureKind, NO_DETAILS } from "../core/failure.ts";
import { message } from "../core/message.ts";

/**
 * The only error that this folder throws. Its `failure` says what went wrong, and what to do about it.
 *
 * Its message never quotes the URL or the request. A browser's own messages may.
 */
export class ExotelError extends Error {
  readonly failure: Failure;

  constructor(kind: FailureKind, details: Partial<Omit<Failure, "kind">> = {}) {
    super(details.status ? `${kind} (HTTP ${details.status})` : kind);
    this.name = "ExotelError";
    this.failure = { ...NO_DETAILS, ...details, kind };
  }
}

/** The failure that an error stands for. An error other than `ExotelError` is a bug in this program. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ExotelError) return error.failure;
  const name = error instanceof Error ? error.name : "unknown error";
  return new ExotelError("malformed", { flaw: message("flawInternalError", { name }) }).failure;
}
