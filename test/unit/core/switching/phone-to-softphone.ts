import type { Api } from "../../../../src/core/api-rules.ts";
import type { Device } from "../../../../src/core/devices/device.ts";
import { type Failure, type FailureKind, NO_DETAILS } from "../../../../src/core/failure.ts";
import type { Effect, Facts } from "../../../../src/core/switching/events.ts";
import {
  type Journal,
  newJournal,
  type Origin,
  type SwitchIntent,
} from "../../../../src/core/switching/journal.ts";
import type { SwitchReport } from "../../../../src/core/switching/report.ts";
import { DEVICES, factsOf, NOW, only, readingOf } from "../../switch-model.ts";

/** The first retry comes from 2 s to 4 s after the failure, the second from 4 s to 8 s. This is in the middle of the range. */
export const FIRST_RETRY = 3_000;
export const SECOND_RETRY = 6_000;

/** A press, by the key or in the popup, that turns on the phone (0) or the softphone (1) and the other one off. */
export function pressTo(api: Api, device: 0 | 1, over: Partial<SwitchIntent> = {}): SwitchIntent {
  return { origin: "popup", target: only(api, DEVICES[api][device] ?? ""), askedAt: NOW, ...over };
}

/** A switch from the phone to the softphone, asked for by the key. */
export function toSoftphone(api: Api, over: Partial<Journal> = {}): Journal {
  const [phone = ""] = DEVICES[api];
  return { ...newJournal(pressTo(api, 1, { origin: "key" }), api, only(api, phone)), ...over };
}

/** The account's devices with these on. */
export function devicesOn(api: Api, ...on: readonly string[]): readonly Device[] {
  return readingOf(api, only(api, ...on)).devices;
}

/** What is known when these devices are on. */
export function factsOn(api: Api, on: readonly string[], over: Partial<Facts> = {}): Facts {
  return factsOf(readingOf(api, only(api, ...on)), over);
}

export function failed(kind: FailureKind, over: Partial<Failure> = {}): Failure {
  return { ...NO_DETAILS, kind, ...over };
}

export function tell(report: SwitchReport, origin: Origin = "key"): Effect {
  return { do: "tell", origin, report };
}
