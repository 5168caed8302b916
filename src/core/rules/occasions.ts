import type { Presence } from "../polling/pace.ts";
import type { ServerWaits } from "../polling/server-waits.ts";
import type { Settings } from "../settings.ts";
import { lastingChoice } from "./for-a-while.ts";
import { lockActsAt, lockedSince } from "./lock-delay.ts";
import { mapRecords, recordNow } from "./overrule.ts";
import type { RuleName } from "./precedence.ts";
import { INITIAL_RECORD, isOverruled, type RuleSwitch, type RulesMemory } from "./rules-memory.ts";
import { INITIAL_WATCH, type SoftphoneNow, safetyNetTurnsAt, watchSoftphone } from "./safety-net.ts";
import { isOn } from "./turned-on.ts";
import type { WallClock } from "./wall-clock.ts";
import { hoursNow } from "./working-hours.ts";

/** What the occasions of the rules depend on, besides the devices. */
export interface OccasionInput {
  readonly settings: Settings;
  /** Whether somebody is at the machine, as the browser says. */
  readonly presence: Presence;
  readonly waits: ServerWaits;
  readonly wallClock: WallClock;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** Each rule's present occasion. A new one is not overruled by a press from before it. */
export function occasions(
  before: RulesMemory,
  seen: SoftphoneNow | null,
  { settings, presence, wallClock, now }: OccasionInput,
): RulesMemory {
  const net = before.records["safety-net"];
  const softphone = settings.ringsWhenDropped
    ? watchSoftphone(before.softphone, seen, settings, isOverruled(net), now)
    : INITIAL_WATCH;
  const locked = settings.ringsWhileLocked ? lockedSince(before.lockedSince, presence, now) : null;
  const forAWhile = lastingChoice(before, now);
  const since: Readonly<Record<RuleName, number | null>> = {
    "for-a-while": forAWhile?.since ?? null,
    lock: (lockActsAt(locked) ?? Number.POSITIVE_INFINITY) <= now ? locked : null,
    hours: isOn("hours", settings) ? hoursNow(settings, now, wallClock).outsideSince : null,
    "safety-net": softphone.since,
  };
  const records = mapRecords(before, (record, rule) =>
    isOn(rule, settings) ? { ...recordNow(record, now), since: since[rule] } : INITIAL_RECORD,
  );
  return { ...before, forAWhile, lockedSince: locked, softphone, records };
}

/** When the decision may change without anything happening, ms; `null` if it does not. */
export function nextMoment(rules: RulesMemory, input: OccasionInput): number | null {
  const { settings, waits, wallClock, now } = input;
  const { forAWhile, lockedSince: since, softphone, plan, records } = rules;
  const moments = [
    forAWhile?.until ?? null,
    lockActsAt(since),
    isOn("hours", settings) ? hoursNow(settings, now, wallClock).next : null,
    safetyNetTurnsAt(softphone, settings),
    plan === null || plan.isBegun ? null : beginsAt(plan, waits, now),
    ...Object.values(records).map(({ pausedUntil }) => pausedUntil),
  ].filter((at) => at !== null && at > now) as number[];
  return moments.length === 0 ? null : Math.min(...moments);
}

/** No switch is planned for later than this, ms (`spread.ts`, `observe.ts`). */
const LONGEST_WAIT = 300_000;

/** When a planned switch may begin, ms: not while the server wants no writes. */
export function beginsAt({ at }: RuleSwitch, { writeUntil }: ServerWaits, now: number): number {
  // A moment that late dates from before the clock was set back.
  const isDue = at - now > LONGEST_WAIT;
  return Math.max(isDue ? now : at, writeUntil ?? 0);
}
