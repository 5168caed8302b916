import { hostOf, type IntegrationsCoreAccount } from "../../core/account.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../core/devices/device.ts";
import { message } from "../../core/message.ts";
import { check, checkUser } from "../check.ts";
import type { DeviceApi } from "../device-api.ts";
import { ExotelError } from "../exotel-error.ts";
import { bareErrors } from "../integrations-core/errors.ts";
import { type Answer, type Network, request } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { DeviceAnswer, type User, UserAnswer } from "./answers.ts";
import { readError, statusInside } from "./errors.ts";

/**
 * The devices of one user of an app, by Integrations Core's older contract (Exotel's public pages "get user details" and "update
 * device"): one phone and one softphone. It names the device that is active, or none, and never says whether the softphone is
 * registered.
 *
 * @param appToken can act for every user of the app; it goes into the `Authorization` header only, and bare
 */
export function userMapping(account: IntegrationsCoreAccount, appToken: string, network: Network): DeviceApi {
  function send(method: "GET" | "PUT", path: string, body?: object): Promise<Answer> {
    const url = new URL(`https://${hostOf(account)}/v2/integrations/${path}`);
    const asked = { method, url, authorization: appToken, secrets: [appToken], body };
    return request({ ...asked, readError, statusInside, bareErrors }, network);
  }

  return {
    api: "usermapping",

    async read(): Promise<Reading> {
      const query = new URLSearchParams({ user_id: account.userId });
      const answer = await send("GET", `usermapping?${query}`);
      const { Data: users } = check(UserAnswer, answer.json);
      const user = users.find(({ AppUserId }) => AppUserId === account.userId) ?? users[0];
      if (user === undefined) throw new ExotelError("not-found");
      checkUser(user.AppUserId, account.userId);
      const devices = devicesOf(user);
      if (devices.length === 0) throw new ExotelError("malformed", { flaw: message("flawNoDevice") });
      return {
        userId: user.AppUserId,
        userName: sanitize(user.AppUsername),
        api: "usermapping",
        devices,
        takenAt: answer.takenAt,
        serverTime: answer.serverTime,
        // The year 1 stands for never.
        updatedAt: Math.max(0, user.UpdatedAt ?? 0) || null,
      };
    },

    async write(change: Assignment): Promise<WriteAnswer> {
      const [first, ...others] = Object.entries(change);
      if (first === undefined || others.length > 0) throw new ExotelError("invalid-request");
      const [DeviceName, DeviceStatus] = first;
      const { json } = await send("PUT", "device", { UserId: account.userId, DeviceName, DeviceStatus });
      check(DeviceAnswer, json);
      return { devices: [], updatedAt: null };
    },
  };
}

function devicesOf({ PhoneDeviceID, SipDeviceID, AgentNumber, SipId, ActiveDeviceId }: User): Device[] {
  const ids = [PhoneDeviceID, SipDeviceID].filter((id) => id !== null);
  // If both had the same ID, it would not tell them apart.
  const isSaid = new Set(ids).size === ids.length && ids.some((id) => ActiveDeviceId.includes(id));
  const device = (id: string, kind: "pstn" | "sip", deviceId: string, at: string | null): Device => ({
    id,
    kind,
    name: null,
    address: sanitize(at),
    on: isSaid ? ActiveDeviceId.includes(deviceId) : null,
    registration: "not-reported",
    lastSeenAt: null,
    verified: null,
    busy: null,
  });
  return [
    ...(PhoneDeviceID === null ? [] : [device("phone", "pstn", PhoneDeviceID, AgentNumber ?? null)]),
    ...(SipDeviceID === null ? [] : [device("sip", "sip", SipDeviceID, SipId ?? null)]),
  ];
}
