/**
 * CCM's users and devices as in seed 001 "To update user's device"; the list and its filters as in Exotel's public page on
 * the bulk read of users.
 */
import { createHash } from "node:crypto";
import { type Answer, type Call, isJson, parseObject, type Route } from "./http.ts";
import { createLimiter, type Limiter, limitHeaders } from "./limiter.ts";
import { type CcmAccount, type CcmDevice, type CcmUser, HOSTS, type Store } from "./store.ts";

/** The rows of seed 001's table "Possible error scenarios", and the cases it leaves out. */
export const CCM_ERRORS = {
  unverified: { status: 403, code: 1003, text: "Device is unverified", newer: { status: 409, code: 10809 } },
  anotherOn: {
    status: 403,
    code: 1003,
    text: "Another device is ON. Only one device can be ON at a time",
    newer: { status: 403, code: 10810 },
  },
  keyNotAllowed: { status: 403, code: 1003, text: "API credentials used are unauthorized" },
  kyc: { status: 403, code: 1003, text: "This account's KYC is incomplete. Operation not permitted" },
  trial: { status: 403, code: 1003, text: "This is a trial account. Operation not permitted" },
  notPstn: {
    status: 403,
    code: 1003,
    text: "This device is not PSTN. Operation not permitted",
    newer: { status: 403, code: 10817 },
  },
  both: { status: 400, code: 1007, text: "device_contact_uri cannot be updated in the same request" },
  authentication: { status: 401, code: 1010, text: "Authentication failed" },
  deviceNotFound: { status: 404, code: 1018, text: "Device not found" },
  exists: { status: 409, code: 1021, text: "Device already exists", newer: { status: 409, code: 10811 } },
  internal: { status: 500, code: 1004, text: "Internal Server Error" },
  /** Not in the seed's table: this emulator chose the codes. */
  invalid: { status: 400, code: 1002, text: "Invalid parameter" },
  missing: { status: 400, code: 1001, text: "Mandatory parameter missing" },
  notFound: { status: 404, code: 1000, text: "Not found" },
} as const satisfies Record<string, CcmError>;

interface CcmError {
  status: number;
  code: number;
  text: string;
  newer?: { status: number; code: number };
}

/** The general phrases, one per status, for `message` when `description` holds the seed's wording. */
const GENERAL: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  500: "Internal Server Error",
};

let requests = 0;

/** A unique ID that looks like Exotel's: always the same for the first request of a process, the second, and so on. */
function requestId(): string {
  requests += 1;
  return createHash("sha256").update(`request ${requests}`).digest("hex").slice(0, 32);
}

interface CcmRecord {
  code: number;
  error_data: unknown;
  status: "success" | "failure";
  data: unknown;
}

const success = (data: unknown): CcmRecord => ({ code: 200, error_data: null, status: "success", data });

function envelope(method: string, status: number, response: CcmRecord): Answer {
  return { status, json: { request_id: requestId(), method, http_code: status, response } };
}

/** An error in CCM's envelope, with the seed's or the newer codes and the wording in the field that the options choose. */
export function ccmError(store: Store, method: string, error: CcmError, text: string = error.text): Answer {
  const { codes, errorText } = store.ccmOptions;
  const { status, code } = (codes === "newer" ? error.newer : undefined) ?? error;
  const general = GENERAL[status] ?? error.text;
  const error_data = {
    code,
    description: errorText === "message" ? null : text,
    message: errorText === "description" ? general : text,
  };
  return envelope(method, status, { code: status, error_data, status: "failure", data: null });
}

/** CCM's answer to too many requests, the only one without the envelope and a code (seed 001: "NA"). */
function ccmTooMany(headers: Record<string, string> = {}): Answer {
  const json = { RestException: { Status: 429, Message: "Too many requests", Code: null } };
  return { status: 429, headers, json };
}

