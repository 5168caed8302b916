import type { Api } from "../api-rules.ts";

/**
 * What the device APIs say about an agent's devices, in one vocabulary.
 *
 * The types are plain JSON, because they are stored: a value that the API does not give is `null`, never `undefined`. Times
 * are milliseconds since the epoch.
 */

/** `other` is a type that no document names. It is shown and left alone. */
export type DeviceKind = "pstn" | "sip" | "other";

/**
 * What is known of a softphone's registration.
 *
 * - `not-reported`: the API does not say (CCM and the older contract never do).
 * - `not-read-since`: the device was written to since the last read. That read is no longer evidence, and a write's answer
 *   says nothing about registration.
 */
export type Registration = "registered" | "not-registered" | "not-reported" | "not-read-since";

export interface Device {
  /** On Integrations Core, by either contract, `phone` or `sip`; on CCM, the number that CCM gave it, as text. */
  readonly id: string;
  readonly kind: DeviceKind;
  /** The server's word for the type, where no document names it: it tells the agent what the device is. */
  readonly type?: string;
  /** The friendly name (CCM only). */
  readonly name: string | null;
  /** A PSTN number in E.164, or the SIP address of record. */
  readonly address: string | null;
  /**
   * Whether it is on, that is, set to take calls. CCM gives `null` for an unverified device. On the older contract, `null` means
   * that it is not said.
   */
  readonly on: boolean | null;
  readonly registration: Registration;
  /** When the softphone was last seen, by the server's clock. */
  readonly lastSeenAt: number | null;
  /** CCM only. */
  readonly verified: boolean | null;
  /** CCM only: whether it is on a call now. */
  readonly busy: boolean | null;
}

/** What one good read established. */
export interface Reading {
  readonly userId: string;
  readonly userName: string | null;
  readonly api: Api;
  readonly devices: readonly Device[];
  /** When the answer arrived, by this machine's clock. */
  readonly takenAt: number;
  /** That clock was set back since, so the age of the reading is unknown. */
  readonly undated?: boolean;
  /** The same moment by the server's `Date` header; `null` if it sent none. */
  readonly serverTime: number | null;
  /** When the devices last changed, by the server's clock; `null` if no answer said so. */
  readonly updatedAt: number | null;
}

/** What a write's answer established, for the devices that it names only. The older contract's names none. */
export interface WriteAnswer {
  readonly devices: readonly Device[];
  readonly updatedAt: number | null;
}

/** Whether each device is to be on (`true`) or off, by device ID. */
export type Assignment = Readonly<Record<string, boolean>>;

/** A `last_seen` that is further ahead of the server's own clock than this, ms, is unusable. */
export const LAST_SEEN_AHEAD_TOLERANCE = 60_000;

/** Whether a device can ring. An unverified one cannot, whatever else the API says of it. */
export function canRing(device: Device): boolean {
  return device.on === true && device.verified !== false;
}

/** The age of a reading, ms; -Infinity if it is unknown, because the local clock was set back. */
export function evidenceAge({ undated, takenAt }: Reading, now: number): number {
  return undated ? Number.NEGATIVE_INFINITY : now - takenAt;
}
