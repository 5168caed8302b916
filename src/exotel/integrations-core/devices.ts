import * as v from "valibot";
import { hostOf, type IntegrationsCoreAccount } from "../../core/account.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../core/devices/device.ts";
import type { DeviceApi } from "../device-api.ts";
import { ExotelError } from "../exotel-error.ts";
import { type Answer, type Network, request, type ServerWords } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import {
  address,
  check,
  checkUser,
  failureIn,
  hasAnyOf,
  optional,
  pathPart,
  timestamp,
  toldStatus,
} from "../shape.ts";

/**
 * Exotel Integrations Core, "Device Management": one phone and one softphone a user, of which at
 * least one stays on.
 */

const BASE = `https://${hostOf({ api: "integrations-core" })}/v2/integrations`;

/** JSON's `null` says no more than leaving the field out does. */
const Phone = v.object({ enabled: v.boolean(), number: address });
const Sip = v.object({
  enabled: v.boolean(),
  username: address,
  registered: optional(v.boolean()),
  last_seen: optional(timestamp),
});
const DevicesAnswer = v.object({
  success: v.literal(true),
  data: v.object({
    user_id: v.string(),
    devices: v.object({ phone: v.nullish(Phone), sip: v.nullish(Sip) }),
    updated_at: optional(timestamp),
  }),
});
type Data = v.InferOutput<typeof DevicesAnswer>["data"];

const text = optional(v.string());
const Words = v.object({
  message: text,
  code: optional(v.union([v.string(), v.number()])),
});
/**
 * The seed gives no error body: these are the places where Exotel's other answers keep their words, the body of a
 * 429 and the older contract's envelope among them, the most telling first.
 */
const ErrorAnswer = v.object({
  error: v.fallback(v.union([v.string(), v.nullish(Words)]), null),
  message: text,
  Error: text,
  RestException: v.fallback(v.nullish(v.object({ Message: text })), null),
});
/** By what an error is known as Exotel's: the fields of its envelopes, */
const ENVELOPE_FIELDS = ["success", "request_id", "RequestId", "Status", "Code", "Error", "RestException"];
/** or its words alone, though a gateway's may stand in the same places. */
const WORDS_FIELDS = ["error", "message"];
/** Beside bare words, these are the marks of a web framework's own error (Spring). */
const FRAMEWORK_FIELDS = ["timestamp", "path"];
/** The seed's "HTTP Status Codes", and the 429 of the public documentation. */
const BARE_ERRORS = [400, 401, 404, 429, 500];

/** Whether an error is in the form of Exotel's: any JSON object in which its answers keep their words. */
function isExotels(json: unknown): boolean {
  if (hasAnyOf(ENVELOPE_FIELDS, json)) return true;
  const isFramework = FRAMEWORK_FIELDS.every((field) => hasAnyOf([field], json));
  return isFramework ? v.is(v.object({ error: Words }), json) : hasAnyOf(WORDS_FIELDS, json);
}

function readError(json: unknown): ServerWords | null {
  if (!isExotels(json)) return null;
  const found = v.safeParse(ErrorAnswer, json);
  if (!found.success) return { detail: null, code: null };
  const { error, message, Error: older, RestException } = found.output;
  const [said, code] = typeof error === "string" ? [null, null] : [error?.message, error?.code];
  // A bare `error` beside a message is no more than the status in words.
  const detail = said ?? message ?? (typeof error === "string" ? error : (older ?? RestException?.Message));
  return { detail: detail ?? null, code: code === null || code === undefined ? null : String(code) };
}

/** The forms in which Exotel's other answers refuse a request inside their body. */
const Refusal = v.object({
  RestException: optional(v.object({ Status: toldStatus })),
  Status: text,
  Code: toldStatus,
});

/** The status with which an answer says that the request failed, whatever its HTTP status; `null` where it does not. */
function statusInside(json: unknown): number | null {
  const found = v.safeParse(Refusal, json);
  if (!found.success) return null;
  const { RestException, Status, Code } = found.output;
  return failureIn(RestException?.Status) ?? (Status?.toLowerCase() === "failed" ? failureIn(Code) : null);
}

/**
 * The devices of one user of an app.
 *
 * @param appToken can act for every user of the app; it goes into the `Authorization` header only
 */
export function integrationsCore(
  account: IntegrationsCoreAccount,
  appToken: string,
  network: Network,
): DeviceApi {
  async function ask(method: "GET" | "PUT", body?: Assignment): Promise<{ answer: Answer; data: Data }> {
    const path = [account.customerId, "apps", account.appId, "users", account.userId, "devices"];
    const url = new URL(`${BASE}/${path.map(pathPart).join("/")}`);
    const authorization = `Bearer ${appToken}`;
    const about = { readError, statusInside, bareErrors: BARE_ERRORS };
    const answer = await request(
      { method, url, authorization, secrets: [appToken], body, ...about },
      network,
    );
    const { data } = check(DevicesAnswer, answer.json);
    checkUser(data.user_id, account.userId);
    if (!data.devices.phone && !data.devices.sip) {
      throw new ExotelError("malformed", { detail: "it holds no device" });
    }
    return { answer, data };
  }

  return {
    rule: "at-least-one-on",

    async read(): Promise<Reading> {
      const { answer, data } = await ask("GET");
      return {
        userId: data.user_id,
        userName: null,
        rule: "at-least-one-on",
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
        throw new ExotelError("invalid-request", { detail: "at least one device must stay on" });
      }
      const { data } = await ask("PUT", change);
      const devices = devicesOf(data, () => ({ registration: "not-read-since", lastSeenAt: null }));
      // What was read of a device before is no longer evidence once it has been written to.
      if (Object.keys(change).some((id) => devices.every((device) => device.id !== id))) {
        throw new ExotelError("malformed", { detail: "it leaves out a device" });
      }
      return {
        devices,
        updatedAt: data.updated_at ?? null,
      };
    },
  };
}

function registrationOf(registered: boolean | null | undefined): Device["registration"] {
  if (registered === null || registered === undefined) return "not-reported";
  return registered ? "registered" : "not-registered";
}

type SoftphoneFacts = Pick<Device, "registration" | "lastSeenAt">;

function devicesOf(
  data: Data,
  softphoneFacts: (sip: NonNullable<Data["devices"]["sip"]>) => SoftphoneFacts,
): Device[] {
  const { phone, sip } = data.devices;
  const unsaid = { name: null, verified: null, busy: null } as const;
  const devices: Device[] = [];
  if (phone) {
    devices.push({
      ...unsaid,
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
      ...unsaid,
      id: "sip",
      kind: "sip",
      address: sanitize(sip.username),
      on: sip.enabled,
      ...softphoneFacts(sip),
    });
  }
  return devices;
}
