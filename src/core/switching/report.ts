import type { Reading } from "../devices/device.ts";
import { isOnUnsaid } from "../devices/verdict.ts";
import { explainFailure, troubleOfAttempt } from "../explain-failure.ts";
import { type Failure, isAccessBlocked } from "../failure.ts";
import { message } from "../message.ts";
import type { Explanation, Trouble } from "../notice.ts";
import { explainImpossible } from "./explain-press.ts";
import { assignmentOf } from "./press.ts";

/**
 * What to tell the agent about a switch that did not simply succeed.
 *
 * - `interrupted`: it was given up, or never begun, because the worker or the browser died, or because it was too old.
 * - `not-made`: its request failed. The devices are as before, or as somebody else has set them; `asBefore` if a read after it
 *   shows them as before.
 * - `compensated`: the device from before is on again, or another one in its place.
 * - `perhaps-none-on`: perhaps no device is on. The switch is tried again later.
 * - `none-stays-on`: every request was answered well, but no device is on. The switch is tried again later.
 * - `outcome-unknown`: neither the write nor a read after it got a usable answer (Integrations Core).
 * - `unverified`: the device to turn on is no longer verified.
 */
export type SwitchReport =
  | { readonly why: "interrupted" | "none-stays-on" | "changed-elsewhere" | "unverified" }
  | { readonly why: "not-made"; readonly failure: Failure; readonly asBefore: boolean }
  | { readonly why: "perhaps-none-on" | "outcome-unknown"; readonly failure: Failure }
  | { readonly why: "compensated"; readonly failure: Failure | "interrupted"; readonly asBefore: boolean }
  | { readonly why: "signed-out"; readonly perhapsNoneOn: boolean };

const PERHAPS_NONE_ON = message("perhapsNoneOn");

export const SIGNED_OUT: Explanation = {
  problem: [message("signedOut")],
  remedy: [message("enterCredentials")],
};
const CHANGED_ELSEWHERE: Explanation = {
  problem: [message("changedElsewhere")],
  remedy: [message("checkDevicesAndSwitch")],
};
const NONE_STAYS_ON: Explanation = {
  problem: [PERHAPS_NONE_ON, message("noneStaysOn")],
  remedy: [message("keepsTrying")],
};
const INTERRUPTED: Explanation = {
  problem: [message("switchInterrupted")],
  remedy: [message("checkDevicesAndSwitch")],
};

/** The report in sentences. */
export function explainReport(report: SwitchReport): Trouble {
  switch (report.why) {
    case "interrupted":
      return withoutId(INTERRUPTED);
    case "none-stays-on":
      return withoutId(NONE_STAYS_ON);
    case "changed-elsewhere":
      return withoutId(CHANGED_ELSEWHERE);
    case "unverified":
      return withoutId(explainImpossible("unverified"));
    case "not-made":
      return notMade(report.failure, report.asBefore);
    case "perhaps-none-on":
      return perhapsNoneOn(report.failure);
    case "outcome-unknown":
      return outcomeUnknown(report.failure);
    case "compensated":
      return compensated(report.failure, report.asBefore);
    case "signed-out": {
      const { problem } = SIGNED_OUT;
      const whole = report.perhapsNoneOn ? [PERHAPS_NONE_ON, ...problem] : problem;
      return withoutId({ ...SIGNED_OUT, problem: whole });
    }
  }
}

function withoutId(explanation: Explanation): Trouble {
  return { ...explanation, requestId: null };
}

function notMade(failure: Failure, asBefore: boolean): Trouble {
  const trouble = troubleOfAttempt(failure, [message("switchNotMade")]);
  // Any other refusal says by itself that nothing changed. A request without a usable answer may still arrive.
  const mustSay = asBefore && failure.kind === "server";
  return mustSay ? { ...trouble, problem: [...trouble.problem, message("nothingChanged")] } : trouble;
}

function perhapsNoneOn(failure: Failure): Trouble {
  const { problem, remedy } = explainFailure(failure);
  const goesOn = message("goesOnThen");
  const needsAgent = failure.kind === "credentials-refused" || isAccessBlocked(failure);
  return {
    problem: [PERHAPS_NONE_ON, ...problem],
    remedy: needsAgent ? [...remedy.filter(({ id }) => id !== goesOn.id), goesOn] : NONE_STAYS_ON.remedy,
    requestId: failure.requestId,
  };
}

function outcomeUnknown(failure: Failure): Trouble {
  return {
    problem: [message("switchUnknown"), ...explainFailure(failure).problem],
    remedy: [message("keepsReading")],
    requestId: failure.requestId,
  };
}

/**
 * What is left to tell after a good read, which shows the outcome of a switch that was not known: nothing if the devices have
 * changed, or else that the switch was not made.
 *
 * @param before the devices as last known before the switch; `null` if they were not
 */
export function afterGoodRead<T extends Trouble>(
  told: T | null,
  before: Reading | null,
  { devices, api }: Reading,
): T | null {
  // Such a read shows no outcome.
  if (devices.some((device) => isOnUnsaid(device, api))) return told;
  if (told === null || before === null || !told.problem.some(({ id }) => id === "switchUnknown")) return told;
  const wasOn = assignmentOf(before.devices);
  const isAsBefore = Object.entries(assignmentOf(devices)).every(([id, on]) => wasOn[id] === on);
  if (!isAsBefore) return null;
  return { ...told, problem: [message("switchNotMade")], remedy: [message("tryAgainSoon")] };
}

function compensated(failure: Failure | "interrupted", asBefore: boolean): Trouble {
  const trouble = failure === "interrupted" ? withoutId(INTERRUPTED) : notMade(failure, false);
  const instead = message(asBefore ? "deviceFromBeforeOn" : "otherDeviceOnInstead");
  return { ...trouble, remedy: [instead, ...trouble.remedy] };
}
