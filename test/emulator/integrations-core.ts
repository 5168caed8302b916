/**
 * Integrations Core: reads and toggles an agent's phone and SIP device, as in seed 000 "Device Management". The seed gives no
 * error body; this emulator chose `{success: false, error: {code, message}}`.
 */
import { type Answer, type Call, isJson, parseObject, type Route } from "./http.ts";
import { HOSTS, type IntegrationsUser, registrationAt, type Store } from "./store.ts";

const ERROR_CODES: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
};

const ERROR_TEXTS: Record<number, string> = {
  400: "Invalid parameters",
  401: "Invalid or expired token",
  403: "Forbidden",
  404: "Not found",
  429: "Too many requests",
  500: "Internal Server Error",
};

/** An error in Integrations Core's format. */
export function integrationsError(status: number, message?: string): Answer {
  const code = ERROR_CODES[status] ?? `HTTP_${status}`;
  return {
    status,
    json: { success: false, error: { code, message: message ?? ERROR_TEXTS[status] ?? code } },
  };
}

/** The two routes of seed 000: "Get Device Status" and "Update Device Status". */
export function integrationsRoutes(store: Store, now: () => number): Route[] {
  const path = "/v2/integrations/:customer_id/apps/:app_id/users/:user_id/devices";
  const hosts = [HOSTS.integrations];

  /** The agent named in the path, or the refusal. Checks 401 before 404, so that strangers learn nothing. */
  function authorize(call: Call): { user: IntegrationsUser } | { refusal: Answer } {
    const token = /^bearer +(\S+)$/i.exec(call.authorization ?? "")?.[1];
    const { customer_id = "", app_id = "", user_id = "" } = call.params;
    const refuse = (status: number, message?: string): { refusal: Answer } => {
      call.judged(status !== 401);
      return { refusal: integrationsError(status, message) };
    };
    if (token === undefined || !isAnyonesToken(store, token, now())) return refuse(401);
    const app = store.customers.get(customer_id)?.apps.get(app_id);
    if (app === undefined) return refuse(404, "App doesn't exist");
    if (!app.tokens.has(token)) return refuse(401);
    const user = app.users.get(user_id);
    if (user === undefined) return refuse(404, "User doesn't exist");
    call.judged(true);
    return { user };
  }

  function read(call: Call): Answer {
    const access = authorize(call);
    if ("refusal" in access) return access.refusal;
    const { user } = access;
    const devices = devicesOf(user, (device) => {
      if (!device.reported) return {};
      const { registered, lastSeen } = registrationAt(device, now());
      return lastSeen === null ? { registered } : { registered, last_seen: new Date(lastSeen).toISOString() };
    });
    return { status: 200, json: { success: true, data: { user_id: user.id, devices } } };
  }

  function write(call: Call): Answer {
    const access = authorize(call);
    if ("refusal" in access) return access.refusal;
    const { user } = access;
    const body = isJson(call.contentType) ? parseObject(call.body) : null;
    if (body === null) return integrationsError(400, "The request body must be a JSON object");
    for (const [name, value] of Object.entries(body)) {
      if (name !== "phone" && name !== "sip") return integrationsError(400, `Unknown parameter: ${name}`);
      if (typeof value !== "boolean") return integrationsError(400, `${name} must be a boolean`);
      if (value && user[name] === null) return integrationsError(400, `The user has no ${name} device`);
    }
    const after = (name: "phone" | "sip"): boolean =>
      user[name] !== null && ((body[name] as boolean | undefined) ?? user[name].enabled);
    const next = { phone: after("phone"), sip: after("sip") };
    if (!next.phone && !next.sip) return integrationsError(400, "At least one device must remain enabled");
    if (user.phone !== null) user.phone.enabled = next.phone;
    if (user.sip !== null) user.sip.enabled = next.sip;
    const data = {
      user_id: user.id,
      devices: devicesOf(user, () => ({})),
      updated_at: new Date(now()).toISOString(),
    };
    return { status: 200, json: { success: true, data } };
  }

  return [
    { method: "GET", path, hosts, handle: read },
    { method: "PUT", path, hosts, handle: write },
  ];
}

function isAnyonesToken(store: Store, token: string, now: number): boolean {
  for (const customer of store.customers.values()) {
    for (const app of customer.apps.values()) {
      const known = app.tokens.get(token);
      if (known !== undefined) return !known.revoked && (known.expiresAt === null || known.expiresAt > now);
    }
  }
  return false;
}

/** The `devices` block without devices that the user lacks. `extra` gives the fields after the SIP username. */
function devicesOf(
  user: IntegrationsUser,
  extra: (device: NonNullable<IntegrationsUser["sip"]>) => Record<string, unknown>,
): Record<string, unknown> {
  const { phone, sip } = user;
  return {
    ...(phone === null ? {} : { phone: { enabled: phone.enabled, number: phone.number } }),
    ...(sip === null ? {} : { sip: { enabled: sip.enabled, username: sip.username, ...extra(sip) } }),
  };
}
