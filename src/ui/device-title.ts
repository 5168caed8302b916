import type { Device, DeviceKind } from "../core/devices/device.ts";
import { withPlainDigits } from "../core/digits.ts";
import { type Message, message } from "../core/message.ts";

const KINDS: Readonly<Record<DeviceKind, Message>> = {
  pstn: message("devicePstn"),
  sip: message("deviceSip"),
  other: message("deviceUnknown"),
};

export interface DeviceTitle {
  readonly kind: Message;
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
