import type { Constraint } from "../api-rules.ts";
import type { Assignment, Device } from "../devices/device.ts";
import { INITIAL_LAST_ON, type LastOn } from "../devices/last-on.ts";

/** Where calls are to ring, in the agent's terms. */
export type Ring = "phone" | "softphone" | "both";

/** A press: a place to ring, the next place in the cycle, or one device's own switch. */
export type Press =
  | { readonly ring: Ring | "next" }
  | { readonly device: string; readonly on: boolean; readonly noneOnPurpose?: boolean };

/** Why a press cannot be done. Nothing is sent for it. */
export type Impossible =
  | "no-phone"
  | "no-softphone"
  | "both-not-allowed"
  | "last-device"
  | "would-leave-none"
  | "unverified"
  | "no-such-device"
  | "other-device-on"
  /** The device that was on last cannot ring any more, and there are several others. */
  | "last-one-lost";

/** The device of a kind that was on last and cannot ring any more. */
export interface Lost {
  readonly kind: keyof LastOn;
  /** Its name or address in the server's words; `null` if it has neither. */
  readonly name: string | null;
  readonly why: "gone" | "unverified";
}

/** A device that takes the place of a lost one. */
export interface Instead extends Lost {
  /** The replacement's name or address in the server's words; `null` if it has neither. */
  readonly by: string | null;
}

export type Resolution =
  | { readonly ok: true; readonly target: Assignment; readonly instead?: Instead }
  | { readonly ok: false; readonly why: Impossible; readonly lost?: Lost };

/** Where calls ring now; `none` if no phone and no softphone is on. */
export function ringOf(devices: readonly Device[]): Ring | "none" {
  const phone = devices.some((device) => device.kind === "pstn" && device.on === true);
  const softphone = devices.some((device) => device.kind === "sip" && device.on === true);
  if (phone && softphone) return "both";
  return phone ? "phone" : softphone ? "softphone" : "none";
}

/** The next place in the cycle phone → softphone → phone; `withBoth`, phone → softphone → both → phone. */
export function nextRing(current: Ring | "none", withBoth: boolean): Ring {
  if (current === "phone") return "softphone";
  if (current === "softphone") return withBoth ? "both" : "phone";
  return "phone";
}

/** The devices as a switch with this target will leave them. */
export function applyAssignment(devices: readonly Device[], target: Assignment | null): readonly Device[] {
  if (target === null) return devices;
  return devices.map((device) => {
    const on = target[device.id];
    return on === undefined ? device : { ...device, on };
  });
}

/** The present state of every device that can be switched. */
export function assignmentOf(devices: readonly Device[]): Assignment {
  return Object.fromEntries(
    devices.filter((device) => device.kind !== "other").map((device) => [device.id, device.on === true]),
  );
}

/**
 * Turns a press into a target: the state that each device is to have.
 *
 * @param devices as they are, or as the switch under way will leave them
 * @param lastOn the device to turn on of each kind, if none of that kind is on
 */
export function resolvePress(
  press: Press,
  devices: readonly Device[],
  constraint: Constraint,
  includeBoth: boolean,
  lastOn: LastOn = INITIAL_LAST_ON,
): Resolution {
  if ("device" in press) return resolveToggle(press, devices, constraint);
  const withBoth = includeBoth && mayRingBoth(devices, constraint);
  const ring = press.ring === "next" ? nextRing(ringOf(devices), withBoth) : press.ring;
  return resolveRing(ring, devices, constraint, lastOn);
}

/** Whether phone and softphone may both be on. If no document says so, only while a read shows both on. */
function mayRingBoth(devices: readonly Device[], constraint: Constraint): boolean {
  return constraint === "at-least-one-on" || (constraint === "one-stays-on" && ringOf(devices) === "both");
}

function resolveRing(
  ring: Ring,
  devices: readonly Device[],
  constraint: Constraint,
  lastOn: LastOn,
): Resolution {
  if (ring === "both" && !mayRingBoth(devices, constraint)) return { ok: false, why: "both-not-allowed" };
  const chosen: Device[] = [];
  let instead: Instead | undefined;
  for (const kind of ring === "both"
    ? (["pstn", "sip"] as const)
    : ([ring === "phone" ? "pstn" : "sip"] as const)) {
    const all = devices.filter((device) => device.kind === kind);
    if (all.length === 0) return { ok: false, why: kind === "pstn" ? "no-phone" : "no-softphone" };
    const usable = all.filter(({ verified }) => verified !== false);
    const before = lastOn[kind];
    const device =
      all.find(({ on }) => on === true) ?? usable.find(({ id }) => id === before?.id) ?? usable[0];
    if (device === undefined) return { ok: false, why: "unverified" };
    if (before !== null && device.on !== true && device.id !== before.id) {
      const current = all.find(({ id }) => id === before.id);
      const name = current === undefined ? before.name : (current.name ?? current.address);
      const lost: Lost = { kind, name, why: current === undefined ? "gone" : "unverified" };
      // Only the agent knows which of several is meant.
      if (usable.length > 1) return { ok: false, why: "last-one-lost", lost };
      instead = { ...lost, by: device.name === name ? device.address : (device.name ?? device.address) };
    }
    chosen.push(device);
  }
  const resolution = withOnly(chosen, devices, constraint);
  return resolution.ok && instead !== undefined ? { ...resolution, instead } : resolution;
}

function resolveToggle(
  press: { readonly device: string; readonly on: boolean; readonly noneOnPurpose?: boolean },
  devices: readonly Device[],
  constraint: Constraint,
): Resolution {
  const device = devices.find((one) => one.id === press.device && one.kind !== "other");
  if (device === undefined) return { ok: false, why: "no-such-device" };
  if (press.on && device.verified === false) return { ok: false, why: "unverified" };
  if (press.on && !mayRingBoth(devices, constraint)) return withOnly([device], devices, constraint);
  const target = { ...assignmentOf(devices), [device.id]: press.on };
  if (Object.values(target).some((on) => on)) return { ok: true, target };
  if (constraint !== "at-most-one-on") return { ok: false, why: "last-device" };
  return press.noneOnPurpose ? { ok: true, target } : { ok: false, why: "would-leave-none" };
}

function withOnly(chosen: readonly Device[], devices: readonly Device[], constraint: Constraint): Resolution {
  // A device of an unknown type is left alone, and CCM refuses a second device beside it.
  if (
    constraint === "at-most-one-on" &&
    devices.some((device) => device.kind === "other" && device.on === true)
  ) {
    return { ok: false, why: "other-device-on" };
  }
  const target: Record<string, boolean> = {};
  for (const id of Object.keys(assignmentOf(devices))) target[id] = chosen.some((device) => device.id === id);
  return { ok: true, target };
}
