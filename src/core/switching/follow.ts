import { passesThroughNone } from "../api-rules.ts";
import type { Assignment, Device } from "../devices/device.ts";
import { type Failure, rateLimitedUntil } from "../failure.ts";
import type { Facts, Transition } from "./events.ts";
import type { Goal, Journal } from "./journal.ts";
import { conclude, giveUp, retryOrEnd } from "./outcome.ts";
import { compensate, noneIsOn, type Plan, wantsOne } from "./plan.ts";

/**
 * Carries out a plan.
 *
 * @param devices the devices that the plan was made for
 * @param isRead whether they were read since the last write
 * @param failure the failure of the last write, if it failed
 */
export function follow(
  journal: Journal,
  plan: Plan,
  devices: readonly Device[],
  facts: Facts,
  isRead = false,
  failure: Failure | null = null,
): Transition {
  if (plan.do === "compensate") {
    const back: Journal = { ...journal, compensatesFor: journal.compensatesFor ?? "interrupted" };
    return follow(back, compensate(back, devices), devices, facts, isRead, failure);
  }
  if (plan.do === "end") {
    if (plan.as === "given-up")
      return giveUp(journal, journal.compensatesFor ?? "interrupted", devices, facts);
    return isRead ? conclude(journal, plan.as, devices, facts) : confirm(journal, plan.as);
  }
  const { writeUntil } = facts.waits;
  // An earlier switch may have been given this wait.
  if ((writeUntil ?? 0) > facts.now)
    return retryOrEnd(journal, failure ?? rateLimitedUntil(writeUntil), facts);
  const { change } = plan;
  const name = journal.compensatesFor === null ? "writing" : "compensating";
  return [{ ...journal, answered: false, phase: { name, change } }, [{ do: "write", change }]];
}

function confirm(journal: Journal, as: Goal): Transition {
  return [{ ...journal, phase: { name: "confirming", as } }, [{ do: "read", settling: true }]];
}

/**
 * Records in the journal whether this switch has left no device on, and which devices it has turned off.
 *
 * @param devices as they are now
 * @param change what was written, if anything
 */
export function recordDevices(
  journal: Journal,
  devices: readonly Device[],
  change: Assignment = {},
): Journal {
  if (!passesThroughNone(journal.api)) return journal;
  const { turnedOff } = journal;
  const isNewlyOff = ({ id, on }: Device): boolean => change[id] === false && !on && !turnedOff.includes(id);
  const newlyOff = devices.filter(isNewlyOff).map(({ id }) => id);
  const noDeviceOn = wantsOne(journal.target) && noneIsOn(devices);
  return { ...journal, noDeviceOn, turnedOff: [...turnedOff, ...newlyOff] };
}
