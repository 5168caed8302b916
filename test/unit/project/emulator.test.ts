import { createHash, X509Certificate } from "node:crypto";
import { request as httpsRequest } from "node:https";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  DEMO,
  defaultSeed,
  type Emulator,
  HOSTS,
  startEmulator,
  tooManyRequests,
} from "../../emulator/emulator.ts";

/** The seed's `updated_at`; tests that need another time move it. */
let clock = Date.parse("2024-06-15T10:30:00.000Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ now: () => clock });
});

afterEach(() => {
  clock = Date.parse("2024-06-15T10:30:00.000Z");
  emulator.reset();
});

afterAll(async () => {
  await emulator.close();
});

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // The tests look into answers by path; a wrong shape fails the assertion.
  json: ReturnType<typeof JSON.parse>;
}

interface Ask {
  host?: string;
  method?: string;
  path: string;
  authorization?: string | null;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
  origin?: string;
  to?: Emulator;
}

/** One HTTPS request under a production host name, with the certificate checked. */
function ask({
  host = HOSTS.integrations,
  method = "GET",
  path,
  authorization,
  ...rest
}: Ask): Promise<Reply> {
  const { body, contentType = "application/json", signal, origin, to = emulator } = rest;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: "127.0.0.1",
        port: to.port,
        servername: host,
        ca: to.certificate,
        agent: false,
        method,
        path,
        headers: {
          host,
          ...(typeof authorization === "string" ? { authorization } : {}),
          ...(body === undefined ? {} : { "content-type": contentType }),
          ...(origin === undefined ? {} : { origin }),
        },
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          let json: unknown;
          try {
            json = JSON.parse(text);
          } catch {
            json = undefined;
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
      },
    );
    request.on("error", reject);
    if (body !== undefined) request.write(typeof body === "string" ? body : JSON.stringify(body));
    request.end();
  });
}

const bearer = `Bearer ${DEMO.integrations.token}`;
const basic = (key: string, token: string): string =>
  `Basic ${Buffer.from(`${key}:${token}`).toString("base64")}`;
const demoBasic = basic(DEMO.ccm.apiKey, DEMO.ccm.apiToken);

function devicesPath(user: string = DEMO.integrations.userId, app: string = DEMO.integrations.appId): string {
  const { customerId } = DEMO.integrations;
  return `/v2/integrations/${customerId}/apps/${app}/users/${encodeURIComponent(user)}/devices`;
}

const read = (over: Partial<Ask> = {}): Promise<Reply> =>
  ask({ path: devicesPath(), authorization: bearer, ...over });
const write = (body: unknown, over: Partial<Ask> = {}): Promise<Reply> =>
  ask({ method: "PUT", path: devicesPath(), authorization: bearer, body, ...over });

const users = (rest = "", sid: string = DEMO.ccm.sid): string => `/v2/accounts/${sid}/users${rest}`;
const ccm = (path: string, over: Partial<Ask> = {}): Promise<Reply> =>
  ask({ host: HOSTS.mumbai, path, authorization: demoBasic, ...over });
const ccmPut = (
  deviceId: number,
  body: unknown,
  over: Partial<Ask> & { user?: string } = {},
): Promise<Reply> => {
  const { user = DEMO.ccm.userId, ...ask } = over;
  return ccm(users(`/${user}/devices/${deviceId}`), { method: "PUT", body, ...ask });
};

/** Status, code and wording of a CCM refusal, with the envelope around it checked. */
function refusal(reply: Reply): { status: number; code: number; description: string } {
  const { request_id, http_code, response } = reply.json;
  expect(request_id).toMatch(/^[0-9a-f]{32}$/);
  expect(http_code).toBe(reply.status);
  expect(response).toMatchObject({ code: reply.status, status: "failure", data: null });
  return {
    status: reply.status,
    code: response.error_data.code,
    description: response.error_data.description,
  };
}

