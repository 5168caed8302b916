import type { Assignment, Device, Reading, WriteAnswer } from "./device.ts";

/** The reading, updated from a write's answer. Its age stays that of the read. */
export function afterWrite(reading: Reading, answer: WriteAnswer): Reading {
  const written = new Map(answer.devices.map((device) => [device.id, device]));
  return {
    ...reading,
    devices: reading.devices.map((device) => {
      const after = written.get(device.id);
      return after === undefined ? device : { ...after, address: after.address ?? device.address };
    }),
    updatedAt: answer.updatedAt ?? reading.updatedAt,
  };
}

/** Whether every device is as the assignment says. A missing device counts as off. */
export function matches(devices: readonly Device[], target: Assignment): boolean {
  return Object.entries(target).every(
    ([id, on]) => devices.some((device) => device.id === id && device.on === true) === on,
  );
}

/** Whether a softphone is on and not yet known to be registered, so that another read is due soon. */
export function awaitsRegistration(devices: readonly Device[]): boolean {
  return devices.some(
    (device) =>
      device.kind === "sip" &&
      device.on === true &&
      (device.registration === "not-registered" || device.registration === "not-read-since"),
  );
}
