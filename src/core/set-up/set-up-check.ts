import { RULES } from "../api-rules.ts";
import type { VerdictInput } from "../devices/verdict.ts";
import type { TokenEnd } from "../token-end.ts";
import { checkClock, checkConnected, checkEvidence, checkPhone, checkToken } from "./account-checks.ts";
import type { Check } from "./check.ts";
import {
  type BrowserFacts,
  checkKey,
  checkLock,
  checkNotifications,
  checkToolbar,
} from "./computer-checks.ts";
import type { SetUpSeen } from "./seen.ts";
import { checkSoftphone } from "./softphone-checks.ts";

/** Everything on which the checks depend. */
export type SetUpFacts = VerdictInput &
  BrowserFacts & {
    readonly tokenEnd: TokenEnd | null;
    readonly keyWorks: boolean;
    readonly setUpSeen: SetUpSeen;
  };

/** What a shift needs, and whether it holds. Without an account, only what needs none. */
export function setUpChecks(facts: SetUpFacts): readonly Check[] {
  const { account, setUpSeen, now } = facts;
  const isSet = account !== null;
  return [
    checkConnected(facts),
    // The organisation's are renewed by themselves.
    isSet &&
      RULES[account.api].tokenEnds &&
      facts.accountFrom !== "organisation" &&
      checkToken(facts, facts.tokenEnd),
    isSet && checkEvidence(facts),
    isSet && checkPhone(facts),
    ...(isSet ? checkSoftphone(facts) : []),
    checkToolbar(facts),
    isSet && checkNotifications(facts, setUpSeen, now),
    isSet && checkKey(facts, facts.keyWorks),
    isSet && checkLock(facts, setUpSeen, now),
    isSet && checkClock(facts),
  ].filter((check): check is Check => check !== null && check !== false);
}

/** How many of the checks hold, do not hold, and are not known. */
export function tally(checks: readonly Check[]): { good: number; bad: number; unknown: number } {
  const count = (holds: boolean | null): number => checks.filter((check) => check.holds === holds).length;
  return { good: count(true), bad: count(false), unknown: count(null) };
}
