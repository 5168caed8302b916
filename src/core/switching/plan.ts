import { RULES, turnsOnFirst } from "../api-rules.ts";
import type { Assignment, Device } from "../devices/device.ts";
import { matches } from "../devices/device-changes.ts";
import { CLOCK_TOLERANCE } from "../devices/status.ts";
import type { Journal, SwitchIntent } from "./journal.ts";

/** A switch that is older than this, ms, is no longer begun: the agent may have moved on. */
const STILL_WANTED_FOR = 120_000;

/** Whether a press is recent enough to begin. `now` is this machine's clock, ms. */
export function isStillWanted({ askedAt }: SwitchIntent, now: number): boolean {
  // A press from the future dates from before the clock was set back: its age is unknown.
  return now - askedAt <= STILL_WANTED_FOR && askedAt <= now + CLOCK_TOLERANCE;
}

/** What a switch does next, judged by what is known of the devices. */
export type Plan =
  | { readonly do: "write"; readonly change: Assignment }
  /** The target cannot be reached: turn the device from before on again. */
  | { readonly do: "compensate" }
  | { readonly do: "end"; readonly as: End };

/** How a switch ends, judged by the devices. */
export type End = "reached" | "compensated" | "changed-elsewhere" | "given-up";

/**
 * The next write towards the target; `reached` if none is left.
 *
 * Integrations Core takes all devices in one request. CCM takes one device per request, and wants the others off before it turns
 * one on (seed 001, `available`). The older contract takes one device per request, too, and the wanted one goes on first.
 */
export function forward(journal: Journal, devices: readonly Device[]): Plan {
  const { target, api } = journal;
  const { constraint, batching } = RULES[api];
  const canBeOn = (wanted: string): boolean =>
    devices.some(({ id, on, verified }) => id === wanted && (on === true || verified !== false));
  if (batching === "one-by-one" && Object.keys(target).some((id) => target[id] && !canBeOn(id))) {
    // The device to turn on has been removed since, or has a new number that is not verified yet.
    return noneIsOn(devices) ? { do: "compensate" } : { do: "end", as: "changed-elsewhere" };
  }
  const wrong = devices.filter(
    (device) => target[device.id] !== undefined && (device.on === true) !== target[device.id],
  );
  const isOffFirst = constraint === "at-most-one-on";
  const first = wrong.find((device) => (device.on === true) === isOffFirst) ?? wrong[0];
  if (first === undefined) return { do: "end", as: "reached" };
  if (batching === "all-at-once") return { do: "write", change: target };
  // A device of an unknown type is not part of any target, and is left alone.
  const turnsOn = target[first.id] === true;
  if (turnsOn && isOffFirst && !noneIsOn(devices)) return { do: "end", as: "changed-elsewhere" };
  return { do: "write", change: { [first.id]: turnsOn } };
}

/**
 * What to do with a switch when only the devices tell how far it came: after the worker's death, or when an answer was lost. A
 * device that somebody else has turned on stays on.
 *
 * @param devices as read just now
 * @param now this machine's clock, ms
 */
export function recover(journal: Journal, devices: readonly Device[], now: number): Plan {
  if (matches(devices, journal.target)) return { do: "end", as: "reached" };
  const isFresh = isStillWanted(journal, now);
  if (RULES[journal.api].batching === "all-at-once") {
    const untouched = matches(devices, journal.before);
    return untouched && isFresh ? forward(journal, devices) : { do: "end", as: "given-up" };
  }
  if (noneIsOn(devices)) {
    if (journal.compensatesFor !== null) return compensate(journal, devices);
    const hasNone = fallback(journal, devices) === null && !turnsOnFirst(journal.api);
    return isFresh || hasNone ? forward(journal, devices) : { do: "compensate" };
  }
  if (isHalfDone(journal, devices)) {
    if (journal.compensatesFor !== null) return compensate(journal, devices);
    return isFresh ? forward(journal, devices) : { do: "end", as: "given-up" };
  }
  if (journal.compensatesFor !== null) {
    return { do: "end", as: isAsBefore(journal, devices) ? "compensated" : "changed-elsewhere" };
  }
  // A device is on that this switch is known to have turned off: somebody else has turned it on.
  const isOnAgain = devices.some(({ id, on }) => on === true && journal.turnedOff.includes(id));
  if (journal.noDeviceOn || isOnAgain || !isAsBefore(journal, devices)) {
    return { do: "end", as: "changed-elsewhere" };
  }
  return isFresh ? forward(journal, devices) : { do: "end", as: "given-up" };
}

/**
 * The write that undoes the switch: turns off what it has turned on beside another device, or else turns one device on again;
 * `given-up` if none was on before the switch, or none can be turned on.
 */
export function compensate(journal: Journal, devices: readonly Device[]): Plan {
  const added = addedDevice(journal, devices);
  if (added !== null) return { do: "write", change: { [added.id]: false } };
  const device = fallback(journal, devices);
  return device === null ? { do: "end", as: "given-up" } : { do: "write", change: { [device.id]: true } };
}

/**
 * The device to turn on when the target cannot be reached: the one that was on before. With each refusal the next one takes its
 * turn, because any device is better than none.
 */
function fallback({ before, target, refusals }: Journal, devices: readonly Device[]): Device | null {
  if (!wantsOne(before)) return null;
  const able = devices.filter((device) => device.kind !== "other" && device.verified !== false);
  const rank = ({ id }: Device): number => (before[id] === true ? 0 : target[id] === true ? 1 : 2);
  const ranked = [...able].sort((a, b) => rank(a) - rank(b));
  return ranked[refusals % Math.max(1, ranked.length)] ?? null;
}

/** Whether every wanted device is on, and one that is not wanted as well (the older contract). */
export function isHalfDone({ api, target }: Journal, devices: readonly Device[]): boolean {
  const isOn = (id: string): boolean => devices.some((device) => device.id === id && device.on === true);
  const all = Object.entries(target);
  return (
    turnsOnFirst(api) && all.every(([id, on]) => !on || isOn(id)) && all.some(([id, on]) => !on && isOn(id))
  );
}

/** The device that a switch, half done, has turned on; `null` if there is none. */
export function addedDevice(journal: Journal, devices: readonly Device[]): Device | null {
  if (!isHalfDone(journal, devices)) return null;
  return devices.find(({ id }) => journal.target[id] && !journal.before[id]) ?? null;
}

/** Whether every device that is on was on before. */
function isAsBefore(journal: Journal, devices: readonly Device[]): boolean {
  return devices.every((device) => device.on !== true || journal.before[device.id] === true);
}

/** Whether no device is on, not even one of an unknown type. */
export function noneIsOn(devices: readonly Device[]): boolean {
  return devices.every((device) => device.on !== true);
}

/** Whether the target has at least one device on. */
export function wantsOne(target: Assignment): boolean {
  return Object.values(target).some((on) => on);
}
