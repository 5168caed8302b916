import type { Device } from "./device.ts";

/** A device that was on. */
export interface WasOn {
  readonly id: string;
  /** Its friendly name, to be told by once it is gone. The server's text. */
  readonly name: string | null;
}

/** Of each kind, the device that was on last, whoever turned it on; `null` where none was ever seen on. */
export interface LastOn {
  readonly pstn: WasOn | null;
  readonly sip: WasOn | null;
}

export const NONE_WAS_ON: LastOn = { pstn: null, sip: null };

/** What is remembered once these devices have been seen; the same object where that is nothing new. */
export function remember(before: LastOn, devices: readonly Device[]): LastOn {
  const after = { pstn: newest(before.pstn, devices, "pstn"), sip: newest(before.sip, devices, "sip") };
  return after.pstn === before.pstn && after.sip === before.sip ? before : after;
}

/** The one from before stays where it is still on, or none is. */
function newest(before: WasOn | null, devices: readonly Device[], kind: keyof LastOn): WasOn | null {
  const on = devices.filter((device) => device.kind === kind && device.on === true);
  const found = on.find(({ id }) => id === before?.id) ?? on[0];
  if (found === undefined || (found.id === before?.id && found.name === before.name)) return before;
  return { id: found.id, name: found.name };
}
