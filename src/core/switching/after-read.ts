import { turnsOnFirst } from "../api-rules.ts";
import type { Assignment, Device } from "../devices/device.ts";
import { matches } from "../devices/device-changes.ts";
import { type Failure, isAccessBlocked, isOutcomeUnknown } from "../failure.ts";
import type { Facts, Transition } from "./events.ts";
import { follow, recordDevices } from "./follow.ts";
import type { Goal, Journal } from "./journal.ts";
import { conclude, end, giveUp, isNoneLeft, mayLeaveNone, readFailed, retry, retryOrEnd } from "./outcome.ts";
import { addedDevice, compensate, forward, isHalfDone, noneIsOn, recover } from "./plan.ts";

/** The next step of a switch, now that the devices have been read for it. */
export function afterRead(from: Journal, devices: readonly Device[], facts: Facts): Transition {
  // A device that somebody has turned on ends the switch. If that were stored before the end is, and the worker died in between,
  // the switch would go on instead.
  const journal = noneIsOn(devices) ? recordDevices(from, devices) : from;
  const { phase, target } = journal;
  switch (phase.name) {
    case "recovering":
      return follow(journal, recover(journal, devices, facts.now), devices, facts, true);
    case "checking":
      return afterCheck(journal, phase.change, phase.failure, devices, facts);
    case "confirming": {
      const next = turnsOnFirst(journal.api) ? afterOneOn(journal, phase.as, devices, facts) : null;
      if (next !== null) return next;
      if (mayLeaveNone(journal) && noneIsOn(devices)) return retry(journal, { why: "none-stays-on" }, facts);
      const isSo = phase.as === "compensated" ? !noneIsOn(devices) : matches(devices, target);
      return conclude(journal, isSo ? phase.as : "changed-elsewhere", devices, facts);
    }
    default:
      return [journal, []];
  }
}

/**
 * The devices were read after the wanted one was turned on, or after another was turned off: the next step, or `null` if there
 * is none.
 */
function afterOneOn(journal: Journal, as: Goal, devices: readonly Device[], facts: Facts): Transition | null {
  // A server that says yes but does otherwise is not asked for ever.
  const mayWrite = journal.attempt.writes <= devices.length && as !== "changed-elsewhere";
  const isNone = isNoneLeft(journal, devices);
  if (mayWrite && (isNone || (as === "reached" && isHalfDone(journal, devices)))) {
    const plan = as === "compensated" ? compensate(journal, devices) : forward(journal, devices);
    return follow(journal, plan, devices, facts, true);
  }
  if (!noneIsOn(devices)) return null;
  // No device is said to be on. That neither confirms the switch nor contradicts it.
  const { compensatesFor } = journal;
  return compensatesFor === null
    ? end(journal, null, facts)
    : giveUp(journal, compensatesFor, devices, facts);
}

/** The devices were read after a failed write. */
function afterCheck(
  journal: Journal,
  change: Assignment,
  failure: Failure,
  devices: readonly Device[],
  facts: Facts,
): Transition {
  if (isAccessBlocked(failure)) return retryOrEnd(journal, failure, facts);
  const { attempt, compensatesFor } = journal;
  // The devices count for more than the answer: the write may have worked all the same.
  const isDone = matches(devices, change) && attempt.writes <= devices.length;
  if (isDone && compensatesFor !== null && !noneIsOn(devices))
    return conclude(journal, "compensated", devices, facts);
  // A 429 rules out another try now, even if an intermediary sent it.
  const mayRepeat = isOutcomeUnknown(failure) && failure.status !== 429 && !attempt.repeated;
  if (!isDone && !mayRepeat) return afterRefusal(journal, failure, devices, facts);
  const again = { ...journal, attempt: { ...attempt, repeated: attempt.repeated || !isDone } };
  return follow(again, recover(again, devices, facts.now), devices, facts, true, failure);
}

/** A write was refused, or got no usable answer twice. */
function afterRefusal(
  journal: Journal,
  failure: Failure,
  devices: readonly Device[],
  facts: Facts,
): Transition {
  const { api, compensatesFor, target, before, refusals } = journal;
  if (matches(devices, compensatesFor === null ? target : before)) {
    return conclude(journal, compensatesFor === null ? "reached" : "compensated", devices, facts);
  }
  const mustUndo = compensatesFor === null && addedDevice(journal, devices) !== null;
  if (!mustUndo && !isNoneLeft(journal, devices)) {
    const isOpen = turnsOnFirst(api) && noneIsOn(devices) && isOutcomeUnknown(failure);
    if (isOpen) return end(journal, { why: "outcome-unknown", failure }, facts);
    return giveUp(journal, compensatesFor ?? failure, devices, facts);
  }
  if (compensatesFor !== null) {
    const next = { ...journal, refusals: isOutcomeUnknown(failure) ? refusals : refusals + 1 };
    return retry(next, { why: "perhaps-none-on", failure }, facts);
  }
  const back = { ...journal, compensatesFor: failure };
  return follow(back, compensate(back, devices), devices, facts, true, failure);
}

/** The next step of a switch, when the devices could not be read for it. */
export function afterReadFailed(journal: Journal, failure: Failure, facts: Facts): Transition {
  const { phase } = journal;
  switch (phase.name) {
    case "recovering":
      return readFailed(journal, failure, !journal.answered, facts);
    case "checking":
      if (isAccessBlocked(phase.failure)) return retryOrEnd(journal, phase.failure, facts);
      return readFailed(
        journal,
        failure.kind === "credentials-refused" ? failure : phase.failure,
        true,
        facts,
      );
    case "confirming":
      // On the older contract, a write's answer does not say how the devices are now.
      return readFailed(
        { ...journal, answered: true },
        failure,
        turnsOnFirst(journal.api) && journal.attempt.writes > 0,
        facts,
      );
    default:
      return [journal, []];
  }
}
