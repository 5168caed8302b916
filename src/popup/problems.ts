import { troubleOfFailure } from "../core/explain-failure.ts";
import { isAccessBlocked, withheldHost } from "../core/failure.ts";
import { message, type Sentences, sameMessages } from "../core/message.ts";
import type { Explanation, Trouble } from "../core/notice.ts";
import { retryAt } from "../core/switching/journal.ts";
import type { Items } from "../store/items.ts";

export interface Problem extends Trouble {
  /** What the agent can do about it in the popup. */
  readonly action: "set-up" | "allow" | "dismiss" | null;
}

const SIGNED_OUT: Explanation = {
  problem: [message("signedOutNoCredentials"), message("whyCredentialsAreGone")],
  remedy: [message("enterAgainOrStay")],
};

/**
 * The current problems, without duplicates, the most urgent first.
 *
 * @param refusal why the last press in this popup was refused
 */
export function problems(
  { account, status, notice, journal }: Items,
  refusal: Explanation | null,
): readonly Problem[] {
  if (account === null) return [];
  const { credentials, inDoubt, failure } = status;
  const trouble = failure && troubleOfFailure(failure);
  const hasNoKey = credentials !== "present";
  const isBlocked = !hasNoKey && isAccessBlocked(failure);
  const needed = credentials === "missing" ? SIGNED_OUT : hasNoKey || isBlocked ? trouble : null;
  const way = hasNoKey ? ("set-up" as const) : withheldHost(failure) === null ? null : ("allow" as const);
  // The journal outlives the notice and the browser. A switch without setbacks is no cause for alarm.
  const isSetBack = journal && (journal.failures > 0 || journal.compensatesFor || status.reading === null);
  const mayBeNone = isSetBack && (journal.noDeviceOn || (retryAt(journal) !== null && inDoubt));
  const told = notice && {
    ...notice,
    action:
      needed && includesAll(notice.problem, needed.problem) ? way : mayBeNone ? null : ("dismiss" as const),
  };
  const answer = refusal && { ...refusal, action: "dismiss" as const };
  const all: readonly (Explanation & Partial<Problem>)[] = [
    needed && { ...needed, action: way },
    told,
    mayBeNone && {
      problem: [message("perhapsNoneOn")],
      remedy: [
        message(hasNoKey ? "turnsOnWithCredentials" : isBlocked ? "turnsOnWithAccess" : "keepsTrying"),
      ],
    },
    answer,
    trouble,
  ].filter((problem) => !!problem);
  return all
    .filter((one, index) =>
      all.every((other, place) => {
        if (place === index || !includesAll(other.problem, one.problem)) return true;
        if (sameMessages(other.problem, one.problem)) return place > index;
        // The last press always gets an answer, even if an older notice already covers it.
        return one === answer && other === told;
      }),
    )
    .map((problem) => ({ requestId: null, action: null, ...problem }));
}

/** Whether `whole` includes every sentence of `part`. */
function includesAll(whole: Sentences, part: Sentences): boolean {
  return part.every((one) => whole.some((other) => sameMessages(one, other)));
}
