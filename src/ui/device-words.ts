import { t } from "../browser/i18n.ts";
import type { Device, DeviceKind, Reading, Registration } from "../core/devices/device.ts";
import { canRing, lastSeenAge, softphoneState } from "../core/devices/verdict.ts";
import { withPlainDigits } from "../core/digits.ts";
import type { Settings } from "../core/settings.ts";
import { ago } from "../core/spans.ts";

const KINDS: Record<DeviceKind, string> = {
  pstn: "PSTN phone",
  sip: "SIP softphone",
  other: "Unknown device",
};

export interface DeviceTitle {
  readonly kind: string;
  /** What sets the device apart where its kind does not, no text twice. The server's texts. */
  readonly own: readonly string[];
}

/**
 * What a device is called: by its kind, and by its own name too where there are more than two. Where
 * two would be called the same, the address tells them apart.
 */
export function deviceTitle(device: Device, all: readonly Device[]): DeviceTitle {
  const alike = all.filter(({ kind }) => kind === device.kind);
  const kind = KINDS[device.kind];
  if (alike.length === 1 && all.length <= 2) return { kind, own: [] };
  const name = ownName(device);
  if (name !== null && alike.filter((one) => ownName(one) === name).length === 1)
    return { kind, own: [name] };
  const texts = identity(device);
  const isAmbiguous = alike.some((one) => one !== device && String(identity(one)) === String(texts));
  return { kind, own: isAmbiguous || texts.length === 0 ? [...texts, device.id] : texts };
}

/** The name, where it says more than the address does. */
function ownName({ name, address }: Device): string | null {
  return name !== null && address !== null && isSpellingOf(name, address) ? null : name;
}

function identity(device: Device): readonly string[] {
  return [ownName(device), device.address].filter((text) => text !== null);
}

/** Fewer digits at the end of a number could be an extension's. */
const LEAST_DIGITS = 7;

/** Whether a name is no more than the address: a SIP address without its scheme, or the number in another spelling. */
function isSpellingOf(name: string, address: string): boolean {
  if (name === address || name === address.replace(/^sips?:/i, "")) return true;
  if (/\p{L}/u.test(name + address)) return false;
  const [digits, number] = [name, address].map((text) =>
    withPlainDigits(text).replace(/\D/g, "").replace(/^0+/, ""),
  ) as [string, string];
  return digits.length >= LEAST_DIGITS && number.endsWith(digits);
}

/** The server's texts that identify a device and are not in its title yet. */
export function deviceDetails(device: Device, all: readonly Device[]): readonly string[] {
  const { own } = deviceTitle(device, all);
  return identity(device).filter((text) => !own.includes(text));
}

export interface Fact {
  readonly tone: "good" | "warn" | "plain";
  readonly text: string;
}

const REGISTRATION: Record<Registration, string> = {
  registered: "Registered",
  "not-registered": "Not registered",
  "not-reported": "Registration not reported",
  "not-read-since": "Registration not read since the switch",
};

/**
 * What a device's row says of it. Only current evidence has a colour.
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
  if (device.address === null) facts.push(...noAddressFacts(device));
  if (device.verified !== null) {
    facts.push(
      device.verified
        ? { tone: "plain", text: "Verified" }
        : { tone: "warn", text: "Not verified: verify it with Exotel before it can ring" },
    );
  }
  if (device.busy !== null) {
    facts.push(device.busy ? { tone: "warn", text: "On a call" } : { tone: "plain", text: "Free" });
  }
  return current ? facts : facts.map(({ text }) => ({ tone: "plain", text }));
}

/** A softphone without an address can still be registered, which tells; of a phone nothing else tells. */
function noAddressFacts(device: Device): Fact[] {
  if (device.kind === "other") return [];
  if (device.kind === "sip") return [{ tone: "plain", text: "No address given" }];
  return canRing(device)
    ? [{ tone: "warn", text: "No number given: whether it rings is not known" }]
    : [{ tone: "plain", text: "No number given" }];
}

function softphoneFacts(device: Device, reading: Reading, settings: Settings, now: number): Fact[] {
  const registration: Fact = {
    tone: registrationTone(device, reading, settings, now),
    text: REGISTRATION[device.registration],
  };
  // CCM never says it, and a write's answer says as little of it as of the registration.
  const isNeverSaid = reading.rule === "at-most-one-on" || device.registration === "not-read-since";
  if (isNeverSaid && device.lastSeenAt === null) return [registration];
  const age = lastSeenAge(device, reading, now);
  return [
    registration,
    { tone: "plain", text: age === null ? "Last seen not reported" : t("lastSeen", { ago: ago(age) }) },
  ];
}

/** A device that is off rings nobody, whatever it is registered as: no colour for it. */
function registrationTone(device: Device, reading: Reading, settings: Settings, now: number): Fact["tone"] {
  const state = softphoneState(device, reading, settings, now);
  return state === "registered" ? "good" : state === "not-registered" ? "warn" : "plain";
}
