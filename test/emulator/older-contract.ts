/**
 * The older contract of Integrations Core, as Exotel's public pages "get user details" and "update device" describe it: reads an
 * agent's user mapping, and turns one device on or off. Its users are not known to the newer contract, and the other way round.
 * Also what Exotel's CRM SDK asks besides: the app and its settings.
 */
import { type Answer, type Call, isJson, parseObject, type Route } from "./http.ts";
import { HOSTS, type IntegrationsApp, type OlderUser, type Store } from "./store.ts";

const ERROR_TEXTS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "User not found",
  500: "Internal Server Error",
};
/** How the pages write a moment that never was. */
const NEVER = "0001-01-01T00:00:00Z";

let answers = 0;

function envelope(fields: { Status: string; Code: number; Error: string | null; Data: unknown }): object {
  answers += 1;
  return { RequestId: `older-${answers.toString(16).padStart(8, "0")}`, ...fields };
}

/** An error in the older contract's envelope. */
export function olderError(store: Store, status: number, text?: string): Answer {
  const words = text ?? ERROR_TEXTS[status] ?? `HTTP ${status}`;
  const json = envelope({ Status: "Failed", Code: status, Error: words, Data: null });
  return { status: store.olderOptions.errorsBy === "envelope" ? 200 : status, json };
}

/** A good answer in the older contract's envelope. */
export const olderSuccess = (data: unknown): Answer => ({
  status: 200,
  json: envelope({ Status: "Success", Code: 200, Error: "", Data: data }),
});

/** The routes of the older contract. `now` is the emulator's clock, epoch ms. */
export function olderRoutes(store: Store, now: () => number): Route[] {
  const hosts = [HOSTS.integrations];

  /** The app that the bare token belongs to; null if the token is not good. */
  function appOf({ authorization }: Call): { app: IntegrationsApp; customerId: string } | null {
    for (const customer of store.customers.values()) {
      for (const app of customer.apps.values()) {
        const token = app.tokens.get(authorization ?? "");
        if (token === undefined) continue;
        const isGood = !token.revoked && (token.expiresAt === null || token.expiresAt > now());
        return isGood ? { app, customerId: customer.id } : null;
      }
    }
    return null;
  }

  /** A read of what belongs to the app. */
  function ofApp(dataOf: (app: IntegrationsApp) => object): Route["handle"] {
    return (call) => {
      const known = appOf(call);
      call.judged(known !== null);
      return known === null ? olderError(store, 401) : olderSuccess(dataOf(known.app));
    };
  }

  function read(call: Call): Answer {
    const known = appOf(call);
    call.judged(known !== null);
    if (known === null) return olderError(store, 401);
    const userId = call.query.get("user_id");
    if (userId === null) return olderError(store, 400, "user_id is required");
    const user = known.app.older.get(userId);
    if (user === undefined) return olderError(store, 404);
    const data = mappingOf(user, known.customerId, known.app);
    return olderSuccess(store.olderOptions.dataAs === "list" ? [data] : data);
  }

  function write(call: Call): Answer {
    const known = appOf(call);
    call.judged(known !== null);
    if (known === null) return olderError(store, 401);
    const body = isJson(call.contentType) ? parseObject(call.body) : null;
    const { UserId, DeviceName, DeviceStatus } = body ?? {};
    if (typeof UserId !== "string" || typeof DeviceStatus !== "boolean") return olderError(store, 400);
    if (DeviceName !== "phone" && DeviceName !== "sip") return olderError(store, 400, "Invalid DeviceName");
    const user = known.app.older.get(UserId);
    if (user === undefined) return olderError(store, 404);
    const device = user[DeviceName];
    if (device === null) return olderError(store, 400, `The user has no ${DeviceName} device`);
    const other = DeviceName === "phone" ? user.sip : user.phone;
    device.on = DeviceStatus;
    if (DeviceStatus && other !== null && store.olderOptions.togglesOther) other.on = false;
    user.updatedAt = now();
    return olderSuccess(mappingOf(user, known.customerId, known.app));
  }

  return [
    {
      method: "GET",
      path: "/v2/integrations/app",
      hosts,
      handle: ofApp(({ accountSid }) => ({ ExotelAccountSid: accountSid })),
    },
    { method: "GET", path: "/v2/integrations/app_setting", hosts, handle: ofApp(() => ({})) },
    { method: "GET", path: "/v2/integrations/usermapping", hosts, handle: read },
    { method: "PUT", path: "/v2/integrations/device", hosts, handle: write },
  ];
}

function mappingOf(user: OlderUser, customerId: string, app: IntegrationsApp): Record<string, unknown> {
  const { phone, sip } = user;
  return {
    CustomerId: customerId,
    AppID: app.id,
    AppUserId: user.id,
    ExotelAccountSid: app.accountSid,
    AppUsername: user.name,
    ExotelUserName: user.name,
    Email: user.email,
    AgentNumber: user.agentNumber,
    ActiveDeviceId: [phone, sip].flatMap((device) => (device?.on ? [device.id] : [])).join(","),
    PhoneDeviceID: phone?.id ?? "",
    SipDeviceID: sip?.id ?? "",
    SipId: sip?.sipId ?? "",
    SipSecret: sip?.secret ?? "",
    IsActive: true,
    OutboundActive: true,
    CreatedAt: NEVER,
    UpdatedAt: user.updatedAt === null ? NEVER : new Date(user.updatedAt).toISOString(),
  };
}
