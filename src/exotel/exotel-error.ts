import { type Failure, type FailureKind, NO_DETAILS } from "../core/failure.ts";

/**
 * The only error that leaves this folder. Its `failure` carries the decision that it forces.
 *
 * Its message holds no URL and nothing of the request: a browser's own messages may quote both.
 */
export class ExotelError extends Error {
  readonly failure: Failure;

  constructor(kind: FailureKind, details: Partial<Omit<Failure, "kind">> = {}) {
    super(details.status ? `${kind} (HTTP ${details.status})` : kind);
    this.name = "ExotelError";
    this.failure = { ...NO_DETAILS, ...details, kind };
  }
}

/** The failure that an error stands for. What is no `ExotelError` is a fault of this program. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ExotelError) return error.failure;
  const name = error instanceof Error ? error.name : "unknown error";
  return new ExotelError("malformed", { detail: `it led to an internal error (${name})` }).failure;
}
