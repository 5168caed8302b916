import type { Device } from "./device.ts";

/** The device of a kind that was on last. */
export interface LastOnDevice {
  readonly id: string;
  /** Its friendly name in the server's words, to show once the device is gone. */
  readonly name: string | null;
}

/** The device of each kind that was on last, whoever turned it on; `null` if none was ever seen on. */
export interface LastOn {
  readonly pstn: LastOnDevice | null;
  readonly sip: LastOnDevice | null;
}

export const INITIAL_LAST_ON: LastOn = { pstn: null, sip: null };

/** Updates the memory from these devices. Returns the same object if nothing has changed. */
export function remember(before: LastOn, devices: readonly Device[]): LastOn {
  const after = { pstn: newest(before.pstn, devices, "pstn"), sip: newest(before.sip, devices, "sip") };
  return after.pstn === before.pstn && after.sip === before.sip ? before : after;
}

/** The device that was on before stays if it is still on, or if none is. */
function newest(
  before: LastOnDevice | null,
  devices: readonly Device[],
  kind: keyof LastOn,
): LastOnDevice | null {
  const on = devices.filter((device) => device.kind === kind && device.on === true);
  const found = on.find(({ id }) => id === before?.id) ?? on[0];
  if (found === undefined || (found.id === before?.id && found.name === before.name)) return before;
  return { id: found.id, name: found.name };
}
