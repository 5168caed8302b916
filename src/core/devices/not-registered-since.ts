import { LONGEST_TOLD } from "../spans.ts";
import type { Device, Reading } from "./device.ts";
import { lastSeenAge } from "./last-seen.ts";

/** Since when a softphone is not registered: when it was last seen, by this machine's clock (ms); `null` if that is not known. */
export function deviceNotRegisteredSince(device: Device, reading: Reading): number | null {
  if (device.registration !== "not-registered" || reading.undated) return null;
  const age = lastSeenAge(device, reading, reading.takenAt);
  return age === null || age < 0 || age > LONGEST_TOLD ? null : reading.takenAt - age;
}

/** The same of the one softphone that is on; `null` too if several are on. */
export function notRegisteredSince(reading: Reading): number | null {
  const [softphone, ...others] = reading.devices.filter(({ kind, on }) => kind === "sip" && on === true);
  return softphone === undefined || others.length > 0 ? null : deviceNotRegisteredSince(softphone, reading);
}
