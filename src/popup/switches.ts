import { RULES } from "../core/api-rules.ts";
import type { Assignment, Device, Reading } from "../core/devices/device.ts";
import { isOnUnsaid } from "../core/devices/verdict.ts";
import { intended, type Journal, retryAt } from "../core/switching/journal.ts";
import { applyAssignment, type Impossible, resolvePress } from "../core/switching/press.ts";

/** The state of one device's switch. */
export interface SwitchState {
  readonly device: Device;
  /** The requested state, until the server confirms it. */
  readonly on: boolean;
  readonly pending: boolean;
  /** Why a press would have no effect. */
  readonly blocked: Impossible | null;
  /** Whether a press needs confirmation because it turns the last device off (CCM). */
  readonly asksFirst: boolean;
  /** Whether Exotel does not say if it is on. */
  readonly unsaid: boolean;
}

/**
 * The switches of the devices that have one, in the server's order.
 *
 * @param target the requested target that the server has not confirmed; `null` if there is none
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
    const pending = on !== (device.on === true);
    const unsaid = isOnUnsaid(device, reading.api);
    return [{ device, on, pending, blocked: asksFirst ? null : why, asksFirst, unsaid }];
  });
}

/**
 * The target that the switches show before the server confirms it. Leaves out a switch that waits for its next try: nothing of
 * it is under way, and the devices' actual state matters more.
 *
 * @param asked the target of a press in this popup that is not stored yet
 */
export function shownTarget(journal: Journal | null, asked: Assignment | null): Assignment | null {
  return asked ?? (journal !== null && retryAt(journal) !== null ? null : intended(journal));
}
