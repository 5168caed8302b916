import type { Assignment } from "../devices/device.ts";

/** Whether the devices that both name are on and off alike. A device that is new or gone makes no difference. */
export function isSameState(one: Assignment, other: Assignment): boolean {
  return Object.entries(one).every(([id, on]) => other[id] === undefined || other[id] === on);
}
