import type { Reading } from "./device.ts";
import { areDevicesKnown, isOnUnsaid, type VerdictInput } from "./verdict.ts";

/** A good, recent reading that says which devices are on, with no switch under way; otherwise `null`. */
export function readingAtRest(input: VerdictInput): Reading | null {
  const { reading } = input.status;
  if (reading === null || input.journal !== null || !areDevicesKnown(input)) return null;
  return reading.devices.some((device) => isOnUnsaid(device, reading.api)) ? null : reading;
}