describe("the server", () => {
  it("answers under the three production names and no other", async () => {
    expect((await read()).status).toBe(200);
    expect((await ccm(users())).status).toBe(200);
    expect((await ask({ host: "localhost", path: devicesPath(), authorization: bearer })).status).toBe(421);
    expect((await read({ host: HOSTS.mumbai })).status).toBe(404);
    expect((await ccm(users(), { host: HOSTS.integrations })).status).toBe(404);
  });

  it("tells a browser how to reach and trust it", () => {
    const key = new X509Certificate(emulator.certificate).publicKey.export({ type: "spki", format: "der" });
    expect(emulator.spkiHash).toBe(createHash("sha256").update(key).digest("base64"));
    for (const host of Object.values(HOSTS)) {
      expect(emulator.resolverRules).toContain(`MAP ${host}:443 127.0.0.1:${emulator.port}`);
    }
  });

  it("dates every answer by its own clock", async () => {
    expect((await read()).headers.date).toBe("Sat, 15 Jun 2024 10:30:00 GMT");
    expect((await ccm("/nothing")).headers.date).toBe("Sat, 15 Jun 2024 10:30:00 GMT");
  });

  it("logs requests without their credentials", async () => {
    await write({ phone: true });
    await read({ authorization: "demo-bare-secret" });
    await ccm(users("?email=a%40b"), { authorization: basic("k", "s3cret") });
    expect(emulator.requests.map((entry) => entry.headers.authorization)).toEqual([
      "Bearer (accepted)",
      "none (refused)",
      "Basic (refused)",
    ]);
    expect(emulator.requests[0]).toMatchObject({
      method: "PUT",
      host: HOSTS.integrations,
      path: devicesPath(),
      body: { phone: true },
      status: 200,
      aborted: false,
      carriedOut: true,
      at: clock,
    });
    expect(emulator.requests[2]?.query).toEqual({ email: "a@b" });
    const text = JSON.stringify(emulator.requests);
    for (const secret of [DEMO.integrations.token, "demo-bare-secret", basic("k", "s3cret").slice(6)]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe("Integrations Core", () => {
  it("gives the seed's read, word for word", async () => {
    clock = Date.parse("2024-06-15T10:25:00.000Z");
    emulator.store.setIntegrations({ phone: false });
    const reply = await read();
    expect(reply.headers["content-type"]).toContain("application/json");
    expect(JSON.stringify(reply.json, null, 2)).toBe(`{
  "success": true,
  "data": {
    "user_id": "agent_001",
    "devices": {
      "phone": {
        "enabled": false,
        "number": "+919876543210"
      },
      "sip": {
        "enabled": true,
        "username": "agent_001@app_abc123.exotel.com",
        "registered": true,
        "last_seen": "2024-06-15T10:25:00.000Z"
      }
    }
  }
}`);
  });

  it("gives the seed's write, word for word, and keeps it", async () => {
    const reply = await write({ phone: false, sip: true });
    expect(reply.status).toBe(200);
    expect(JSON.stringify(reply.json, null, 2)).toBe(`{
  "success": true,
  "data": {
    "user_id": "agent_001",
    "devices": {
      "phone": {
        "enabled": false,
        "number": "+919876543210"
      },
      "sip": {
        "enabled": true,
        "username": "agent_001@app_abc123.exotel.com"
      }
    },
    "updated_at": "2024-06-15T10:30:00.000Z"
  }
}`);
    expect((await read()).json.data.devices.phone.enabled).toBe(false);
  });

  it("takes either parameter alone, and none", async () => {
    await write({ sip: false });
    const none = await write({});
    expect(none.status).toBe(200);
    expect(none.json.data.devices).toMatchObject({ phone: { enabled: true }, sip: { enabled: false } });
  });

  it.each([
    ["both off", { phone: false, sip: false }],
    ["a number", { phone: 1 }],
    ["a string", { sip: "true" }],
    ["null", { phone: null }],
    ["an unknown parameter", { fax: true }],
    ["an array", [true]],
    ["broken JSON", "{"],
    ["an empty body", ""],
  ])("refuses %s with 400 and changes nothing", async (_name, body) => {
    const before = (await read()).json;
    const reply = await write(body);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ success: false, error: { code: "BAD_REQUEST" } });
    expect((await read()).json).toEqual(before);
  });

  it("refuses to turn off the last one by a single parameter", async () => {
    await write({ phone: false });
    const reply = await write({ sip: false });
    expect(reply.status).toBe(400);
    expect(reply.json.error.message).toBe("At least one device must remain enabled");
    expect(emulator.store.agent()).toMatchObject({ phone: { enabled: false }, sip: { enabled: true } });
  });

  it("refuses a body that is not sent as JSON", async () => {
    expect((await write({ phone: true }, { contentType: "text/plain" })).status).toBe(400);
  });

  it.each([
    ["no credentials", null],
    ["a bare token", DEMO.integrations.token],
    ["Basic", basic("a", "b")],
    ["an unknown token", "Bearer nobody"],
    ["an expired token", `Bearer ${DEMO.integrations.expiredToken}`],
    ["another app's token", `Bearer ${DEMO.integrations.otherAppToken}`],
  ])("answers 401 to %s", async (_name, authorization) => {
    for (const reply of [await read({ authorization }), await write({ phone: false }, { authorization })]) {
      expect(reply.status).toBe(401);
      expect(reply.json.success).toBe(false);
    }
    expect(emulator.store.agent().phone?.enabled).toBe(true);
  });

  it("answers 404 to an unknown customer, app and user", async () => {
    const paths = [
      devicesPath("nobody"),
      devicesPath("agent_001", "app_no"),
      devicesPath().replace("cust_demo", "x"),
    ];
    for (const path of paths) expect((await read({ path })).status).toBe(404);
  });

  it("decodes percent-encoded identifiers", async () => {
    const reply = await read({ path: devicesPath(DEMO.integrations.oddUserId) });
    expect(reply.json.data.user_id).toBe(DEMO.integrations.oddUserId);
  });

  it("leaves out a device that the user lacks, and refuses to turn it on", async () => {
    const path = devicesPath(DEMO.integrations.phoneOnlyUserId);
    expect(Object.keys((await read({ path })).json.data.devices)).toEqual(["phone"]);
    expect((await write({ phone: true, sip: true }, { path })).status).toBe(400);
    expect((await write({ phone: true, sip: false }, { path })).status).toBe(200);
    expect((await write({ phone: false }, { path })).status).toBe(400);
    const sipOnly = await read({ path: devicesPath(DEMO.integrations.sipOnlyUserId) });
    expect(Object.keys(sipOnly.json.data.devices)).toEqual(["sip"]);
  });

  it("shows a connected, dropped, crashed and reconnected softphone", async () => {
    const sip = async (): Promise<unknown> => {
      const { registered, last_seen } = (await read()).json.data.devices.sip;
      return [registered, last_seen];
    };
    clock += 44_000;
    expect(await sip()).toEqual([true, "2024-06-15T10:30:30.000Z"]);
    emulator.store.dropSoftphone();
    clock += 60_000;
    expect(await sip()).toEqual([false, "2024-06-15T10:30:30.000Z"]);
    emulator.store.connectSoftphone();
    expect(await sip()).toEqual([true, "2024-06-15T10:31:44.000Z"]);
    emulator.store.crashSoftphone();
    clock += 299_999;
    expect(await sip()).toEqual([true, "2024-06-15T10:31:44.000Z"]);
    clock += 1;
    expect(await sip()).toEqual([false, "2024-06-15T10:31:44.000Z"]);
    emulator.store.crashSoftphone();
    expect(await sip()).toEqual([false, "2024-06-15T10:31:44.000Z"]);
  });

  it("leaves out what it does not know of a registration", async () => {
    const path = devicesPath(DEMO.integrations.neverSeenUserId);
    const { sip } = (await read({ path })).json.data.devices;
    expect(Object.keys(sip)).toEqual(["enabled", "username", "registered"]);
    emulator.store.softphone().reported = false;
    expect(Object.keys((await read()).json.data.devices.sip)).toEqual(["enabled", "username"]);
  });

  it("expires and accepts tokens", async () => {
    emulator.faults.expireToken();
    expect((await read()).status).toBe(401);
    emulator.faults.acceptToken();
    expect((await read()).status).toBe(200);
  });
});

describe("the older contract of Integrations Core", () => {
  const { userId, token, accountSid, sipId, sipSecret } = DEMO.older;
  const older = (path: string, over: Partial<Ask> = {}): Promise<Reply> =>
    ask({ path: `/v2/integrations/${path}`, authorization: token, ...over });

  it("gives Exotel's CRM SDK what it registers with", async () => {
    expect((await older("app")).json).toMatchObject({ Code: 200, Data: { ExotelAccountSid: accountSid } });
    expect((await older("app_setting")).json).toMatchObject({ Code: 200, Data: {} });
    const { json } = await older(`usermapping?user_id=${userId}`);
    expect(json.Data).toMatchObject({ AppUserId: userId, SipId: sipId, SipSecret: sipSecret });
    expect((await older("app", { authorization: "another" })).status).toBe(401);
  });

  it("answers a write with the whole user, the softphone's password too", async () => {
    const body = { UserId: userId, DeviceName: "sip", DeviceStatus: true };
    const { json } = await older("device", { method: "PUT", body });
    expect(json.Data).toMatchObject({ ActiveDeviceId: DEMO.older.sipDeviceId, SipSecret: sipSecret });
  });

  it("lets nobody change a user", async () => {
    const body = { AppUserId: userId, SipSecret: "another" };
    expect((await older("usermapping", { method: "PUT", body })).status).toBe(404);
    const { json } = await older(`usermapping?user_id=${userId}`);
    expect(json.Data.SipSecret).toBe(sipSecret);
  });

  it("lets the pages of one origin ask, if it is told to, and no other", async () => {
    const allowed = async (to: Emulator, origin: string, method: string) => {
      const { status, headers } = await older("app", { to, method, origin });
      return [status, headers["access-control-allow-origin"]];
    };
    const open = await startEmulator({ pagesFrom: "https://softphone.example" });
    try {
      expect(await allowed(open, "https://softphone.example", "OPTIONS")).toEqual([
        204,
        "https://softphone.example",
      ]);
      expect(await allowed(open, "https://softphone.example", "GET")).toEqual([
        200,
        "https://softphone.example",
      ]);
      expect(await allowed(open, "https://another.example", "OPTIONS")).toEqual([404, undefined]);
      expect(await allowed(open, "https://another.example", "GET")).toEqual([200, undefined]);
    } finally {
      await open.close();
    }
    expect(await allowed(emulator, "https://softphone.example", "OPTIONS")).toEqual([404, undefined]);
  });
});

describe("an app's tokens", () => {
  const { appId, appSecret, otherAppId } = DEMO.integrations;
  const asked = { Id: appId, Secret: appSecret, Entity: "app" };
  const create = (body: unknown, over: Partial<Ask> = {}): Promise<Reply> =>
    ask({ method: "POST", path: "/v2/integrations/token", body, ...over });

  it("are made from its ID and secret, and are good for 90 days", async () => {
    const reply = await create(asked);
    expect([reply.status, Object.keys(reply.json)]).toEqual([
      200,
      ["RequestId", "Status", "Code", "Error", "Data"],
    ]);
    expect(reply.json).toMatchObject({ Status: "Success", Code: 200, Error: "" });
    const authorization = `Bearer ${reply.json.Data}`;
    clock += 90 * 24 * 3_600_000 - 1;
    expect((await read({ authorization })).status).toBe(200);
    clock += 1;
    expect((await read({ authorization })).status).toBe(401);
  });

  it("are each another one, and leave those from before as they are", async () => {
    const tokens = [(await create(asked)).json.Data, (await create(asked)).json.Data];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect((await read({ authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it.each([
    ["a wrong secret", 401, { ...asked, Secret: "wrong" }],
    ["another app's ID", 401, { ...asked, Id: otherAppId }],
    ["an unknown app", 401, { ...asked, Id: "nobody" }],
    ["a customer", 401, { ...asked, Entity: "customer" }],
    ["an unknown entity", 400, { ...asked, Entity: "user" }],
    ["no entity", 400, { Id: appId, Secret: appSecret }],
    ["no secret", 400, { Id: appId, Entity: "app" }],
    ["a number as an ID", 400, { ...asked, Id: 1 }],
    ["broken JSON", 400, "{"],
  ])("are refused to %s", async (_name, status, body) => {
    const reply = await create(body);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ Status: "Failed", Code: status, Data: null });
  });

  it("are asked for in JSON, and by POST", async () => {
    expect((await create(asked, { contentType: "text/plain" })).status).toBe(400);
    expect((await ask({ path: "/v2/integrations/token" })).status).toBe(404);
  });

  it("leave neither secret nor token in the log", async () => {
    const { json } = await create(asked);
    const text = JSON.stringify(emulator.requests);
    expect(text).toContain('"Secret":"(present)"');
    for (const secret of [appSecret, json.Data]) expect(text).not.toContain(secret);
  });
});

describe("CCM", () => {
  it("gives the seed's write, word for word but for the request id", async () => {
    const { phoneDeviceId } = DEMO.ccm;
    emulator.store.ccmDevice().contactUri = "+91917622XXXX";
    const reply = await ccmPut(phoneDeviceId, { available: true });
    expect(reply.status).toBe(200);
    expect(reply.json.request_id).toMatch(/^[0-9a-f]{32}$/);
    const text = JSON.stringify({ ...reply.json, request_id: "6b99d8f854244f1eb8bb91d75f1c565a" }, null, 3);
    expect(text).toBe(`{
   "request_id": "6b99d8f854244f1eb8bb91d75f1c565a",
   "method": "PUT",
   "http_code": 200,
   "response": {
      "code": 200,
      "error_data": null,
      "status": "success",
      "data": {
         "id": 100280,
         "name": "Primary Device",
         "contact_uri": "+91917622XXXX",
         "type": "tel",
         "available": true,
         "verified": true,
         "status": "free"
      }
   }
}`);
  });

  it("allows one device on at a time: off first, then the other on", async () => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    const text = "Another device is ON. Only one device can be ON at a time";
    expect(refusal(await ccmPut(sipDeviceId, { available: true }))).toEqual({
      status: 403,
      code: 1003,
      description: text,
    });
    expect((await ccmPut(phoneDeviceId, { available: false })).json.response.data.available).toBe(false);
    expect((await ccmPut(sipDeviceId, { available: true })).json.response.data).toMatchObject({
      contact_uri: DEMO.ccm.sipUri,
      type: "sip",
      available: true,
    });
    expect((await ccmPut(phoneDeviceId, { available: true })).status).toBe(403);
    expect(emulator.store.ccmUser().devices.map(({ on }) => on)).toEqual([false, true]);
  });

  it("answers each row of the seed's error table", async () => {
    const { phoneDeviceId, sipDeviceId, unverifiedDeviceId, unverifiedUserId } = DEMO.ccm;
    const account = emulator.store.account();
    const on = { available: true };
    const readOnly = basic(DEMO.ccm.readOnlyKey, DEMO.ccm.readOnlyToken);
    const rows: [Reply, number, number, string][] = [];
    const row = (reply: Reply, status: number, code: number, text: string): number =>
      rows.push([reply, status, code, text]);
    row(await ccmPut(unverifiedDeviceId, on, { user: unverifiedUserId }), 403, 1003, "Device is unverified");
    row(
      await ccmPut(phoneDeviceId, on, { authorization: readOnly }),
      403,
      1003,
      "API credentials used are unauthorized",
    );
    account.kycComplete = false;
    row(
      await ccmPut(phoneDeviceId, on),
      403,
      1003,
      "This account's KYC is incomplete. Operation not permitted",
    );
    Object.assign(account, { kycComplete: true, trial: true });
    row(await ccmPut(phoneDeviceId, on), 403, 1003, "This is a trial account. Operation not permitted");
    account.trial = false;
    row(
      await ccmPut(sipDeviceId, { contact_uri: "+919953125068" }),
      403,
      1003,
      "This device is not PSTN. Operation not permitted",
    );
    row(
      await ccmPut(phoneDeviceId, { available: true, contact_uri: "+919953125068" }),
      400,
      1007,
      "device_contact_uri cannot be updated in the same request",
    );
    row(await ccmPut(phoneDeviceId, on, { authorization: null }), 401, 1010, "Authentication failed");
    row(await ccmPut(999, on), 404, 1018, "Device not found");
    row(await ccmPut(phoneDeviceId, { contact_uri: "+919176220002" }), 409, 1021, "Device already exists");
    emulator.faults.once({ kind: "status", status: 500 });
    row(await ccmPut(phoneDeviceId, on), 500, 1004, "Internal Server Error");
    for (const [reply, status, code, description] of rows) {
      expect(refusal(reply)).toEqual({ status, code, description });
    }
    emulator.faults.once(tooManyRequests({ retryAfter: 60 }));
    const many = await ccmPut(phoneDeviceId, on);
    expect(many.headers["retry-after"]).toBe("60");
    expect(many.json).toEqual({
      RestException: { Status: 429, Message: "Too many requests", Code: null },
    });
  });

  it("answers with the newer codes where they are wanted", async () => {
    emulator.store.ccmOptions.codes = "newer";
    const { phoneDeviceId, sipDeviceId, unverifiedDeviceId, unverifiedUserId } = DEMO.ccm;
    const codes = [
      await ccmPut(unverifiedDeviceId, { available: true }, { user: unverifiedUserId }),
      await ccmPut(sipDeviceId, { available: true }),
      await ccmPut(phoneDeviceId, { contact_uri: "+919176220002" }),
      await ccmPut(sipDeviceId, { contact_uri: "+919953125068" }),
      await ccmPut(999, { available: true }),
    ].map((reply) => [reply.status, refusal(reply).code]);
    expect(codes).toEqual([
      [409, 10809],
      [403, 10810],
      [409, 10811],
      [403, 10817],
      [404, 1018],
    ]);
  });

  it("puts the wording of an error into either field", async () => {
    const text = async (): Promise<unknown> => {
      const { description, message } = (await ccmPut(999, { available: true })).json.response.error_data;
      return [description, message];
    };
    expect(await text()).toEqual(["Device not found", "Not Found"]);
    emulator.store.ccmOptions.errorText = "message";
    expect(await text()).toEqual([null, "Device not found"]);
    emulator.store.ccmOptions.errorText = "both";
    expect(await text()).toEqual(["Device not found", "Device not found"]);
  });

  it.each([
    ["no parameter", {}],
    ["a string", { available: "true" }],
    ["null", { available: null }],
    ["a number without +", { contact_uri: "919953125068" }],
    ["a number that starts with 0", { contact_uri: "+0995312506" }],
    ["letters", { contact_uri: "+91ABC3125068" }],
    ["broken JSON", "{"],
  ])("refuses %s with 400 and changes nothing", async (_name, body) => {
    const before = structuredClone(emulator.store.ccmUser());
    expect((await ccmPut(DEMO.ccm.phoneDeviceId, body)).status).toBe(400);
    expect(emulator.store.ccmUser()).toEqual(before);
  });

  it("unverifies and turns off a phone whose number changes", async () => {
    const reply = await ccmPut(DEMO.ccm.phoneDeviceId, { contact_uri: "+919953125068" });
    expect(reply.json.response.data).toMatchObject({
      contact_uri: "+919953125068",
      verified: false,
      available: null,
    });
    const next = await ccmPut(DEMO.ccm.phoneDeviceId, { available: false });
    expect(refusal(next).description).toBe("Device is unverified");
    expect((await ccmPut(DEMO.ccm.sipDeviceId, { available: true })).status).toBe(200);
  });

  it("keeps an account to its region, and credentials to their account", async () => {
    const sg = DEMO.ccmSingapore;
    const authorization = basic(sg.apiKey, sg.apiToken);
    const path = users("", sg.sid);
    expect((await ccm(path, { host: HOSTS.singapore, authorization })).status).toBe(200);
    const refused = [
      await ccm(path, { authorization }),
      await ccm(users(), { host: HOSTS.singapore }),
      await ccm(users(), { authorization }),
      await ccm(users("", "nobody")),
      await ccm(users(), { authorization: basic(DEMO.ccm.apiKey, "wrong") }),
      await ccm(users(), { authorization: `Bearer ${DEMO.ccm.apiToken}` }),
    ];
    for (const reply of refused) expect(refusal(reply)).toMatchObject({ status: 401, code: 1010 });
  });

  it("finds a user by number and by email, with devices where asked for", async () => {
    const number = encodeURIComponent(DEMO.ccm.phoneNumber);
    const byNumber = await ccm(users(`?fields=devices&devices.contact_uri=${number}`));
    expect(byNumber.json).toMatchObject({
      method: "GET",
      http_code: 200,
      metadata: { total: 1, count: 1, offset: 0, limit: 20 },
      response: [{ code: 200, status: "success", error_data: null }],
    });
    expect(byNumber.json.response[0].data).toMatchObject({
      id: DEMO.ccm.userId,
      first_name: "Asha",
      last_name: "Rao",
      email: DEMO.ccm.email,
      devices: [
        { id: DEMO.ccm.phoneDeviceId, available: true },
        { id: DEMO.ccm.sipDeviceId, available: false },
      ],
    });
    const byEmail = await ccm(users(`?email=${encodeURIComponent(DEMO.ccm.email.toUpperCase())}`));
    expect(byEmail.json.response.map((record: Reply["json"]) => record.data.id)).toEqual([DEMO.ccm.userId]);
    expect(byEmail.json.response[0].data).not.toHaveProperty("devices");
    const several = await ccm(users(`?email=${encodeURIComponent(DEMO.ccm.sharedEmail)}`));
    expect(several.json.metadata).toMatchObject({ total: 2, count: 2 });
    const unencoded = await ccm(users(`?devices.contact_uri=${DEMO.ccm.phoneNumber}`));
    expect(unencoded.json).toMatchObject({ metadata: { total: 0, count: 0 }, response: [] });
  });

  it("pages through all users, 20 at a time unless told otherwise, 50 at most", async () => {
    const first = await ccm(users());
    expect(first.json.metadata).toEqual({ total: DEMO.ccm.userCount, count: 20, offset: 0, limit: 20 });
    const seen: string[] = [];
    for (const offset of [0, 50, 100]) {
      const page = await ccm(users(`?offset=${offset}&limit=50`));
      seen.push(...page.json.response.map((record: Reply["json"]) => record.data.id));
    }
    expect(new Set(seen).size).toBe(DEMO.ccm.userCount);
    expect(seen).toHaveLength(DEMO.ccm.userCount);
    for (const query of ["?limit=51", "?limit=0", "?offset=-1", "?limit=x"]) {
      expect((await ccm(users(query))).status).toBe(400);
    }
  });

  it("gives one user with devices, null for an unverified one's availability", async () => {
    const reply = await ccm(users(`/${DEMO.ccm.unverifiedUserId}?fields=devices`));
    expect(reply.json.response.data.devices[0]).toMatchObject({ available: null, verified: false });
    expect((await ccm(users("/nobody"))).status).toBe(404);
  });

  it("seeds no number twice and never two devices on", () => {
    for (const account of defaultSeed(clock).accounts.values()) {
      const all = [...account.users.values()];
      const uris = all.flatMap((user) => user.devices).map((device) => device.contactUri);
      const ids = all.flatMap((user) => user.devices).map((device) => device.id);
      expect(new Set(uris).size).toBe(uris.length);
      expect(new Set(ids).size).toBe(ids.length);
      for (const user of all)
        expect(user.devices.filter((device) => device.on).length).toBeLessThanOrEqual(1);
    }
  });

  it("counts an account's requests, and refuses those above the limit once told to", async () => {
    const limit = emulator.store.account().rateLimit;
    limit.userManagementPerMinute = 2;
    clock += 15_000;
    const first = await ccm(users());
    expect(first.headers).toMatchObject({
      "x-ratelimit-limit": "2",
      "x-ratelimit-remaining": "1",
      "x-ratelimit-reset": String(Date.parse("2024-06-15T10:31:00.000Z") / 1000),
    });
    await ccm(users());
    expect((await ccm(users())).status).toBe(200);
    limit.enforced = true;
    const refused = await ccm(users());
    expect(refused.status).toBe(429);
    expect(refused.headers["retry-after"]).toBe("45");
    expect(refused.json.RestException.Status).toBe(429);
    const readsShare = limit.readsShareBudget;
    limit.readsShareBudget = false;
    expect((await ccm(users())).headers["x-ratelimit-limit"]).toBe("300");
    limit.readsShareBudget = readsShare;
    clock += 45_000;
    expect((await ccm(users())).status).toBe(200);
  });
});

describe("faults", () => {
  it("resets the connection, once or until removed", async () => {
    emulator.faults.once({ kind: "outage" });
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(emulator.requests[0]).toMatchObject({ carriedOut: false, status: null, aborted: "server" });
    expect((await read()).status).toBe(200);
    const standing = emulator.faults.always({ kind: "outage" }, { api: "integrations" });
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await ccm(users())).status).toBe(200);
    expect(standing.hits).toBe(2);
    standing.remove();
    expect((await read()).status).toBe(200);
  });

  it("loses the answer to a write that was done", async () => {
    emulator.faults.once({ kind: "doneButUnheard" }, { method: "PUT" });
    expect((await read()).status).toBe(200);
    await expect(write({ phone: false })).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(emulator.store.agent().phone?.enabled).toBe(false);
    expect(emulator.requests[1]).toMatchObject({ carriedOut: true, status: null, aborted: "server" });
  });

  it("keeps silent until the client gives up", async () => {
    emulator.faults.once({ kind: "silence" });
    const quit = new AbortController();
    const reply = read({ signal: quit.signal });
    const received = await emulator.waitForRequest({ method: "GET" }, { from: 0 });
    expect(received.finishedAt).toBeNull();
    quit.abort();
    await expect(reply).rejects.toThrow();
    const finished = await emulator.waitForRequest({}, { from: 0, phase: "finished" });
    expect(finished).toMatchObject({ aborted: "client", status: null, carriedOut: false });
  });

  it("holds a write before its effect, and drops it if its client has gone", async () => {
    const hold = emulator.faults.hold("before", { method: "PUT" });
    const quit = new AbortController();
    const reply = write({ phone: false }, { signal: quit.signal });
    expect((await hold.held).method).toBe("PUT");
    expect(emulator.store.agent().phone?.enabled).toBe(true);
    quit.abort();
    await expect(reply).rejects.toThrow();
    await emulator.waitForRequest({}, { from: 0, phase: "finished" });
    hold.release();
    expect((await read()).json.data.devices.phone.enabled).toBe(true);
    expect(emulator.requests[0]).toMatchObject({ carriedOut: false, aborted: "client" });
  });

  it("holds a write before its effect, and carries it out on release even if nobody listens", async () => {
    const hold = emulator.faults.hold("before", { method: "PUT" });
    const quit = new AbortController();
    const reply = write({ phone: false }, { signal: quit.signal });
    await hold.held;
    quit.abort();
    await expect(reply).rejects.toThrow();
    await emulator.waitForRequest({}, { from: 0, phase: "finished" });
    hold.release({ evenIfGone: true });
    await emulator.waitForRequest({}, { from: 0, phase: "carriedOut" });
    expect(emulator.store.agent().phone?.enabled).toBe(false);
  });

  it("holds a write after its effect, and answers on release", async () => {
    const hold = emulator.faults.hold("after", { method: "PUT" });
    const reply = write({ phone: false });
    await hold.held;
    expect(emulator.store.agent().phone?.enabled).toBe(false);
    expect((await read()).json.data.devices.phone.enabled).toBe(false);
    hold.release();
    expect((await reply).status).toBe(200);
  });

  it("resets what is held when the emulator is reset", async () => {
    const hold = emulator.faults.hold("before");
    const reply = write({ phone: false });
    await hold.held;
    emulator.reset();
    await expect(reply).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(emulator.store.agent().phone?.enabled).toBe(true);
  });

  it("delays an answer", async () => {
    emulator.faults.once({ kind: "delay", ms: 80 });
    await read();
    const { startedAt, finishedAt } = await emulator.waitForRequest({}, { from: 0, phase: "answered" });
    expect((finishedAt ?? 0) - startedAt).toBeGreaterThanOrEqual(79);
  });

  it("answers with a status, headers and body of choice, and does nothing", async () => {
    emulator.faults.once({ kind: "status", status: 403 });
    emulator.faults.once(tooManyRequests({ retryAfter: new Date(clock + 90_000) }));
    emulator.faults.once(tooManyRequests({ resetAt: 1_718_447_460 }));
    emulator.faults.once({
      kind: "status",
      status: 302,
      headers: { location: "https://example.com/" },
      json: {},
    });
    const replies = [await write({ phone: false }), await read(), await read(), await read()];
    expect(replies.map(({ status }) => status)).toEqual([403, 429, 429, 302]);
    expect(replies[0]?.json).toMatchObject({ success: false, error: { code: "FORBIDDEN" } });
    expect(replies[1]?.headers["retry-after"]).toBe("Sat, 15 Jun 2024 10:31:30 GMT");
    expect(replies[2]?.headers["x-ratelimit-reset"]).toBe("1718447460");
    expect(replies[3]?.headers.location).toBe("https://example.com/");
    expect(emulator.store.agent().phone?.enabled).toBe(true);
  });

  it("answers with any text, and with a changed answer", async () => {
    emulator.faults.once({ kind: "body", body: "<html>", contentType: "text/html" });
    const garbled = await write({ phone: false });
    expect([garbled.text, garbled.headers["content-type"]]).toEqual(["<html>", "text/html"]);
    expect(emulator.store.agent().phone?.enabled).toBe(false);
    emulator.faults.once({ kind: "transform", transform: (json) => ({ ...(json as object), extra: 1 }) });
    expect((await read()).json.extra).toBe(1);
  });

  it("lets a fault write to the socket itself", async () => {
    emulator.faults.once({
      kind: "raw",
      raw(socket, respond) {
        const text = JSON.stringify(respond.carryOut().json);
        socket.write(respond.head(200, { "content-length": String(text.length) }));
        socket.write(text.slice(0, 10));
        respond.end(text.slice(10));
      },
    });
    expect((await read()).json.data.user_id).toBe("agent_001");
    const whole = await emulator.waitForRequest({}, { from: 0, phase: "answered" });
    expect(whole).toMatchObject({ status: 200, aborted: false });
    emulator.faults.once({
      kind: "raw",
      raw(_socket, respond) {
        respond.end(`${respond.head(200, { "content-length": "500" })}{"success":`);
      },
    });
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("strikes only after a first write was carried out", async () => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    emulator.faults.add(
      { kind: "outage" },
      { times: Number.POSITIVE_INFINITY, after: { match: { api: "ccm", method: "PUT" } } },
    );
    expect((await ccm(users())).status).toBe(200);
    expect((await ccmPut(phoneDeviceId, { available: false })).status).toBe(200);
    await expect(ccmPut(sipDeviceId, { available: true })).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(ccm(users())).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("waits for requests, and says what came when none matches", async () => {
    const next = emulator.waitForRequest({ method: "PUT", path: /devices$/ }, { phase: "answered" });
    await read();
    await write({ phone: true });
    expect((await next).index).toBe(1);
    const never = emulator.waitForRequest({ method: "PUT" }, { from: 2, timeoutMs: 20 });
    await expect(never).rejects.toThrow("no request was received within 20 ms; seen: none");
  });
});

describe("the control page", () => {
  const act = async (api: string, action: string): Promise<Reply["json"]> => {
    const response = await fetch(new URL("act", emulator.controlUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ api, action }),
    });
    expect(response.status).toBe(200);
    return response.json();
  };

  it("serves a page and the state, without what was sent as credentials", async () => {
    await read();
    const page = await fetch(emulator.controlUrl);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("<h1>Exotel emulator</h1>");
    const state: Reply["json"] = await (await fetch(new URL("state", emulator.controlUrl))).json();
    expect(state.integrations.last).toMatchObject({
      status: 200,
      headers: { authorization: "Bearer (accepted)" },
    });
    expect(state.ccm.last).toBeNull();
  });

  it("drops, crashes and connects the softphone, and switches as a supervisor", async () => {
    const sip = async (): Promise<Reply["json"]> => (await read()).json.data.devices.sip;
    await act("integrations", "drop");
    expect((await sip()).registered).toBe(false);
    await act("integrations", "connect");
    expect((await sip()).registered).toBe(true);
    await act("integrations", "crash");
    expect((await sip()).registered).toBe(true);
    await act("integrations", "phone");
    expect((await sip()).enabled).toBe(false);
    await act("ccm", "sip");
    expect(emulator.store.ccmUser().devices.map(({ on }) => on)).toEqual([false, true]);
    await act("ccm", "busy");
    expect(emulator.store.ccmDevice(DEMO.ccm.sipDeviceId).status).toBe("busy");
    await act("ccm", "unverify");
    expect(emulator.store.ccmDevice().verified).toBe(false);
  });

  it("switches trouble on and off, and resets everything", async () => {
    expect((await act("integrations", "outage")).integrations.pressed).toEqual(["outage"]);
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await act("integrations", "outage")).integrations.pressed).toEqual([]);
    await act("integrations", "tooMany");
    expect((await read()).headers["retry-after"]).toBe("60");
    await act("integrations", "tooMany");
    expect((await act("integrations", "expire")).integrations.pressed).toEqual(["expire"]);
    expect((await read()).status).toBe(401);
    await act("integrations", "expire");
    expect((await read()).status).toBe(200);
    await act("ccm", "afterWrite");
    expect((await ccmPut(DEMO.ccm.phoneDeviceId, { available: false })).status).toBe(200);
    await expect(ccm(users())).rejects.toMatchObject({ code: "ECONNRESET" });
    await fetch(new URL("reset", emulator.controlUrl), { method: "POST" });
    expect((await ccm(users())).status).toBe(200);
    expect(emulator.store.ccmDevice().on).toBe(true);
    expect(emulator.requests).toHaveLength(1);
  });

  it("refuses an unknown action", async () => {
    const response = await fetch(new URL("act", emulator.controlUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ api: "ccm", action: "constructor" }),
    });
    expect(response.status).toBe(404);
  });
});

it("closes while requests are under way", async () => {
  const other = await startEmulator();
  const hold = other.faults.hold("before");
  const reply = read({ to: other });
  await hold.held;
  await Promise.all([expect(reply).rejects.toMatchObject({ code: "ECONNRESET" }), other.close()]);
});
