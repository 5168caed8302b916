import type { Account } from "./account.ts";

/** Which of Exotel's device APIs an account is reached through. */
export type Api = Account["api"];

/** How many devices may be on at the same time. */
export type Constraint = "at-least-one-on" | "at-most-one-on";

/** What a device API allows and tells, as far as what Hookswitch does hangs on it. */
export interface ApiRules {
  readonly constraint: Constraint;
  /** Whether one request turns devices on and off together, or each device takes a request of its own. */
  readonly batching: "all-at-once" | "one-by-one";
  /** Whether a read tells if a softphone is registered, and when it was last seen. */
  readonly reportsRegistration: boolean;
}

/**
 * Integrations Core refuses to have every device off (seed 000, "Device Behavior"); CCM refuses to have two on (seed 001,
 * `available`).
 */
export const RULES: Readonly<Record<Api, ApiRules>> = {
  "integrations-core": {
    constraint: "at-least-one-on",
    batching: "all-at-once",
    reportsRegistration: true,
  },
  ccm: {
    constraint: "at-most-one-on",
    batching: "one-by-one",
    reportsRegistration: false,
  },
};

/** Whether no device is on in the middle of a switch: what is on must be off before another is turned on. */
export function passesThroughNone(api: Api): boolean {
  const { constraint, batching } = RULES[api];
  return constraint === "at-most-one-on" && batching === "one-by-one";
}
