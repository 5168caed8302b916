import type { Assignment, Device } from "../devices/device.ts";
import { matches } from "../devices/device-changes.ts";
import { type Failure, isAccessBlocked, isOutcomeUnknown } from "../failure.ts";
import type { Facts, Transition } from "./events.ts";
import { follow, recordDevices } from "./follow.ts";
import type { Journal } from "./journal.ts";
import { conclude, giveUp, mayLeaveNone, readFailed, retry, retryOrEnd } from "./outcome.ts";
import { compensate, noneIsOn, recover } from "./plan.ts";

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
      if (mayLeaveNone(journal) && noneIsOn(devices)) return retry(journal, { why: "none-stays-on" }, facts);
      const isSo = phase.as === "compensated" ? !noneIsOn(devices) : matches(devices, target);
      return conclude(journal, isSo ? phase.as : "changed-elsewhere", devices, facts);
    }
    default:
      return [journal, []];
  }
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
  if (isDone && compensatesFor !== null) return conclude(journal, "compensated", devices, facts);
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
  const { compensatesFor, target, before, refusals } = journal;
  if (matches(devices, compensatesFor === null ? target : before)) {
    return conclude(journal, compensatesFor === null ? "reached" : "compensated", devices, facts);
  }
  if (!mayLeaveNone(journal) || !noneIsOn(devices)) {
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
      return readFailed({ ...journal, answered: true }, failure, false, facts);
    default:
      return [journal, []];
  }
}
