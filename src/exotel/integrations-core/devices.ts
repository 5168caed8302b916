import { hostOf, type IntegrationsCoreAccount } from "../../core/account.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../core/devices/device.ts";
import { message } from "../../core/message.ts";
import { check, checkUser } from "../check.ts";
import type { DeviceApi } from "../device-api.ts";
import { ExotelError } from "../exotel-error.ts";
import { type Answer, type Network, request } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { tellOfProxy } from "../through-proxy.ts";
import { urlPath } from "../url-path.ts";
import { DevicesAnswer, type DevicesData, type Sip } from "./answer.ts";
import { bareErrors, readError, statusInside } from "./errors.ts";

/**
 * The devices of one user of an app (Exotel Integrations Core, "Device Management"): one phone and one softphone, of which
 * at least one stays on.
 *
 * @param appToken can act for every user of the app; it goes into the `Authorization` header only
 */
export function integrationsCore(
  account: IntegrationsCoreAccount,
  appToken: string,
  network: Network,
): DeviceApi {
  async function send(
    method: "GET" | "PUT",
    body?: Assignment,
  ): Promise<{ answer: Answer; data: DevicesData }> {
    const path = [account.customerId, "apps", account.appId, "users", account.userId, "devices"];
    const url = new URL(`https://${hostOf(account)}/v2/integrations/${urlPath(path)}`);
    const authorization = `Bearer ${appToken}`;
    const secrets = [appToken];
    const answer = await request(
      { method, url, authorization, secrets, body, readError, statusInside, bareErrors },
      network,
    ).catch(tellOfProxy);
    const { data } = check(DevicesAnswer, answer.json);
    checkUser(data.user_id, account.userId);
    if (!data.devices.phone && !data.devices.sip) {
      throw new ExotelError("malformed", { flaw: message("flawNoDevice") });
    }
    return { answer, data };
  }

  return {
    api: "integrations-core",

    async read(): Promise<Reading> {
      const { answer, data } = await send("GET");
      return {
        userId: data.user_id,
        userName: null,
        api: "integrations-core",
        devices: devicesOf(data, (sip) => ({
          registration: registrationOf(sip.registered),
          lastSeenAt: sip.last_seen ?? null,
        })),
        takenAt: answer.takenAt,
        serverTime: answer.serverTime,
        updatedAt: data.updated_at ?? null,
      };
    },

    async write(change: Assignment): Promise<WriteAnswer> {
      if (!Object.values(change).some((on) => on)) {
        throw new ExotelError("invalid-request", { flaw: message("lastDeviceMustStayOn") });
      }
      const { data } = await send("PUT", change);
      // After a write, the earlier reading of a device is no longer evidence.
      const devices = devicesOf(data, () => ({ registration: "not-read-since", lastSeenAt: null }));
      if (Object.keys(change).some((id) => devices.every((device) => device.id !== id))) {
        throw new ExotelError("malformed", { flaw: message("flawDeviceLeftOut") });
      }
      return { devices, updatedAt: data.updated_at ?? null };
    },
  };
}

type Registration = Pick<Device, "registration" | "lastSeenAt">;

function devicesOf(
  { devices: { phone, sip } }: DevicesData,
  registration: (sip: Sip) => Registration,
): Device[] {
  const unknown = { name: null, verified: null, busy: null } as const;
  const devices: Device[] = [];
  if (phone) {
    devices.push({
      ...unknown,
      id: "phone",
      kind: "pstn",
      address: sanitize(phone.number),
      on: phone.enabled,
      registration: "not-reported",
      lastSeenAt: null,
    });
  }
  if (sip) {
    devices.push({
      ...unknown,
      id: "sip",
      kind: "sip",
      address: sanitize(sip.username),
      on: sip.enabled,
      ...registration(sip),
    });
  }
  return devices;
}

function registrationOf(registered: boolean | null | undefined): Device["registration"] {
  if (registered === null || registered === undefined) return "not-reported";
  return registered ? "registered" : "not-registered";
}
