import { passesThroughNone, RULES } from "../api-rules.ts";
import type { Device } from "../devices/device.ts";
import { matches } from "../devices/device-changes.ts";
import type { Failure } from "../failure.ts";
import { retryDelay } from "../polling/schedule.ts";
import { waitForAny } from "../polling/server-waits.ts";
import type { Effect, Facts, Stepped } from "./events.ts";
import { begun, type Goal, type Journal, type Wish } from "./journal.ts";
import { isStillWanted, wantsOne } from "./plan.ts";
import { assignmentOf } from "./press.ts";
import type { SwitchReport } from "./report.ts";

/** How a switch ends, or waits for another try. */

/** Whether the switch, given up half-way, could leave the agent without a device against their wish. */
export function mayLeaveNone({ api, target }: Journal): boolean {
  return passesThroughNone(api) && wantsOne(target);
}

/** Ends the switch, and begins the one that waits. */
export function end(journal: Journal, report: SwitchReport | null, facts: Facts): Stepped {
  const { waiting: next, failures, origin } = journal;
  const { reading, credentials, now } = facts;
  const goesOn =
    next !== null && isStillWanted(next, now) && reading !== null && credentials === "present"
      ? begun(next, reading.api, assignmentOf(reading.devices))
      : null;
  // Nobody needs to hear of a press that a later one has overtaken.
  const toTell = goesOn === null ? (report ?? (next && { why: "interrupted" as const })) : null;
  const told: readonly Effect[] =
    toTell !== null
      ? [{ do: "tell", origin: origin === "key" ? origin : (next ?? journal).origin, report: toTell }]
      : failures > 0
        ? [{ do: "withdraw" }]
        : [];
  return [goesOn, goesOn === null ? told : [...told, { do: "open" }]];
}

/** Tries again with backoff, through the worker's death and the browser's restart; at once where another press waits. */
export function retry(journal: Journal, report: SwitchReport | null, facts: Facts): Stepped {
  const { now, credentials, waits } = facts;
  const mustWait = credentials !== "present" || waitForAny(waits) > now;
  return journal.waiting !== null && !mustWait ? takeUp(journal) : putOff(journal, report, facts);
}

/** Tries again with backoff. */
export function putOff(journal: Journal, report: SwitchReport | null, facts: Facts): Stepped {
  const { now, credentials, waits, random } = facts;
  const failures = journal.failures + 1;
  // Others may have been told the same wait.
  const retryAt = Math.max(now, waitForAny(waits)) + retryDelay(failures, random);
  const isNew = failures === 1 || credentials !== "present";
  return [
    { ...journal, failures, phase: { name: "waiting-to-retry", retryAt } },
    report !== null && isNew ? [{ do: "tell", origin: journal.origin, report }] : [],
  ];
}

/** Takes the switch up again, from what a read will show. */
export function takeUp(journal: Journal): Stepped {
  return [resumed(journal), [{ do: "open" }]];
}

/** A switch that is about to be taken up again, or the press that was made while it was put off, in its place. */
export function resumed(journal: Journal): Journal {
  const { api, waiting } = journal;
  const isHalfWay = RULES[api].batching === "one-by-one" && waiting !== null;
  return { ...(isHalfWay ? supersede(journal, waiting) : journal), phase: { name: "ready", sure: false } };
}

/** Keeps from the switch that is given up for a new one what it did, or may have done, to the devices. */
function supersede(given: Journal, wish: Wish): Journal {
  const { api, before, target, noDeviceOn, answered, failures, refusals } = given;
  const touched = Object.entries(before).map(([id, on]) => [id, on || target[id] === true] as const);
  // On its way back, the switch itself may have turned one on again.
  const turnedOff = given.compensatesFor === null ? given.turnedOff.filter((id) => !wish.target[id]) : [];
  const kept = { noDeviceOn, turnedOff, answered, failures, refusals };
  return { ...begun(wish, api, Object.fromEntries(touched)), ...kept };
}

/** A failure after which nothing more can be asked for now. */
export function setBack(journal: Journal, failure: Failure, facts: Facts): Stepped {
  return journal.noDeviceOn
    ? retry(journal, { why: "perhaps-none-on", failure }, facts)
    : end(journal, { why: "not-made", failure }, facts);
}

/**
 * The devices could not be read.
 *
 * @param doubtful whether what was known of them is worth nothing any more
 */
export function unread(journal: Journal, failure: Failure, doubtful: boolean, facts: Facts): Stepped {
  const isToTell = doubtful || journal.noDeviceOn;
  const [left, effects] = mayLeaveNone(journal)
    ? retry(journal, isToTell ? { why: "perhaps-none-on", failure } : null, facts)
    : end(journal, doubtful ? { why: "outcome-unknown", failure } : null, facts);
  return [left, doubtful ? [{ do: "doubt" }, ...effects] : effects];
}

/** Ends a switch that does not reach its target. */
export function giveUp(journal: Journal, because: Failure | "interrupted", facts: Facts): Stepped {
  const report: SwitchReport =
    because === "interrupted" ? { why: because } : { why: "not-made", failure: because };
  return end(journal, report, facts);
}

/** Whatever is on when a switch ends is the truth; what is told of it depends on how it got there. */
export function conclude(journal: Journal, as: Goal, devices: readonly Device[], facts: Facts): Stepped {
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
