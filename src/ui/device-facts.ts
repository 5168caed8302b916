import { RULES } from "../core/api-rules.ts";
import { canRing, type Device, type Reading } from "../core/devices/device.ts";
import { type LastSeenBasis, lastSeenAge } from "../core/devices/last-seen.ts";
import { deviceNotRegisteredSince } from "../core/devices/not-registered-since.ts";
import { softphoneState } from "../core/devices/verdict.ts";
import { type Message, message } from "../core/message.ts";
import { ago } from "../core/spans.ts";

export interface Fact {
  readonly tone: "good" | "warn" | "plain";
  readonly says: Message;
  /** The same without an age. A screen reader gets this: what changes each second is not for it. */
  readonly spoken?: Message;
  /** Left out of sight where there is little room. */
  readonly isMinor?: true;
}

/**
 * The facts in a device's row. Only current evidence has a colour.
 *
 * @param now this machine's clock, ms
 */
export function deviceFacts(
  device: Device,
  reading: Reading,
  basis: LastSeenBasis,
  current: boolean,
  now: number,
): readonly Fact[] {
  const facts = device.kind === "sip" ? softphoneFacts(device, reading, basis, now) : [];
  if (device.type !== undefined)
    facts.push({ tone: "plain", says: message("deviceType", { type: device.type }) });
  if (device.address === null) facts.push(...noAddressFacts(device));
  if (device.verified === false) facts.push({ tone: "warn", says: message("deviceNotVerified") });
  if (device.verified) facts.push({ tone: "plain", says: message("deviceVerified"), isMinor: true });
  // One that is not verified can have no call.
  if (device.busy !== null && device.verified !== false)
    facts.push({ tone: "plain", says: message(device.busy ? "deviceBusy" : "deviceFree") });
  return current
    ? facts
    : facts.flatMap((fact) => (fact.spoken === undefined ? [{ ...fact, tone: "plain" as const }] : []));
}

/** A softphone without an address can still show whether it is registered. A phone has no other sign, so it warns. */
function noAddressFacts(device: Device): Fact[] {
  if (device.kind === "other") return [];
  if (device.kind === "sip") return [{ tone: "plain", says: message("deviceNoAddress") }];
  return canRing(device)
    ? [{ tone: "warn", says: message("deviceNoNumberRings") }]
    : [{ tone: "plain", says: message("deviceNoNumber") }];
}

function softphoneFacts(device: Device, reading: Reading, basis: LastSeenBasis, now: number): Fact[] {
  // An API that never reports a registration has one sentence on it in the verdict.
  if (!RULES[reading.api].reportsRegistration && device.registration === "not-reported") return [];
  const registration: Fact = {
    tone: registrationTone(device, reading, basis, now),
    says: registrationWords(device, reading),
  };
  const isSeenSaid = registration.says.id === "deviceNotRegisteredSince";
  return isSeenSaid ? [registration] : [registration, ...lastSeenFacts(device, reading, now)];
}

function registrationWords(device: Device, reading: Reading): Message {
  const since = deviceNotRegisteredSince(device, reading);
  if (since !== null) return message("deviceNotRegisteredSince", { time: { minute: since } });
  switch (device.registration) {
    case "registered":
      return message("deviceRegistered");
    case "not-registered":
      return message("deviceNotRegistered");
    case "not-reported":
      return message("deviceRegistrationNotReported");
    case "not-read-since":
      return message("deviceRegistrationNotRead");
  }
}

function lastSeenFacts(device: Device, reading: Reading, now: number): Fact[] {
  const age = lastSeenAge(device, reading, now);
  if (age === null) {
    // A write's answer never reports it.
    const isExpected = device.registration !== "not-read-since";
    return isExpected ? [{ tone: "plain", says: message("deviceLastSeenNotReported"), isMinor: true }] : [];
  }
  if (reading.undated) return [];
  return [
    {
      tone: "plain",
      says: message("deviceSeenAgo", { ago: ago(age) }),
      spoken: message("deviceSeenAt", { time: { moment: now - age } }),
    },
  ];
}

/** A device that is off does not ring, so its registration has no colour. */
function registrationTone(device: Device, reading: Reading, basis: LastSeenBasis, now: number): Fact["tone"] {
  const state = softphoneState(device, reading, basis, now);
  return state === "registered" ? "good" : state === "not-registered" ? "warn" : "plain";
}
