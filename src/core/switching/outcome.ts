import { passesThroughNone, RULES, turnsOnFirst } from "../api-rules.ts";
import type { Device } from "../devices/device.ts";
import { matches } from "../devices/device-changes.ts";
import type { Failure } from "../failure.ts";
import { retryDelay } from "../polling/schedule.ts";
import { waitForAny } from "../polling/server-waits.ts";
import type { Effect, Facts, Transition } from "./events.ts";
import { type Goal, isUnseen, type Journal, newJournal, type SwitchIntent } from "./journal.ts";
import { isHalfDone, isStillWanted, noneIsOn, wantsOne } from "./plan.ts";
import { assignmentOf } from "./press.ts";
import type { SwitchReport } from "./report.ts";

/** How a switch ends, or waits for another try. */

/** Whether a switch that is given up half-way could leave the agent with no device on, though they want one. */
export function mayLeaveNone({ api, target }: Journal): boolean {
  return RULES[api].batching === "one-by-one" && wantsOne(target);
}

/** Ends the switch, and begins the press that waits. */
export function end(journal: Journal, report: SwitchReport | null, facts: Facts): Transition {
  const { waiting: next, failures, origin } = journal;
  const { reading, credentials, now } = facts;
  const nextJournal =
    next !== null && isStillWanted(next, now) && reading !== null && credentials === "present"
      ? newJournal(next, reading.api, assignmentOf(reading.devices))
      : null;
  // Nobody needs a report on a press that a later one has replaced.
  const reportDue = nextJournal === null ? (report ?? (next && { why: "interrupted" as const })) : null;
  const effects: readonly Effect[] =
    reportDue !== null
      ? [{ do: "tell", origin: isUnseen(origin) ? origin : (next ?? journal).origin, report: reportDue }]
      : failures > 0
        ? [{ do: "withdraw" }]
        : [];
  return [nextJournal, nextJournal === null ? effects : [...effects, { do: "open" }]];
}

/** Tries again with backoff, even after the death of the worker or the browser; at once if another press waits. */
export function retry(journal: Journal, report: SwitchReport | null, facts: Facts): Transition {
  const { now, credentials, waits } = facts;
  const mustWait = credentials !== "present" || waitForAny(waits) > now;
  return journal.waiting !== null && !mustWait ? resume(journal) : scheduleRetry(journal, report, facts);
}

/** Tries again with backoff. */
export function scheduleRetry(journal: Journal, report: SwitchReport | null, facts: Facts): Transition {
  const { now, credentials, waits, random } = facts;
  const failures = journal.failures + 1;
  // Other agents may have been given the same wait: the delay spreads them.
  const retryAt = Math.max(now, waitForAny(waits)) + retryDelay(failures, random);
  const isNew = failures === 1 || credentials !== "present";
  return [
    { ...journal, failures, phase: { name: "waiting-to-retry", retryAt } },
    report !== null && isNew ? [{ do: "tell", origin: journal.origin, report }] : [],
  ];
}

/** Resumes the switch: a read will show how far it came. */
export function resume(journal: Journal): Transition {
  return [resumed(journal), [{ do: "open" }]];
}

/** The journal of a switch that is about to resume. If each device needs a request, the waiting press takes its place. */
export function resumed(journal: Journal): Journal {
  const { api, waiting } = journal;
  const isSuperseded = RULES[api].batching === "one-by-one" && waiting !== null;
  return { ...(isSuperseded ? supersede(journal, waiting) : journal), phase: { name: "ready", sure: false } };
}

/** Gives up a switch for a new one, which keeps what the old one did, or may have done, to the devices. */
function supersede(old: Journal, intent: SwitchIntent): Journal {
  const { api, before, target, noDeviceOn, answered, failures, refusals } = old;
  const touched = Object.entries(before).map(([id, on]) => [id, on || target[id] === true] as const);
  // A switch that was compensating may itself have turned one on again.
  const turnedOff = old.compensatesFor === null ? old.turnedOff.filter((id) => !intent.target[id]) : [];
  const kept = { noDeviceOn, turnedOff, answered, failures, refusals };
  return { ...newJournal(intent, api, Object.fromEntries(touched)), ...kept };
}

/** After a failure that rules out further requests now: tries again if no device is on, or the switch is half done. */
export function retryOrEnd(journal: Journal, failure: Failure, facts: Facts): Transition {
  const devices = facts.reading?.devices ?? [];
  if (journal.noDeviceOn || (turnsOnFirst(journal.api) && isNoneLeft(journal, devices)))
    return retry(journal, { why: "perhaps-none-on", failure }, facts);
  if (isHalfDone(journal, devices)) return retry(journal, null, facts);
  return end(journal, { why: "not-made", failure, asBefore: false }, facts);
}

/** Whether no device is said to be on, and one was before the switch. */
export function isNoneLeft(journal: Journal, devices: readonly Device[]): boolean {
  return mayLeaveNone(journal) && wantsOne(journal.before) && noneIsOn(devices);
}

/**
 * After a read that failed: tries again if no device may be on, otherwise ends the switch.
 *
 * @param doubtful whether the last known state of the devices no longer counts
 */
export function readFailed(journal: Journal, failure: Failure, doubtful: boolean, facts: Facts): Transition {
  const mustTell = doubtful || journal.noDeviceOn;
  const why = passesThroughNone(journal.api) ? "perhaps-none-on" : "outcome-unknown";
  const [left, effects] = mayLeaveNone(journal)
    ? retry(journal, mustTell ? { why, failure } : null, facts)
    : end(journal, doubtful ? { why: "outcome-unknown", failure } : null, facts);
  return [left, doubtful ? [{ do: "doubt" }, ...effects] : effects];
}

/**
 * Ends a switch that does not reach its target.
 *
 * @param devices as read after its last write
 */
export function giveUp(
  journal: Journal,
  cause: Failure | "interrupted",
  devices: readonly Device[],
  facts: Facts,
): Transition {
  // Where it is not said which device is on, nothing shows that all is as before.
  const isSaid = RULES[journal.api].saysWhichIsOn || !noneIsOn(devices);
  const asBefore = isSaid && matches(devices, journal.before);
  const report: SwitchReport =
    cause === "interrupted" ? { why: cause } : { why: "not-made", failure: cause, asBefore };
  return end(journal, report, facts);
}

/** Ends a switch. The devices stay as they are now; the report depends on how they got there. */
export function conclude(journal: Journal, as: Goal, devices: readonly Device[], facts: Facts): Transition {
  switch (as) {
    case "reached":
      return end(journal, null, facts);
    case "compensated": {
      const { compensatesFor, before } = journal;
      const failure = compensatesFor ?? "interrupted";
      return end(journal, { why: "compensated", failure, asBefore: matches(devices, before) }, facts);
    }
    case "changed-elsewhere": {
      const isUnverified = devices.some(({ id, verified }) => journal.target[id] && verified === false);
      return end(journal, { why: isUnverified ? "unverified" : "changed-elsewhere" }, facts);
    }
  }
}
