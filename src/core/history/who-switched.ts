import type { Assignment } from "../devices/device.ts";
import type { Status } from "../devices/status.ts";
import { isOnUnsaid } from "../devices/verdict.ts";
import type { RulesMemory } from "../rules/rules-memory.ts";
import { isSameState } from "../rules/same-state.ts";
import type { Journal, Origin } from "../switching/journal.ts";
import { assignmentOf } from "../switching/press.ts";
import type { Switched } from "./record.ts";

/** What is remembered to tell who changes the devices. */
export interface Watched {
  /** The devices as they were last known with no switch under way; `null` at first. */
  readonly devices: Assignment | null;
  /** The last switch of ours, until it is known that it was made. */
  readonly asked: Asked | null;
}

interface Asked extends Pick<Switched, "isReturn"> {
  readonly by: Origin;
  readonly target: Assignment;
  /** Whether no read since its end has shown the devices otherwise. */
  readonly isOpen: boolean;
}

interface Seen {
  readonly status: Status;
  readonly journal: Journal | null;
  readonly rules: RulesMemory | null;
}

export const NOTHING_WATCHED: Watched = { devices: null, asked: null };

/**
 * Who has changed the devices since the last look: `null` if nobody has, or if that is not known, as after a switch that failed:
 * what it sent may still arrive.
 */
export function whoSwitched(before: Watched, seen: Seen): readonly [Watched, Omit<Switched, "at"> | null] {
  const { journal } = seen;
  if (journal !== null)
    return [{ devices: before.devices ?? journal.before, asked: asked(journal, seen) }, null];
  const devices = devicesAtRest(seen.status);
  if (devices === null) return [before, null];
  const { asked: last } = before;
  const isMade = last !== null && isSameState(last.target, devices);
  const isChanged = before.devices !== null && !isSameState(before.devices, devices);
  const isOver = isMade || (isChanged && last?.isOpen === false);
  const after = { devices, asked: isOver || last === null ? null : { ...last, isOpen: false } };
  return [after, isChanged ? whoseChange(last, isMade) : null];
}

function whoseChange(last: Asked | null, isMade: boolean): Omit<Switched, "at"> | null {
  if (last === null || !(last.isOpen || isMade)) return ELSEWHERE;
  const { by, isReturn, isOpen } = last;
  return isOpen && isMade ? { kind: "switched", by, isReturn } : null;
}

const ELSEWHERE = { kind: "switched", by: "elsewhere", isReturn: false } as const;

function asked({ origin, target }: Journal, { rules }: Seen): Asked {
  const plan = rules?.plan?.isBegun ? rules.plan : null;
  const isReturn = plan?.by === origin && plan.isReturn;
  return { by: origin, isReturn, target, isOpen: true };
}

/** Which devices are on by the last reading; `null` if it does not say so, or is in doubt. */
function devicesAtRest({ reading, inDoubt }: Status): Assignment | null {
  if (reading === null || inDoubt || reading.devices.some((one) => isOnUnsaid(one, reading.api))) return null;
  return assignmentOf(reading.devices);
}
