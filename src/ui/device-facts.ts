import { RULES } from "../core/api-rules.ts";
import type { Device, Reading, Registration } from "../core/devices/device.ts";
import { canRing, lastSeenAge, softphoneState } from "../core/devices/verdict.ts";
import { type Message, message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";
import { ago } from "../core/spans.ts";

export interface Fact {
  readonly tone: "good" | "warn" | "plain";
  readonly says: Message;
}

const REGISTRATION: Readonly<Record<Registration, Message>> = {
  registered: message("deviceRegistered"),
  "not-registered": message("deviceNotRegistered"),
  "not-reported": message("deviceRegistrationNotReported"),
  "not-read-since": message("deviceRegistrationNotRead"),
};

/**
 * The facts in a device's row. Only current evidence has a colour.
 *
 * @param now this machine's clock, ms
 */
export function deviceFacts(
  device: Device,
  reading: Reading,
  settings: Settings,
  current: boolean,
  now: number,
): readonly Fact[] {
  const facts: Fact[] = device.kind === "sip" ? softphoneFacts(device, reading, settings, now) : [];
  if (device.type !== undefined)
    facts.push({ tone: "plain", says: message("deviceType", { type: device.type }) });
  if (device.address === null) facts.push(...noAddressFacts(device));
  if (device.verified !== null) {
    facts.push(
      device.verified
        ? { tone: "plain", says: message("deviceVerified") }
        : { tone: "warn", says: message("deviceNotVerified") },
    );
  }
  if (device.busy !== null) {
    facts.push(
      device.busy
        ? { tone: "warn", says: message("deviceBusy") }
        : { tone: "plain", says: message("deviceFree") },
    );
  }
  return current ? facts : facts.map(({ says }) => ({ tone: "plain", says }));
}

/** A softphone without an address can still show whether it is registered. A phone has no other sign, so it warns. */
function noAddressFacts(device: Device): Fact[] {
  if (device.kind === "other") return [];
  if (device.kind === "sip") return [{ tone: "plain", says: message("deviceNoAddress") }];
  return canRing(device)
    ? [{ tone: "warn", says: message("deviceNoNumberRings") }]
    : [{ tone: "plain", says: message("deviceNoNumber") }];
}

function softphoneFacts(device: Device, reading: Reading, settings: Settings, now: number): Fact[] {
  const registration: Fact = {
    tone: registrationTone(device, reading, settings, now),
    says: REGISTRATION[device.registration],
  };
  // Some APIs never report it, and a write's answer reports neither it nor the registration.
  const isNeverSaid = !RULES[reading.api].reportsRegistration || device.registration === "not-read-since";
  if (isNeverSaid && device.lastSeenAt === null) return [registration];
  const age = lastSeenAge(device, reading, now);
  return [
    registration,
    {
      tone: "plain",
      says: age === null ? message("deviceLastSeenNotReported") : message("lastSeen", { ago: ago(age) }),
    },
  ];
}

/** A device that is off does not ring, so its registration has no colour. */
function registrationTone(device: Device, reading: Reading, settings: Settings, now: number): Fact["tone"] {
  const state = softphoneState(device, reading, settings, now);
  return state === "registered" ? "good" : state === "not-registered" ? "warn" : "plain";
}
