import type { Assignment, Device, Reading } from "../core/device.ts";
import { assume, type Impossible, resolvePress } from "../core/ring.ts";

/** How one device's switch stands. */
export interface SwitchState {
  readonly device: Device;
  /** As asked for, where something is asked for that the server has not confirmed. */
  readonly on: boolean;
  readonly pending: boolean;
  /** Why pressing it can do nothing. */
  readonly blocked: Impossible | null;
}

/**
 * The switches of the devices that have one, in the server's order.
 *
 * @param target what is asked for and not confirmed; `null` when nothing is
 */
export function switchStates(reading: Reading, target: Assignment | null): readonly SwitchState[] {
  const assumed = assume(reading.devices, target);
  return reading.devices.flatMap((device, index) => {
    if (device.kind === "other") return [];
    const on = assumed[index]?.on === true;
    const result = resolvePress({ device: device.id, on: !on }, assumed, reading.rule, false);
    const blocked = result.ok || result.why === "would-leave-none" ? null : result.why;
    return [{ device, on, pending: on !== (device.on === true), blocked }];
  });
}
