import type { Assignment, Device, Rule } from "./device.ts";

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
  | "other-device-on";

export type Resolution =
  | { readonly ok: true; readonly target: Assignment }
  | { readonly ok: false; readonly why: Impossible };

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
 */
export function resolvePress(
  press: Press,
  devices: readonly Device[],
  rule: Rule,
  includeBoth: boolean,
): Resolution {
  if ("device" in press) return resolveToggle(press, devices, rule);
  const withBoth = includeBoth && rule === "at-least-one-on";
  const ring = press.ring === "next" ? nextRing(ringOf(devices), withBoth) : press.ring;
  return resolveRing(ring, devices, rule);
}

function resolveRing(ring: Ring, devices: readonly Device[], rule: Rule): Resolution {
  if (ring === "both" && rule === "at-most-one-on") return { ok: false, why: "both-not-allowed" };
  const chosen: Device[] = [];
  for (const kind of ring === "both"
    ? (["pstn", "sip"] as const)
    : ([ring === "phone" ? "pstn" : "sip"] as const)) {
    const all = devices.filter((device) => device.kind === kind);
    if (all.length === 0) return { ok: false, why: kind === "pstn" ? "no-phone" : "no-softphone" };
    const device = all.find((one) => one.on === true) ?? all.find((one) => one.verified !== false);
    if (device === undefined) return { ok: false, why: "unverified" };
    chosen.push(device);
  }
  return withOnly(chosen, devices, rule);
}

function resolveToggle(
  press: { readonly device: string; readonly on: boolean; readonly noneOnPurpose?: boolean },
  devices: readonly Device[],
  rule: Rule,
): Resolution {
  const device = devices.find((one) => one.id === press.device && one.kind !== "other");
  if (device === undefined) return { ok: false, why: "no-such-device" };
  if (press.on && device.verified === false) return { ok: false, why: "unverified" };
  if (press.on && rule === "at-most-one-on") return withOnly([device], devices, rule);
  const target = { ...assignmentOf(devices), [device.id]: press.on };
  if (Object.values(target).some((on) => on)) return { ok: true, target };
  if (rule === "at-least-one-on") return { ok: false, why: "last-device" };
  return press.noneOnPurpose ? { ok: true, target } : { ok: false, why: "would-leave-none" };
}

function withOnly(chosen: readonly Device[], devices: readonly Device[], rule: Rule): Resolution {
  // A device of an unknown type is left alone, and CCM refuses a second one beside it.
  if (rule === "at-most-one-on" && devices.some((device) => device.kind === "other" && device.on === true)) {
    return { ok: false, why: "other-device-on" };
  }
  const target: Record<string, boolean> = {};
  for (const id of Object.keys(assignmentOf(devices))) target[id] = chosen.some((device) => device.id === id);
  return { ok: true, target };
}