/** The answer with the status that a fault demands. */
export function ccmStatus(store: Store, method: string, status: number): Answer {
  if (status === 429) return ccmTooMany();
  const known = [
    CCM_ERRORS.invalid,
    CCM_ERRORS.authentication,
    CCM_ERRORS.keyNotAllowed,
    CCM_ERRORS.notFound,
  ];
  const error = known.find((candidate) => candidate.status === status);
  if (error !== undefined) return ccmError(store, method, error);
  return ccmError(store, method, { ...CCM_ERRORS.internal, status });
}

/** The seed's PUT, and the two reads that find the user and device IDs. */
export function ccmRoutes(store: Store, now: () => number): Route[] {
  const hosts = [HOSTS.singapore, HOSTS.mumbai];
  const users = "/v2/accounts/:sid/users";
  const limiters = new WeakMap<CcmAccount, Map<boolean, Limiter>>();

  /** Counts a request against the account's budget for this minute. */
  function spend(
    account: CcmAccount,
    call: Call,
  ): { headers: Record<string, string>; exceeded: Answer | null } {
    const limits = account.rateLimit;
    const management = call.method !== "GET" || limits.readsShareBudget;
    const budgets = limiters.get(account) ?? new Map<boolean, Limiter>();
    const limiter = budgets.get(management) ?? createLimiter(now);
    limiters.set(account, budgets.set(management, limiter));
    const spent = limiter.spend(management ? limits.userManagementPerMinute : limits.otherReadsPerMinute);
    const headers = limitHeaders(spent);
    if (!limits.enforced || spent.admitted) return { headers, exceeded: null };
    return { headers, exceeded: ccmTooMany({ "retry-after": String(spent.retryAfter) }) };
  }

  /** Checks credentials, region and budget before the route's own work. */
  function guarded(work: (call: Call, account: CcmAccount) => Answer): (call: Call) => Answer {
    return (call) => {
      const account = store.accounts.get(call.params.sid ?? "");
      const given = basicCredentials(call.authorization);
      const key = given === null ? undefined : account?.keys.get(given.key);
      const accepted =
        account !== undefined &&
        key !== undefined &&
        !key.revoked &&
        key.token === given?.token &&
        HOSTS[account.region] === call.host;
      call.judged(accepted);
      if (!accepted) return ccmError(store, call.method, CCM_ERRORS.authentication);
      const { headers, exceeded } = spend(account, call);
      const answer = exceeded ?? (call.method === "PUT" ? refuseWrite(account, key.mayWrite) : null);
      const { headers: own, ...rest } = answer ?? work(call, account);
      return { ...rest, headers: { ...headers, ...own } };
    };
  }

  function refuseWrite(account: CcmAccount, mayWrite: boolean): Answer | null {
    if (!mayWrite) return ccmError(store, "PUT", CCM_ERRORS.keyNotAllowed);
    if (!account.kycComplete) return ccmError(store, "PUT", CCM_ERRORS.kyc);
    return account.trial ? ccmError(store, "PUT", CCM_ERRORS.trial) : null;
  }

  function list(call: Call, account: CcmAccount): Answer {
    const offset = wholeNumber(call.query.get("offset"), 0);
    const limit = wholeNumber(call.query.get("limit"), 20);
    if (offset === null || limit === null || limit < 1 || limit > 50) {
      return ccmError(
        store,
        call.method,
        CCM_ERRORS.invalid,
        "offset and limit must be whole numbers, limit 1 to 50",
      );
    }
    const emails = listed(call.query.get("email"))?.map((email) => email.toLowerCase());
    const uris = listed(call.query.get("devices.contact_uri"));
    const found = [...account.users.values()].filter(
      (user) =>
        (emails === undefined || emails.includes(user.email.toLowerCase())) &&
        (uris === undefined || user.devices.some((device) => uris.includes(device.contactUri))),
    );
    const page = found.slice(offset, offset + limit);
    const withDevices = listed(call.query.get("fields"))?.includes("devices") === true;
    const json = {
      request_id: requestId(),
      method: call.method,
      http_code: 200,
      metadata: { total: found.length, count: page.length, offset, limit },
      response: page.map((user) => success(userData(user, withDevices))),
    };
    return { status: 200, json };
  }

  function read(call: Call, account: CcmAccount): Answer {
    const user = account.users.get(call.params.user_id ?? "");
    if (user === undefined) return ccmError(store, call.method, CCM_ERRORS.notFound, "User not found");
    return envelope(call.method, 200, success(userData(user, true)));
  }

  function write(call: Call, account: CcmAccount): Answer {
    const refuse = (error: CcmError, text?: string): Answer => ccmError(store, call.method, error, text);
    const user = account.users.get(call.params.user_id ?? "");
    const device = user?.devices.find(({ id }) => String(id) === call.params.device_id);
    if (user === undefined || device === undefined) return refuse(CCM_ERRORS.deviceNotFound);
    const body = isJson(call.contentType) ? parseObject(call.body) : null;
    if (body === null) return refuse(CCM_ERRORS.invalid, "The request body must be a JSON object");
    const { available, contact_uri } = body;
    if (available !== undefined && contact_uri !== undefined) return refuse(CCM_ERRORS.both);
    if (contact_uri !== undefined) return changeUri(account, device, contact_uri, refuse);
    if (available === undefined) return refuse(CCM_ERRORS.missing);
    if (typeof available !== "boolean") return refuse(CCM_ERRORS.invalid, "available must be a boolean");
    if (!device.verified) return refuse(CCM_ERRORS.unverified);
    if (available && user.devices.some((other) => other !== device && other.on))
      return refuse(CCM_ERRORS.anotherOn);
    device.on = available;
    return envelope(call.method, 200, success(deviceData(device)));
  }

  return [
    { method: "GET", path: users, hosts, handle: guarded(list) },
    { method: "GET", path: `${users}/:user_id`, hosts, handle: guarded(read) },
    { method: "PUT", path: `${users}/:user_id/devices/:device_id`, hosts, handle: guarded(write) },
  ];
}

