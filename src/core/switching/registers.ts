import type { Device } from "../devices/device.ts";
import type { Journal } from "./journal.ts";

/**
 * Whether this switch turns a softphone on, which then takes some seconds to register. One that was on before does not register
 * because of it.
 */
export function mayRegister(
  { before, target, compensatesFor }: Journal,
  devices: readonly Device[],
): boolean {
  return devices.some(
    ({ id, kind }) =>
      kind === "sip" && (compensatesFor === null ? target[id] && !before[id] : before[id]) === true,
  );
}
