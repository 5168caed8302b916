import type { Items } from "../browser/items.ts";
import type { Failure } from "../core/failure.ts";
import { type Explanation, explainFailure } from "../core/words.ts";

export interface Problem extends Explanation {
  readonly requestId: string | null;
  /** What the agent can do about it in the popup. */
  readonly action: "set-up" | "dismiss" | null;
}

const SIGNED_OUT: Explanation = {
  problem: "Your credentials were kept only until the browser was closed.",
  remedy: "Enter them again, or choose there to stay signed in.",
};

const REFUSED: Failure = {
  kind: "credentials-refused",
  status: null,
  code: null,
  detail: null,
  requestId: null,
  waitUntil: null,
};

/**
 * Everything that is wrong at present, each thing once, the most pressing first.
 *
 * @param refusal why the last press in this popup was not taken
 * @param now this machine's clock, ms
 */
export function problems(items: Items, refusal: Explanation | null, now: number): readonly Problem[] {
  const { account, status, notice } = items;
  if (account === null) return [];
  const all: (Problem | null)[] = [
    credentialsProblem(status.credentials, status.failure, now),
    notice && { ...notice, action: "dismiss" },
    refusal && { ...refusal, requestId: null, action: "dismiss" },
    fromFailure(status.failure, now),
  ];
  const found = all.filter((problem): problem is Problem => problem !== null);
  return found.filter(
    (problem, index) => found.findIndex((other) => other.problem === problem.problem) === index,
  );
}

function credentialsProblem(
  credentials: Items["status"]["credentials"],
  failure: Failure | null,
  now: number,
): Problem | null {
  if (credentials === "present") return null;
  if (credentials === "missing") return { ...SIGNED_OUT, requestId: null, action: "set-up" };
  const refused = failure?.kind === "credentials-refused" ? failure : REFUSED;
  return { ...explainFailure(refused, now), requestId: refused.requestId, action: "set-up" };
}

function fromFailure(failure: Failure | null, now: number): Problem | null {
  return failure && { ...explainFailure(failure, now), requestId: failure.requestId, action: null };
}
