import type { Sentences } from "./message.ts";

/** What was wrong, and what the agent can do about it. */
export interface Explanation {
  readonly problem: Sentences;
  readonly remedy: Sentences;
}

/** What the agent must be told of a request that failed. */
export interface Trouble extends Explanation {
  /** For the agent to quote to support (CCM). */
  readonly requestId: string | null;
}

/** Something that the agent must be told: a press that could not be done, a switch that failed. */
export interface Notice extends Trouble {
  /** When it arose, by this machine's clock (ms). */
  readonly at: number;
}
