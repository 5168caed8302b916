/** The demo agent's phone and softphone, in what is asked of the APIs, in what they answer, and in the emulator's state. */
import type { RequestEntry } from "./request-log.ts";
import { type Api, DEMO, registrationAt, type Store } from "./store.ts";

/** Which of them are on, or shall be. */
export type Ons = Readonly<Partial<Record<"phone" | "sip", boolean>>>;

/** The devices as an answer, or the state, has them. */
export interface Facts extends Ons {
  /** Whether the softphone is; absent where it is not said. */
  readonly registered?: boolean | null | undefined;
  /** It is not said which one is on (the older contract). */
  readonly isUnsaid?: boolean;
}

const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
const NAMES: Readonly<Record<string, string>> = { [phoneDeviceId]: "phone", [sipDeviceId]: "sip" };

/** The devices by the names of Integrations Core, where they are CCM's IDs. */
export function named(ons: Readonly<Record<string, unknown>>): Ons {
  return Object.fromEntries(Object.entries(ons).map(([id, on]) => [NAMES[id] ?? id, on === true]));
}

/** The devices as they are at an API. @param now epoch ms */
export function devicesAt(store: Store, api: Api, now: number): Facts {
  if (api === "ccm") return named(Object.fromEntries(store.ccmUser().devices.map(({ id, on }) => [id, on])));
  if (api === "older") {
    const { phone, sip } = store.olderUser();
    return { phone: phone?.on === true, sip: sip?.on === true, isUnsaid: !phone?.on && !sip?.on };
  }
  const { phone, sip } = store.agent();
  const { registered } = registrationAt(store.softphone(), now);
  return { phone: phone?.enabled === true, sip: sip?.enabled === true, registered };
}

/** What a write asks for; `null` for a read. */
export function askedBy({ api, method, path, body }: RequestEntry): Ons | null {
  if (method !== "PUT") return null;
  const { available, DeviceName, DeviceStatus, ...both } = (body ?? {}) as Record<string, unknown>;
  if (api === "older") return named({ [String(DeviceName)]: DeviceStatus });
  return named(api === "ccm" ? { [path.split("/").at(-1) ?? ""]: available } : both);
}

/** What a regular answer of Integrations Core, of its older contract, or of CCM has of the devices. */
interface Answer {
  readonly data?: { devices?: Record<"phone" | "sip", { enabled: boolean; registered?: boolean }> };
  readonly Data?: Partial<Record<"ActiveDeviceId" | "PhoneDeviceID" | "SipDeviceID", string>> | null;
  readonly response?: { data?: (CcmDevice & { devices?: CcmDevice[] }) | null };
}
type CcmDevice = Readonly<Record<"id" | "available", unknown>>;

/** The devices in a regular answer; `null` where it holds none, as a refusal does. */
export function saidBy(json: unknown): Facts | null {
  const { data, response, Data } = json as Answer;
  if (Data?.PhoneDeviceID !== undefined) {
    const { ActiveDeviceId: active = "", PhoneDeviceID: phone, SipDeviceID: sip = "none" } = Data;
    return { phone: active.includes(phone), sip: active.includes(sip), isUnsaid: active === "" };
  }
  if (data?.devices) {
    const { phone, sip } = data.devices;
    return { phone: phone.enabled, sip: sip.enabled, registered: sip.registered };
  }
  const devices = response?.data && (response.data.devices ?? [response.data]);
  return devices ? named(Object.fromEntries(devices.map(({ id, available }) => [id, available]))) : null;
}
