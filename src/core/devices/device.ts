import type { Api } from "../api-rules.ts";

/**
 * What the two device APIs say of an agent's devices, in one vocabulary.
 *
 * Everything here is plain JSON, since it is kept in storage: "not said" is `null`, never
 * `undefined`. Times are milliseconds since the epoch.
 */

/** `other` is a type that no document names: it is shown, and left alone. */
export type DeviceKind = "pstn" | "sip" | "other";

/**
 * What is known of a softphone's registration.
 *
 * - `not-reported`: the API was read and does not say (always so on CCM).
 * - `not-read-since`: the device was written to, and a write's answer says nothing about
 *   registration; what was read before is no longer evidence.
 */
export type Registration = "registered" | "not-registered" | "not-reported" | "not-read-since";

export interface Device {
  /** `phone` or `sip` on Integrations Core; the number that CCM gave it, as text, on CCM. */
  readonly id: string;
  readonly kind: DeviceKind;
  /** The server's word for the type, where no document names it: it tells the agent what the device is. */
  readonly type?: string;
  /** The friendly name (CCM only). */
  readonly name: string | null;
  /** A PSTN number in E.164, or the SIP address of record. */
  readonly address: string | null;
  /** Whether it is on, that is, set to take calls. `null`: CCM says so of an unverified device. */
  readonly on: boolean | null;
  readonly registration: Registration;
  /** When the softphone was last seen, by the server's clock. */
  readonly lastSeenAt: number | null;
  /** CCM only. */
  readonly verified: boolean | null;
  /** CCM only: on a call now. */
  readonly busy: boolean | null;
}

/** Everything one good read established. */
export interface Reading {
  readonly userId: string;
  readonly userName: string | null;
  readonly api: Api;
  readonly devices: readonly Device[];
  /** When the answer arrived, by this machine's clock. */
  readonly takenAt: number;
  /** That clock was set back since: nothing tells any more how long ago that is. */
  readonly undated?: boolean;
  /** The same moment by the server's `Date` header, where it sent one. */
  readonly serverTime: number | null;
  /** When the devices were last changed, where a write's answer said so. */
  readonly updatedAt: number | null;
}

/** What a write's answer established: only the devices that it speaks of. */
export interface WriteAnswer {
  readonly devices: readonly Device[];
  readonly updatedAt: number | null;
}

/** Which devices a switch turns on and off, by device id. */
export type Assignment = Readonly<Record<string, boolean>>;
