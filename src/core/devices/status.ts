import type { Failure } from "../failure.ts";
import type { WaitsElsewhere } from "../polling/server-waits.ts";
import type { Reading } from "./device.ts";

/** All that is known at present. Times are this machine's clock, in ms. */
export interface Status {
  /** `missing`: the browser was closed and they were not to be kept. */
  readonly credentials: "present" | "missing" | "refused";
  /** The last good read, brought up to date by the answers to writes since. */
  readonly reading: Reading | null;
  /** What the newest read ended with; `null` when it was good, or none has ended. */
  readonly failure: Failure | null;
  readonly failuresInARow: number;
  /** While the credentials are refused, and until a switch that waits for them is over. */
  readonly refusal: Refusal | null;
  /** The machine had no network when the newest read failed. */
  readonly offline: boolean;
  /** A write was sent and its answer not heard: what was read before it is no longer evidence. */
  readonly inDoubt: boolean;
  /**
   * Exotel has said that this agent's devices cannot be read (403, 404): what was read before is no longer
   * so, whatever its age. Only a good read says otherwise.
   */
  readonly refuted: boolean;
  /** How often the status is read when all is well, in ms. */
  readonly period: number;
  /** How long the last good read counts from its moment, ms. */
  readonly countsFor: number;
  /** When the next read is due; `null` while there is nothing to ask. */
  readonly nextReadAt: number | null;
  /** What the server has asked of requests for others than this account: a search, or an attempt to connect. */
  readonly elsewhere: WaitsElsewhere;
  /** When the status was last changed; `null` where it is as it began. */
  readonly changedAt: number | null;
}

/** What is kept of refused credentials, so that they are tried again, and seldom. This machine's clock, ms. */
export interface Refusal {
  /** How often in a row they were refused, without the tries that the agent asked for. */
  readonly times: number;
  /** When they were last refused. */
  readonly at: number;
  /** Since when nobody has been at the machine; `null` while somebody is, or where that was before they were refused. */
  readonly awaySince: number | null;
}

/** The default period: the contract shows a change on the server within 30 s. */
const DEFAULT_PERIOD = 30_000;

/** For how many periods evidence is good (the contract's badge table, "not known"). */
export const PERIODS_OF_EVIDENCE = 3;

/** Clocks are set by fractions of a second all the time; that alone discredits nothing. */
export const CLOCK_TOLERANCE = 2_000;

/** Whether this machine's clock was set back since the status was changed: then nothing tells how old it is. */
export function clockIsBack({ changedAt, reading }: Status, now: number): boolean {
  return (changedAt ?? reading?.takenAt ?? 0) > now + CLOCK_TOLERANCE;
}

/**
 * The status with these changes. A reading that outlives a clock which was set back has no date any more, and is due to
 * be read anew.
 */
export function changed(status: Status, changes: Partial<Status>, now: number): Status {
  const after = { ...status, ...changes, changedAt: now };
  if (!clockIsBack(status, now)) return after;
  const { nextReadAt = status.nextReadAt && now } = changes;
  const { reading } = after;
  const isOld = reading !== null && reading.takenAt === status.reading?.takenAt;
  return { ...after, nextReadAt, reading: isOld ? { ...reading, undated: true } : reading };
}

export const INITIAL_STATUS: Status = {
  credentials: "present",
  reading: null,
  failure: null,
  failuresInARow: 0,
  refusal: null,
  offline: false,
  inDoubt: false,
  refuted: false,
  period: DEFAULT_PERIOD,
  countsFor: PERIODS_OF_EVIDENCE * DEFAULT_PERIOD,
  nextReadAt: null,
  elsewhere: {},
  changedAt: null,
};