/** A new number must be verified before it can ring. Setting the current number changes nothing. */
function changeUri(
  account: CcmAccount,
  device: CcmDevice,
  uri: unknown,
  refuse: (error: CcmError, text?: string) => Answer,
): Answer {
  if (device.type !== "tel") return refuse(CCM_ERRORS.notPstn);
  if (typeof uri !== "string" || !/^\+[1-9]\d{6,14}$/.test(uri)) {
    return refuse(CCM_ERRORS.invalid, "contact_uri must be a phone number in E.164 format");
  }
  const others = [...account.users.values()]
    .flatMap((user) => user.devices)
    .filter((other) => other !== device);
  if (others.some((other) => other.contactUri === uri)) return refuse(CCM_ERRORS.exists);
  if (device.contactUri !== uri) Object.assign(device, { contactUri: uri, verified: false, on: false });
  return envelope("PUT", 200, success(deviceData(device)));
}

/** The device record of seed 001, with the fields in its order. */
function deviceData(device: CcmDevice): Record<string, unknown> {
  return {
    id: device.id,
    name: device.name,
    contact_uri: device.contactUri,
    type: device.type,
    available: device.verified ? device.on : null,
    verified: device.verified,
    status: device.status,
  };
}

function userData(user: CcmUser, withDevices: boolean): Record<string, unknown> {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    ...(withDevices ? { devices: user.devices.map(deviceData) } : {}),
  };
}

function basicCredentials(header: string | undefined): { key: string; token: string } | null {
  const encoded = /^basic +(\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { key: text.slice(0, colon), token: text.slice(colon + 1) };
}

/** Comma-separated filter values; undefined if the filter is absent. */
function listed(value: string | null): string[] | undefined {
  return value === null ? undefined : value.split(",").map((part) => part.trim());
}

function wholeNumber(value: string | null, absent: number): number | null {
  if (value === null) return absent;
  return /^\d{1,9}$/.test(value) ? Number(value) : null;
}
