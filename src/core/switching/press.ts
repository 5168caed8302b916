import type { Constraint } from "../api-rules.ts";
import type { Assignment, Device } from "../devices/device.ts";
import { type LastOn, NONE_WAS_ON } from "../devices/last-on.ts";

/** Where calls are to ring, as an agent says it. */
export type Ring = "phone" | "softphone" | "both";

/** A press: a place to ring, the next one round, or one device's own switch. */
export type Press =
  | { readonly ring: Ring | "next" }
  | { readonly device: string; readonly on: boolean; readonly noneOnPurpose?: boolean };

/** Why a press cannot be done, before anything is sent. */
export type Impossible =
  | "no-phone"
  | "no-softphone"
  | "both-not-allowed"
  | "last-device"
  | "would-leave-none"
  | "unverified"
  | "no-such-device"
  | "other-device-on"
  /** The device to return to cannot ring any more, and there are several others. */
  | "last-one-lost";

/** The device of a kind that was on last, and cannot be returned to. */
export interface Lost {
  readonly kind: keyof LastOn;
  /** What it is called; `null` where it has no name. The server's text. */
  readonly name: string | null;
  readonly why: "gone" | "unverified";
}

/** A device that takes the place of a lost one. */
export interface Instead extends Lost {
  /** What the one in its place is called; `null` where it has no name. The server's text. */
  readonly by: string | null;
}

export type Resolution =
  | { readonly ok: true; readonly target: Assignment; readonly instead?: Instead }
  | { readonly ok: false; readonly why: Impossible; readonly lost?: Lost };

/** Where the devices ring now; `none` when no phone and no softphone is on. */
export function ringOf(devices: readonly Device[]): Ring | "none" {
  const phone = devices.some((device) => device.kind === "pstn" && device.on === true);
  const softphone = devices.some((device) => device.kind === "sip" && device.on === true);
  if (phone && softphone) return "both";
  return phone ? "phone" : softphone ? "softphone" : "none";
}

/** Round phone → softphone → phone, or phone → softphone → both where the agent wishes it. */
export function nextRing(current: Ring | "none", withBoth: boolean): Ring {
  if (current === "phone") return "softphone";
  if (current === "softphone") return withBoth ? "both" : "phone";
  return "phone";
}

/** The devices as they will be once a switch that is under way has ended. */
export function assume(devices: readonly Device[], target: Assignment | null): readonly Device[] {
  if (target === null) return devices;
  return devices.map((device) => {
    const on = target[device.id];
    return on === undefined ? device : { ...device, on };
  });
}

/** The present state of every device that can be switched, as an assignment. */
export function assignmentOf(devices: readonly Device[]): Assignment {
  return Object.fromEntries(
    devices.filter((device) => device.kind !== "other").map((device) => [device.id, device.on === true]),
  );
}

/**
 * Turns a press into what each device shall be.
 *
 * @param devices as they are, or will be once the switch under way has ended
 * @param lastOn what a place to ring leads back to, where none of its devices is on
 */
export function resolvePress(
  press: Press,
  devices: readonly Device[],
  constraint: Constraint,
  includeBoth: boolean,
  lastOn: LastOn = NONE_WAS_ON,
): Resolution {
  if ("device" in press) return resolveToggle(press, devices, constraint);
  const withBoth = includeBoth && constraint === "at-least-one-on";
  const ring = press.ring === "next" ? nextRing(ringOf(devices), withBoth) : press.ring;
  return resolveRing(ring, devices, constraint, lastOn);
}

function resolveRing(
  ring: Ring,
  devices: readonly Device[],
  constraint: Constraint,
  lastOn: LastOn,
): Resolution {
  if (ring === "both" && constraint === "at-most-one-on") return { ok: false, why: "both-not-allowed" };
  const chosen: Device[] = [];
  let instead: Instead | undefined;
  for (const kind of ring === "both"
    ? (["pstn", "sip"] as const)
    : ([ring === "phone" ? "pstn" : "sip"] as const)) {
    const all = devices.filter((device) => device.kind === kind);
    if (all.length === 0) return { ok: false, why: kind === "pstn" ? "no-phone" : "no-softphone" };
    const able = all.filter(({ verified }) => verified !== false);
    const before = lastOn[kind];
    const device = all.find(({ on }) => on === true) ?? able.find(({ id }) => id === before?.id) ?? able[0];
    if (device === undefined) return { ok: false, why: "unverified" };
    if (before !== null && device.on !== true && device.id !== before.id) {
      const there = all.find(({ id }) => id === before.id);
      const name = there === undefined ? before.name : (there.name ?? there.address);
      const lost: Lost = { kind, name, why: there === undefined ? "gone" : "unverified" };
      // Which of several is meant, nobody but the agent knows.
      if (able.length > 1) return { ok: false, why: "last-one-lost", lost };
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
  if (press.on && constraint === "at-most-one-on") return withOnly([device], devices, constraint);
  const target = { ...assignmentOf(devices), [device.id]: press.on };
  if (Object.values(target).some((on) => on)) return { ok: true, target };
  if (constraint === "at-least-one-on") return { ok: false, why: "last-device" };
  return press.noneOnPurpose ? { ok: true, target } : { ok: false, why: "would-leave-none" };
}

function withOnly(chosen: readonly Device[], devices: readonly Device[], constraint: Constraint): Resolution {
  // A device of an unknown type is left alone, and CCM refuses a second one beside it.
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
