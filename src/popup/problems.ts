import { isAccessBlocked, withheldHost } from "../core/failure.ts";
import type { Explanation, Trouble } from "../core/notice.ts";
import { PERHAPS_NONE_ON } from "../core/words.ts";
import type { Items } from "../store/items.ts";

export interface Problem extends Trouble {
  /** What the agent can do about it in the popup. */
  readonly action: "set-up" | "allow" | "dismiss" | null;
}

const SIGNED_OUT: Explanation = {
  problem:
    "You are signed out: Hookswitch no longer has your credentials. Unless you stay signed in, they are gone when the browser closes, or Hookswitch is turned off or updated by hand.",
  remedy: "Enter them again, or choose there to stay signed in.",
};

/**
 * Everything that is wrong at present, each thing once, the most pressing first.
 *
 * @param refusal why the last press in this popup was not taken
 */
export function problems(
  { account, status, notice, journal }: Items,
  refusal: Explanation | null,
): readonly Problem[] {
  if (account === null) return [];
  const { credentials, trouble, inDoubt, failure } = status;
  const hasNoKey = credentials !== "present";
  const isBarredNow = !hasNoKey && isAccessBlocked(failure);
  const needed = credentials === "missing" ? SIGNED_OUT : hasNoKey || isBarredNow ? trouble : null;
  const way = hasNoKey ? ("set-up" as const) : withheldHost(failure) === null ? null : ("allow" as const);
  // Outlives the notice that said it first, and the browser; a switch that goes well is no alarm.
  const isSetBack = journal && (journal.failures > 0 || journal.undoing || status.reading === null);
  const mayBeNone = isSetBack && (journal.stranded || (journal.retryAt && inDoubt));
  const told = notice && {
    ...notice,
    action: needed && notice.problem.includes(needed.problem) ? way : mayBeNone ? null : ("dismiss" as const),
  };
  const answer = refusal && { ...refusal, action: "dismiss" as const };
  const all: readonly (Explanation & Partial<Problem>)[] = [
    needed && { ...needed, action: way },
    told,
    mayBeNone && {
      problem: PERHAPS_NONE_ON,
      remedy: hasNoKey
        ? "Hookswitch turns one on as soon as Exotel accepts your credentials."
        : isBarredNow
          ? "Hookswitch turns one on as soon as your browser lets it."
          : "Hookswitch keeps trying to turn one on.",
    },
    answer,
    trouble,
  ].filter((problem) => !!problem);
  return all
    .filter((one, index) =>
      all.every((other, place) => {
        if (place === index || !other.problem.includes(one.problem)) return true;
        if (other.problem === one.problem) return place > index;
        // What was pressed last is answered, also where an older notice tells as much and more.
        return one === answer && other === told;
      }),
    )
    .map((problem) => ({ requestId: null, action: null, ...problem }));
}
