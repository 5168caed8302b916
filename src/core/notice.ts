import type { Sentences } from "./message.ts";
import type { Origin } from "./switching/journal.ts";

/** What was wrong, and what the agent can do about it. */
export interface Explanation {
  readonly problem: Sentences;
  readonly remedy: Sentences;
}

/** What to tell the agent about a failed request. */
export interface Trouble extends Explanation {
  /** CCM's `request_id`, for the agent to quote to support. */
  readonly requestId: string | null;
}

/** Something to tell the agent: a press that could not be done, or a switch that failed. */
export interface Notice extends Trouble {
  /** When it arose, by this machine's clock (ms). */
  readonly at: number;
  /**
   * Where the failed press came from, or the rule whose switch it is. Absent if nothing failed. The toolbar shows for some
   * seconds what failed unseen (`isUnseen`).
   */
  readonly origin?: Origin;
}
