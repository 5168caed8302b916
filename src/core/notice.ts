import type { Explanation } from "./words.ts";

/** Something that the agent must be told: a press that could not be done, a switch that failed. */
export interface Notice extends Explanation {
  /** When it arose, by this machine's clock (ms). */
  readonly at: number;
  /** For the agent to quote to support (CCM). */
  readonly requestId: string | null;
}
