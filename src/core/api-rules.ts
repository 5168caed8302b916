import type { Account } from "./account.ts";

/** One of Exotel's device APIs. */
export type Api = Account["api"];

/**
 * How many devices may be on at the same time. `one-stays-on`: at least one; whether a second one can be is not documented, and
 * turning one on may turn the other one off.
 */
export type Constraint = "at-least-one-on" | "at-most-one-on" | "one-stays-on";

/** What a device API allows and reports, as far as Hookswitch depends on it. */
export interface ApiRules {
  readonly constraint: Constraint;
  /** Whether one request turns all devices on and off together, or each device needs its own request. */
  readonly batching: "all-at-once" | "one-by-one";
  /** Whether a read says if a softphone is registered, and when it was last seen. */
  readonly reportsRegistration: boolean;
  /** Whether a read always says which devices are on. Otherwise `null` means not said, rather than off. */
  readonly saysWhichIsOn: boolean;
  /** Whether a read says which phones are verified. */
  readonly saysVerified: boolean;
  /** Whether what an agent signs in with ends by itself. Otherwise it ends when somebody revokes it. */
  readonly tokenEnds: boolean;
}

/**
 * Integrations Core refuses to turn the last device off (seed 000, "Device Behavior"). CCM refuses to turn a second device on
 * (seed 001, `available`). The older contract of Integrations Core names one active device, or none (page "get user details").
 */
export const RULES: Readonly<Record<Api, ApiRules>> = {
  "integrations-core": {
    constraint: "at-least-one-on",
    batching: "all-at-once",
    reportsRegistration: true,
    saysWhichIsOn: true,
    saysVerified: false,
    tokenEnds: true,
  },
  usermapping: {
    constraint: "one-stays-on",
    batching: "one-by-one",
    reportsRegistration: false,
    saysWhichIsOn: false,
    saysVerified: false,
    tokenEnds: true,
  },
  ccm: {
    constraint: "at-most-one-on",
    batching: "one-by-one",
    reportsRegistration: false,
    saysWhichIsOn: true,
    saysVerified: true,
    tokenEnds: false,
  },
};

/** Whether a switch has a moment with no device on: one device must be off before another can be turned on. */
export function passesThroughNone(api: Api): boolean {
  const { constraint, batching } = RULES[api];
  return constraint === "at-most-one-on" && batching === "one-by-one";
}

/** Whether a switch turns the wanted device on before it turns another one off: each needs a request, and one must stay on. */
export function turnsOnFirst(api: Api): boolean {
  const { constraint, batching } = RULES[api];
  return constraint !== "at-most-one-on" && batching === "one-by-one";
}
