import type { Device } from "../devices/device.ts";
import type { Settings } from "../settings.ts";
import { assignmentOf } from "../switching/press.ts";
import type { RuleName } from "./precedence.ts";
import { isActing, type RulesMemory } from "./rules-memory.ts";
import { isSameState } from "./same-state.ts";
import { type WallClock, wallClock } from "./wall-clock.ts";
import { hoursNow } from "./working-hours.ts";

/** The rule that has set the present state, and until when it holds it (ms); `null` where only an event ends it. */
export interface RuleInCharge {
  readonly by: RuleName;
  readonly until: number | null;
}

/** Which rule has set the present state; `null` if none has. `now` is this machine's clock, ms. */
export function ruleInCharge(
  { made, records, forAWhile }: RulesMemory,
  devices: readonly Device[],
  settings: Settings,
  now: number,
  clock: WallClock = wallClock,
): RuleInCharge | null {
  if (made === null || made.isReturn || !isActing(records[made.by])) return null;
  if (!isSameState(assignmentOf(devices), made.target)) return null;
  const { by } = made;
  const ends = by === "hours" ? hoursNow(settings, now, clock).next : null;
  return { by, until: by === "for-a-while" ? (forAWhile?.until ?? null) : ends };
}
