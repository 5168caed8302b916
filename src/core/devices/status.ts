import type { Failure } from "../failure.ts";
import type { WaitsElsewhere } from "../polling/server-waits.ts";
import type { Reading } from "./device.ts";

/** Everything that is known now. Times are this machine's clock, ms. */
export interface Status {
  /** `missing`: the browser was closed, and the agent chose not to keep them. */
  readonly credentials: "present" | "missing" | "refused";
  /** The last good read, updated from the answers to later writes. */
  readonly reading: Reading | null;
  /** The failure of the newest read; `null` if it was good, or none has ended. */
  readonly failure: Failure | null;
  readonly failuresInARow: number;
  /** Set while the credentials are refused, and until a switch that waits for them has ended. */
  readonly refusal: Refusal | null;
  /** The machine had no network when the newest read failed. */
  readonly offline: boolean;
  /** A write was sent and no answer came: the last reading is no longer evidence. */
  readonly inDoubt: boolean;
  /**
   * Exotel has said that this agent's devices cannot be read (403, 404): the last reading no longer holds, whatever its age.
   * Only a good read clears this.
   */
  readonly refuted: boolean;
  /** The time between two reads when all is well, ms. */
  readonly period: number;
  /** How long the last good read counts as evidence, ms. */
  readonly countsFor: number;
  /** When the next read is due; `null` if none is planned. */
  readonly nextReadAt: number | null;
  /** The server's waits for requests outside this account: a search, or an attempt to connect. */
  readonly elsewhere: WaitsElsewhere;
  /** When the status last changed; `null` for the initial status. */
  readonly changedAt: number | null;
}

/** The record of refused credentials. It sets when to try them again. Times are this machine's clock, ms. */
export interface Refusal {
  /** How often in a row they were refused, not counting the tries that the agent asked for. */
  readonly times: number;
  /** When they were last refused. */
  readonly at: number;
  /** When the last person left the machine; `null` while somebody is there, or if that was before the refusal. */
  readonly awaySince: number | null;
}

/** The default period, ms: a change on the server must show within 30 s. */
const DEFAULT_PERIOD = 30_000;

/** How many periods a reading counts as evidence (the badge table, "not known"). */
export const PERIODS_OF_EVIDENCE = 3;

/** Clocks are often corrected by fractions of a second. Up to this, ms, a step back discredits nothing. */
export const CLOCK_TOLERANCE = 2_000;

/** Whether this machine's clock was set back since the status last changed. If so, the status's age is unknown. */
export function clockIsBack({ changedAt, reading }: Status, now: number): boolean {
  return (changedAt ?? reading?.takenAt ?? 0) > now + CLOCK_TOLERANCE;
}

/**
 * The status with these changes. If the clock was set back, an old reading becomes undated, and the next read is due at once.
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
