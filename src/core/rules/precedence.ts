/** What changes the devices without being asked each time. */
export type RuleName = "for-a-while" | "lock" | "hours" | "safety-net";

/** Of the rules in force, the first one decides. A press of the agent's goes before all of them, until the next occasion of a rule. */
export const PRECEDENCE: readonly RuleName[] = ["for-a-while", "lock", "hours", "safety-net"];
