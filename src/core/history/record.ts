import type { SoftphoneState, Verdict } from "../devices/verdict.ts";
import type { Message, Sentences } from "../message.ts";
import type { TabFault } from "../softphone-tab/tab-evidence.ts";
import type { Origin } from "../switching/journal.ts";

/**
 * What would have happened to a call at a moment, and what the agent was shown of it. It holds no number and no address.
 *
 * `null` means not known then; for `tab`, that none was watched.
 */
export interface Facts {
  /** `unknown`: the credentials were refused, too. */
  readonly reach: Extract<Verdict["reach"], "both" | "phone" | "softphone" | "nobody" | "unknown">;
  readonly softphone: SoftphoneState | null;
  readonly isBusy: boolean;
  readonly phoneOn: boolean | null;
  readonly softphoneOn: boolean | null;
  readonly registered: boolean | null;
  readonly tab: "open" | "muted" | TabFault | null;
  /** The verdict in words. */
  readonly title: Message;
  readonly why: Sentences;
  /** When the devices were read, ms; `null` if they are not known. */
  readonly readAt: number | null;
}

/** Facts at the moment at which they were new. All moments are by this machine's clock, ms. */
export interface Observed extends Facts {
  readonly kind: "observed";
  readonly at: number;
  /** If the facts before it ended earlier: from here to `at`, nothing was observed. */
  readonly unobservedFrom?: number;
}

/** The agent was told, by more than badge and popup. */
export interface Told {
  readonly kind: "told";
  readonly at: number;
  readonly words: Sentences;
}

/** A change of what was on. It names nobody: only a way of the agent's, one of their rules, or somebody else. */
export interface Switched {
  readonly kind: "switched";
  /** When it was seen that it had changed. */
  readonly at: number;
  readonly by: Origin | "elsewhere";
  /** The time of the rule, or of the agent's choice, was over: what was before is on again. */
  readonly isReturn: boolean;
}

/** Only changes are recorded, in the order in which they happen: a clock that is set back makes `at` go back. */
export type HistoryRecord = Observed | Told | Switched;

/** How long the newest facts are vouched for, ms. */
export interface Mark {
  /** When they were last seen to hold. */
  readonly seen: number;
  /** Until when they hold if nothing else is seen: the end of their evidence. */
  readonly holds: number;
}

/** An agent's history as it is stored, in the order of its recording. */
export interface History {
  readonly records: readonly HistoryRecord[];
  /** `null` while nothing is recorded. */
  readonly mark: Mark | null;
}
