import { passesThroughNone } from "../core/api-rules.ts";
import type { Verdict } from "../core/devices/verdict.ts";
import { whatTurnsOn } from "../core/devices/verdict-sentences.ts";
import { troubleOfFailure } from "../core/explain-failure.ts";
import { fieldToMend, type OptionsField } from "../core/field-to-mend.ts";
import { includesAll, type Message, message, type Sentences } from "../core/message.ts";
import type { Trouble } from "../core/notice.ts";
import { retryAt } from "../core/switching/journal.ts";
import type { Items } from "../store/items.ts";
import { isEvidence } from "./evidence.ts";
import type { PopupState } from "./popup-state.ts";

/** The one line below the action: what was wrong, and its remedy. */
export interface Note extends Trouble {
  /** The field in the options that mends it. */
  readonly field: OptionsField | null;
  /** Whether the last press here can be repeated. */
  readonly mayRetry: boolean;
  readonly mayDismiss: boolean;
}

/** The remedies for which the button to try again stands. */
const SAID_BY_RETRY = new Set<Message["id"]>([
  "tryAgainSoon",
  "ifItLasts",
  "checkDevicesAndRetry",
  "checkDevicesAndSwitch",
]);

/** The remedies for which the button to the field stands. */
const SAID_BY_FIELD = new Set<Message["id"]>(["enterIdAsWritten", "allowItAgain"]);

/** The problems that the verdict tells where there are no good credentials. */
const SAID_BY_REFUSED = new Set<Message["id"] | undefined>([
  "credentialsRefused",
  "proxyRefused",
  "signedOut",
]);

/** The most urgent problem that the verdict does not tell already; `null` if there is none. */
export function note(items: Items, verdict: Verdict, state: PopupState): Note | null {
  const { account, status, notice, journal } = items;
  if (account === null) return null;
  const { failure, inDoubt, credentials } = status;
  const { refusal, checkFailed, lastPress } = state;
  const trouble = failure && troubleOfFailure(failure);
  // The journal outlives the notice and the browser. A switch without setbacks is no cause for alarm.
  const isSetBack = journal && (journal.failures > 0 || journal.compensatesFor || status.reading === null);
  const isDoubtful = journal && retryAt(journal) !== null && inDoubt && passesThroughNone(journal.api);
  const mayBeNone = Boolean(isSetBack && (journal.noDeviceOn || isDoubtful));
  const mayRetry = lastPress !== null && !mayBeNone && credentials === "present";
  const field = failure && fieldToMend(failure, account.api);
  const fieldOf = ({ problem }: { problem: Sentences }): OptionsField | null =>
    trouble !== null && includesAll(problem, trouble.problem) ? field : null;
  const perhapsNone: Trouble = {
    problem: [message("perhapsNoneOn")],
    remedy: [whatTurnsOn(status)],
    requestId: null,
  };
  const failed = trouble && { ...trouble, field, mayRetry: false, mayDismiss: false };
  const candidates: readonly (Note | null)[] = [
    refusal && { requestId: null, ...refusal, field: fieldOf(refusal), mayRetry, mayDismiss: true },
    // The agent's last wish gets an answer, even if an older notice stands.
    checkFailed && !mayBeNone ? failed : null,
    notice && { ...notice, field: fieldOf(notice), mayRetry, mayDismiss: !mayBeNone },
    mayBeNone ? { ...perhapsNone, field: null, mayRetry: false, mayDismiss: false } : null,
    // Under a verdict that holds, one failed check is no news, unless the agent has asked for it.
    checkFailed || !isEvidence(verdict) ? failed : null,
  ];
  const left = candidates.flatMap((one) => {
    const problem = untold(one?.problem ?? [], verdict, trouble?.problem ?? []);
    return one === null || problem.length === 0 ? [] : [{ ...one, problem }];
  });
  const [first] = left;
  if (first === undefined) return null;
  const isSaid = ({ id }: Message): boolean =>
    (first.mayRetry && SAID_BY_RETRY.has(id)) ||
    (first.field !== null && SAID_BY_FIELD.has(id)) ||
    (journal?.noDeviceOn === true && id === "keepsTrying");
  return { ...first, remedy: first.remedy.filter((one) => !isSaid(one)) };
}

/** Whether the verdict says what is wrong, and what to do about it, so that no line below has to. */
export function tellsError(verdict: Verdict): boolean {
  if (verdict.reach === "refused") return true;
  return verdict.reach === "unknown" && (verdict.why === "offline" || verdict.why === "no-access");
}

/** The sentences that the verdict does not say already, in its own words. */
function untold(problem: Sentences, verdict: Verdict, failed: Sentences): Sentences {
  switch (verdict.reach) {
    case "nobody":
      return problem.filter(({ id }) => id !== "perhapsNoneOn");
    case "refused":
      return SAID_BY_REFUSED.has(problem[0]?.id) ? [] : problem;
    case "unknown":
      return tellsError(verdict) && includesAll(failed, problem) ? [] : problem;
    default:
      return problem;
  }
}
