import type { CcmAccount } from "../../core/account.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../core/devices/device.ts";
import { isE164 } from "../../core/e164.ts";
import { message } from "../../core/message.ts";
import { check, checkUser } from "../check.ts";
import type { DeviceApi } from "../device-api.ts";
import { ExotelError } from "../exotel-error.ts";
import type { Network } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { DeviceAnswer, type DeviceData, nameOf, UserAnswer } from "./answers.ts";
import { type CcmKey, sender } from "./request.ts";

/**
 * The devices of one user of a CCM account (seed 001, "To update user's device"): any number of them, and at most one is on.
 * CCM never says whether a softphone is registered.
 */
export function ccm(account: CcmAccount, key: CcmKey, network: Network): DeviceApi {
  const send = sender(account, key, network);
  const user = ["users", account.userId];

  async function write(deviceId: string, body: object): Promise<WriteAnswer> {
    const answer = await send({ method: "PUT", path: [...user, "devices", deviceId], body });
    const { data } = check(DeviceAnswer, answer.json).response;
    if (data.id !== deviceId) throw new ExotelError("malformed", { flaw: message("flawOtherDevice") });
    return { devices: [asDevice(data)], updatedAt: null };
  }

  return {
    api: "ccm",

    async read(): Promise<Reading> {
      const query = new URLSearchParams({ fields: "devices" });
      const answer = await send({ method: "GET", path: user, query });
      const { data } = check(UserAnswer, answer.json).response;
      checkUser(data.id, account.userId);
      // Only an empty list says that there are no devices.
      if (!data.devices) throw new ExotelError("malformed", { flaw: message("flawNoDevice") });
      // Nothing tells which of the two entries is right.
      if (new Set(data.devices.map(({ id }) => id)).size < data.devices.length) {
        throw new ExotelError("malformed", { flaw: message("flawDeviceTwice") });
      }
      return {
        userId: account.userId,
        userName: nameOf(data),
        api: "ccm",
        devices: data.devices.map(asDevice),
        takenAt: answer.takenAt,
        serverTime: answer.serverTime,
        updatedAt: null,
      };
    },

    async write(change: Assignment): Promise<WriteAnswer> {
      const [first, ...others] = Object.entries(change);
      if (first === undefined || others.length > 0) throw new ExotelError("invalid-request");
      const [deviceId, available] = first;
      return write(deviceId, { available });
    },

    async changeNumber(deviceId: string, number: string): Promise<WriteAnswer> {
      if (!isE164(number)) throw new ExotelError("invalid-request");
      return write(deviceId, { contact_uri: number });
    },
  };
}

function asDevice(data: DeviceData): Device {
  const kind = data.type === "tel" ? "pstn" : data.type === "sip" ? "sip" : "other";
  const type = kind === "other" ? sanitize(data.type) : null;
  return {
    id: data.id,
    kind,
    ...(type !== null && { type }),
    name: sanitize(data.name),
    address: sanitize(data.contact_uri),
    on: data.available,
    registration: "not-reported",
    lastSeenAt: null,
    verified: data.verified ?? null,
    busy: data.status === "busy" ? true : data.status === "free" ? false : null,
  };
}
