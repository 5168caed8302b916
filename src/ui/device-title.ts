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
  /** Texts that identify the device if its kind is not enough, without duplicates. They come from the server. */
  readonly own: readonly string[];
}

/**
 * A device's title: its kind, plus its own name if there are more than two devices or two of its kind. If two would have the
 * same title, the address tells them apart, or else the ID.
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

/** The device's name; `null` if it only repeats the address. */
function ownName({ name, address }: Device): string | null {
  return name !== null && address !== null && isSpellingOf(name, address) ? null : name;
}

function identity(device: Device): readonly string[] {
  return [ownName(device), device.address].filter((text) => text !== null);
}

/** Fewer trailing digits than this could be an extension. */
const LEAST_DIGITS = 7;

/** Whether a name only repeats the address: a SIP address without its scheme, or the number in another format. */
function isSpellingOf(name: string, address: string): boolean {
  if (name === address || name === address.replace(/^sips?:/i, "")) return true;
  if (/\p{L}/u.test(name + address)) return false;
  const [digits, number] = [name, address].map((text) =>
    withPlainDigits(text).replace(/\D/g, "").replace(/^0+/, ""),
  ) as [string, string];
  return digits.length >= LEAST_DIGITS && number.endsWith(digits);
}

/** The server's texts that identify a device and are not in its title. */
export function deviceDetails(device: Device, all: readonly Device[]): readonly string[] {
  const { own } = deviceTitle(device, all);
  return identity(device).filter((text) => !own.includes(text));
}
