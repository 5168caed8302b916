/** What changes the devices without being asked each time. */
export type RuleName = "for-a-while" | "lock" | "hours" | "safety-net";

/** Of the rules in force, the first one decides. A press of the agent's goes before all of them, until the next occasion of a rule. */
export const PRECEDENCE = ["for-a-while", "lock", "hours", "safety-net"] as const satisfies RuleName[];

/** What may pause, where somebody else reverses it again and again. A choice of the agent's just ends. */
export type PausableRule = Exclude<RuleName, "for-a-while">;
export const PAUSABLE: readonly PausableRule[] = ["lock", "hours", "safety-net"];
