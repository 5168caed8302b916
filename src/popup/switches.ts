import { RULES } from "../core/api-rules.ts";
import type { Assignment, Device, Reading } from "../core/devices/device.ts";
import { intended, type Journal, retryAt } from "../core/switching/journal.ts";
import { applyAssignment, type Impossible, resolvePress } from "../core/switching/press.ts";

/** How one device's switch stands. */
export interface SwitchState {
  readonly device: Device;
  /** As asked for, where something is asked for that the server has not confirmed. */
  readonly on: boolean;
  readonly pending: boolean;
  /** Why pressing it can do nothing. */
  readonly blocked: Impossible | null;
  /** Pressing it would turn the last device off, which is done only on purpose (CCM). */
  readonly asksFirst: boolean;
}

/**
 * The switches of the devices that have one, in the server's order.
 *
 * @param target what is asked for and not confirmed; `null` when nothing is
 */
export function switchStates(reading: Reading, target: Assignment | null): readonly SwitchState[] {
  const assumed = applyAssignment(reading.devices, target);
  return reading.devices.flatMap((device, index) => {
    if (device.kind === "other") return [];
    const on = assumed[index]?.on === true;
    const result = resolvePress(
      { device: device.id, on: !on },
      assumed,
      RULES[reading.api].constraint,
      false,
    );
    const why = result.ok ? null : result.why;
    const asksFirst = why === "would-leave-none";
    return [{ device, on, pending: on !== (device.on === true), blocked: asksFirst ? null : why, asksFirst }];
  });
}

/**
 * What the switches show before the server has it. A switch that is put off until it is tried again
 * is not shown: none of it is under way, and the devices as they are matter more.
 *
 * @param asked what was pressed in this popup and is not written down yet
 */
export function shownTarget(journal: Journal | null, asked: Assignment | null): Assignment | null {
  return asked ?? (journal !== null && retryAt(journal) !== null ? null : intended(journal));
}
