import { afterEach, describe, expect, it, vi } from "vitest";
import type { CcmAccount } from "../../../../src/core/account.ts";
import type { Device } from "../../../../src/core/devices/device.ts";
import { type Message, message } from "../../../../src/core/message.ts";
import { ccm } from "../../../../src/exotel/ccm/devices.ts";
import { findUsers } from "../../../../src/exotel/ccm/find-users.ts";
import type { CcmKey } from "../../../../src/exotel/ccm/request.ts";
import { connect } from "../../../../src/exotel/connect.ts";
import type { DeviceApi } from "../../../../src/exotel/device-api.ts";
import { DEMO, HOSTS } from "../../../emulator/emulator.ts";
import { ACCOUNT, BASIC, failureOf, KEY } from "../ccm-demo.ts";
import { emulatedWire, sentParts } from "../emulator-fetch.ts";

const { sid, userId, apiKey, apiToken, phoneDeviceId, sipDeviceId } = DEMO.ccm;
const START = Date.parse("2024-06-15T10:30:00.000Z");
/** The client's clock is wrong by this much, so that no test passes by mixing up the two. */
const WRONG_BY = 7_654_321;

const { emulator, wire } = await emulatedWire({ now: () => START });

afterEach(() => {
  vi.restoreAllMocks();
});

const now = (): number => START + WRONG_BY;

function client(over: Partial<CcmAccount> = {}, key: CcmKey = KEY): DeviceApi {
  return ccm({ ...ACCOUNT, ...over }, key, { fetch: wire.fetch, now });
}

/** `DeviceApi` has it only where the API can do it. */
function changeNumber(deviceId: string, number: string, over: Partial<CcmAccount> = {}): Promise<unknown> {
  const api = client(over);
  if (api.changeNumber === undefined) expect.fail("CCM can change numbers");
  return api.changeNumber(deviceId, number);
}

/** Answers the next request with this body. */
function answerWith(body: unknown): void {
  emulator.faults.once({ kind: "body", body: typeof body === "string" ? body : JSON.stringify(body) });
}

const success = (data: unknown, over: object = {}): object => ({
  request_id: "6b99d8f854244f1eb8bb91d75f1c565a",
  method: "GET",
  http_code: 200,
  response: { code: 200, error_data: null, status: "success", data, ...over },
});

const phone: Device = {
  id: String(phoneDeviceId),
  kind: "pstn",
  name: "Primary Device",
  address: DEMO.ccm.phoneNumber,
  on: true,
  registration: "not-reported",
  lastSeenAt: null,
  verified: true,
  busy: false,
};
const softphone: Device = {
  ...phone,
  id: String(sipDeviceId),
  kind: "sip",
  name: "Softphone",
  address: DEMO.ccm.sipUri,
  on: false,
};

/** The data of one device as the seed writes it. */
const TEL = {
  id: 100280,
  name: "Primary Device",
  contact_uri: "+91917622XXXX",
  type: "tel",
  available: true,
  verified: true,
  status: "free",
};

describe("the seed's examples", () => {
  const PUT_ANSWER = `{
   "request_id":"6b99d8f854244f1eb8bb91d75f1c565a",
   "method":"PUT",
   "http_code":200,
   "response": {
      "code":200,
      "error_data":null,
      "status":"success",
      "data": {
         "id":100280,
         "name":"Primary Device",
         "contact_uri":"+91917622XXXX",
         "type":"tel",
         "available":true,
         "verified":true,
         "status":"free"
      }
   }
}`;

  it("turns a device on as documented, and reads the answer", async () => {
    emulator.store.setCcmOn(null);
    expect(await client().write({ "100280": true })).toEqual({ devices: [phone], updatedAt: null });
    expect(emulator.store.ccmDevice().on).toBe(true);
    answerWith(PUT_ANSWER);
    expect(await client().write({ "100280": true })).toEqual({
      devices: [{ ...phone, address: "+91917622XXXX" }],
      updatedAt: null,
    });

    for (const call of wire.calls) {
      const { line, headers, body } = sentParts(call);
      expect(line).toBe(`PUT /v2/accounts/${sid}/users/${userId}/devices/100280 HTTP/1.1`);
      expect(headers).toEqual({
        host: "ccm-api.in.exotel.com",
        accept: "application/json",
        "content-type": "application/json",
        authorization: `Basic ${BASIC}`,
        connection: expect.any(String),
        "content-length": "18",
      });
      expect(body).toBe('{"available":true}');
    }
    expect(emulator.requests[0]?.headers.authorization).toBe("Basic (accepted)");
  });

  it("turns one off", async () => {
    expect(await client().write({ "100280": false })).toEqual({
      devices: [{ ...phone, on: false }],
      updatedAt: null,
    });
    expect(sentParts(wire.calls[0]).body).toBe('{"available":false}');
    expect(emulator.store.ccmDevice().on).toBe(false);
  });

  it("changes a number in a request of its own", async () => {
    expect(await changeNumber("100280", "+919953125068")).toEqual({
      devices: [{ ...phone, address: "+919953125068", on: null, verified: false }],
      updatedAt: null,
    });
    const { line, body } = sentParts(wire.calls[0]);
    expect(line).toBe(`PUT /v2/accounts/${sid}/users/${userId}/devices/100280 HTTP/1.1`);
    expect(body).toBe('{"contact_uri":"+919953125068"}');
    expect((await client().read()).devices[0]).toMatchObject({ on: null, verified: false });
  });

  it("finds by contact_uri", async () => {
    const lookup = { by: "contact-uri", contactUri: "+9199512131xx" } as const;
    expect(await findUsers(ACCOUNT, KEY, lookup, { fetch: wire.fetch, now })).toEqual({
      users: [],
      isWhole: true,
    });
    const { line, body } = sentParts(wire.calls[0]);
    expect(line).toBe(
      `GET /v2/accounts/${sid}/users?fields=devices&devices.contact_uri=%2B9199512131xx&offset=0&limit=50 HTTP/1.1`,
    );
    expect(body).toBe("");
  });

  it("reads a user with the devices", async () => {
    expect(await client().read()).toEqual({
      userId,
      userName: "Asha Rao",
      api: "ccm",
      devices: [phone, softphone],
      takenAt: START + WRONG_BY,
      serverTime: START,
      updatedAt: null,
    });
    const { line, headers } = sentParts(wire.calls[0]);
    expect(line).toBe(`GET /v2/accounts/${sid}/users/${userId}?fields=devices HTTP/1.1`);
    expect(headers).toEqual({
      host: "ccm-api.in.exotel.com",
      accept: "application/json",
      authorization: `Basic ${BASIC}`,
      connection: expect.any(String),
    });
  });
});

describe("region and credentials", () => {
  it("asks each region's own host", async () => {
    await client().read();
    const sg = DEMO.ccmSingapore;
    const { apiKey: sgKey, apiToken: sgToken } = sg;
    const account = { region: "singapore", accountSid: sg.sid, userId: sg.userId } as const;
    const reading = await client(account, { apiKey: sgKey, apiToken: sgToken }).read();
    expect(reading.devices.map(({ address }) => address)).toEqual([sg.phoneNumber, sg.sipUri]);
    expect(wire.calls.map(({ url }) => url.host)).toEqual([HOSTS.mumbai, HOSTS.singapore]);
    expect([HOSTS.mumbai, HOSTS.singapore]).toEqual(["ccm-api.in.exotel.com", "ccm-api.exotel.com"]);
  });

  it("is refused in the wrong region", async () => {
    expect(await failureOf(client({ region: "singapore" }).read())).toMatchObject({
      kind: "credentials-refused",
      status: 401,
      code: "1010",
    });
  });

  it("encodes key and token as UTF-8", async () => {
    const key: CcmKey = { apiKey: "schlüssel", apiToken: "1€=£:😀" };
    emulator.store.account().keys.set(key.apiKey, { token: key.apiToken, revoked: false, mayWrite: true });
    expect((await client({}, key).read()).userId).toBe(userId);
    expect(sentParts(wire.calls[0]).headers.authorization).toBe("Basic c2NobMO8c3NlbDox4oKsPcKjOvCfmIA=");
  });

  it("never writes a credential into a URL, and asks fetch for nothing but the answer", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await client().read();
    await client().write({ "100280": false });
    await changeNumber("100280", "+919953125068");
    await findUsers(ACCOUNT, KEY, { by: "email", email: DEMO.ccm.email }, { fetch: wire.fetch, now });
    expect(wire.calls).toHaveLength(4);
    for (const { url, init, sent } of wire.calls) {
      expect([url.username, url.password]).toEqual(["", ""]);
      for (const secret of [apiKey, apiToken, BASIC]) {
        expect(url.href).not.toContain(secret);
        expect(sent.split(secret).length - 1).toBe(secret === BASIC ? 1 : 0);
      }
      expect(init).toMatchObject({
        credentials: "omit",
        redirect: "manual",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
    }
    expect(timeout.mock.calls).toEqual([[10_000], [10_000], [10_000], [10_000]]);
  });

  it("connects an account to its API, with its own credentials only", async () => {
    const network = { fetch: wire.fetch, now };
    const api = connect(ACCOUNT, { api: "ccm", ...KEY }, network);
    expect(api?.api).toBe("ccm");
    expect((await api?.read())?.userId).toBe(userId);
    expect(connect(ACCOUNT, { api: "integrations-core", appToken: "t" }, network)).toBeNull();
  });

  it("percent-encodes each part of the path", async () => {
    await failureOf(client({ accountSid: "a/b", userId: "x y?z#%2e" }).write({ "ü&1": true }));
    expect(wire.calls[0]?.url.pathname).toBe("/v2/accounts/a%2Fb/users/x%20y%3Fz%23%252e/devices/%C3%BC%261");
    expect(wire.calls[0]?.url.search).toBe("");
  });

  it.each(["", ".", "..", "\ud800"])("refuses %j as a part before anything is sent", async (part) => {
    for (const outcome of [
      client({ accountSid: part }).read(),
      client({ userId: part }).read(),
      client({ userId: part }).write({ "1": true }),
      client().write({ [part]: true }),
      changeNumber(part, "+919953125068"),
    ]) {
      expect((await failureOf(outcome)).kind).toBe("invalid-request");
    }
    expect(wire.calls).toEqual([]);
  });
});

describe("a reading of", () => {
  const devicesOf = async (user: string): Promise<readonly Device[]> =>
    (await client({ userId: user }).read()).devices;

  it("no device", async () => {
    emulator.store.ccmUser().devices = [];
    expect(await devicesOf(userId)).toEqual([]);
  });

  it("only a phone", async () => {
    expect(await devicesOf(DEMO.ccm.phoneOnlyUserId)).toMatchObject([{ kind: "pstn", on: true }]);
  });

  it("only a softphone", async () => {
    expect(await devicesOf(DEMO.ccm.sipOnlyUserId)).toMatchObject([
      { kind: "sip", on: true, registration: "not-reported", lastSeenAt: null, address: "sip:chetandas81f0" },
    ]);
  });

  it("three devices, in the server's order", async () => {
    expect(await devicesOf(DEMO.ccm.threeDevicesUserId)).toMatchObject([
      { id: "100310", kind: "pstn", name: "Mobile", on: false },
      { id: "100311", kind: "pstn", name: "Desk phone", on: true },
      { id: "100312", kind: "sip", name: "Softphone", on: false },
    ]);
  });

  it("an unverified device, which is neither on nor off", async () => {
    expect(await devicesOf(DEMO.ccm.unverifiedUserId)).toMatchObject([
      { id: String(DEMO.ccm.unverifiedDeviceId), on: null, verified: false },
      { on: true, verified: true },
    ]);
  });

  it("a device on a call", async () => {
    emulator.store.ccmDevice().status = "busy";
    expect((await client().read()).devices.map(({ busy }) => busy)).toEqual([true, false]);
  });

  /** What is made of one device that the server describes so. */
  async function readAs(device: object): Promise<Device | undefined> {
    answerWith(success({ id: userId, devices: [device] }));
    return (await client().read()).devices[0];
  }

  it.each(["fax", "TEL", "webrtc"])("a device of the unknown type %j, with the type", async (type) => {
    const other = { kind: "other", on: true, id: "100280", type };
    expect(await readAs({ ...TEL, type })).toMatchObject({ ...other, name: "Primary Device" });
    for (const name of [null, undefined, " "]) {
      expect(await readAs({ ...TEL, type, name })).toMatchObject({ ...other, name: null });
    }
  });

  it("a device of an unknown type, made clean text", async () => {
    expect(await readAs({ ...TEL, type: " fa\u202Ex\n" })).toMatchObject({
      name: "Primary Device",
      type: "fax",
    });
    for (const type of ["", "\u200B"]) {
      const read = await readAs({ ...TEL, type });
      expect(read).toMatchObject({ kind: "other", name: "Primary Device" });
      expect(read).not.toHaveProperty("type");
    }
  });

  it.each([
    ["free", false],
    ["busy", true],
    ["BUSY", null],
    ["ringing", null],
    ["", null],
    [null, null],
  ])("the status %j: busy is %j", async (status, busy) => {
    expect((await readAs({ ...TEL, status }))?.busy).toBe(busy);
  });

  it("a device of which only what must be is said", async () => {
    expect(await readAs({ id: 7, type: "sip", available: false })).toEqual({
      id: "7",
      kind: "sip",
      name: null,
      address: null,
      on: false,
      registration: "not-reported",
      lastSeenAt: null,
      verified: null,
      busy: null,
    });
  });

  it("a softphone said to be registered: CCM has no such field, and it is not believed", async () => {
    const device = await readAs({ ...TEL, type: "sip", registered: true, last_seen: "2024-06-15T10:25:00Z" });
    expect(device).toMatchObject({ registration: "not-reported", lastSeenAt: null });
  });

  it.each(["1\u202e2", "1\u200b", "\u0000", "a\nb", "1\u20282", "\u3164", "a\ud800", "1\ufe0f"])(
    "the id %j, which is none, as it could read as another",
    async (id) => {
      answerWith(success({ id: userId, devices: [{ ...TEL, id }] }));
      expect(await failureOf(client().read())).toMatchObject({
        kind: "malformed",
        flaw: message("flawField", { field: "response.data.devices.0.id" }),
      });
    },
  );

  it("ids as numbers and as text", async () => {
    answerWith(success({ id: 4711, devices: [TEL, { ...TEL, id: "dev-2" }] }));
    const reading = await client({ userId: "4711" }).read();
    expect(reading.userId).toBe("4711");
    expect(reading.devices.map(({ id }) => id)).toEqual(["100280", "dev-2"]);
  });

  const BIG = "12345678901234567890";
  /** An answer in which each 0 that is an ID is this text instead. */
  const withIds = (json: unknown, id: string): void => {
    const body = JSON.stringify(json).replaceAll('"id":0', `"id":${id}`);
    emulator.faults.once({ kind: "body", body });
  };

  it.each([BIG, `-${BIG}`, "9007199254740993"])("ids of more digits than a number keeps: %s", async (id) => {
    withIds(success({ id: 0, devices: [{ ...TEL, id: 0 }] }), id);
    const reading = await client({ userId: id }).read();
    expect(reading).toMatchObject({ userId: id, devices: [{ id }] });
    withIds(success({ ...TEL, id: 0 }), id);
    expect((await client().write({ [id]: true })).devices).toMatchObject([{ id }]);
    expect(wire.calls.at(-1)?.url.pathname).toMatch(new RegExp(`/devices/${id}$`));
  });

  it("ids that a number would round to the same are not the same", async () => {
    const other = BIG.replace(/0$/, "1");
    expect(Number(other)).toBe(Number(BIG));
    withIds(success({ id: 0, devices: [] }), BIG);
    expect(await failureOf(client({ userId: other }).read())).toMatchObject({
      kind: "malformed",
      flaw: message("flawOtherUser"),
    });
    const devices = [BIG, other].map((id) => ({ ...TEL, id: `#${id}` }));
    const body = JSON.stringify(success({ id: userId, devices })).replaceAll(/"#(\d+)"/g, "$1");
    emulator.faults.once({ kind: "body", body });
    expect((await client().read()).devices.map(({ id }) => id)).toEqual([BIG, other]);
    withIds(success({ ...TEL, id: 0 }), other);
    expect(await failureOf(client().write({ [BIG]: true }))).toMatchObject({
      kind: "malformed",
      flaw: message("flawOtherDevice"),
    });
  });

  it.each(["1e3", "1E+3", "1000.0", "1.5", "1e+21", "1e400", "12345678901234567890.0"])(
    "the id %s, which is none",
    async (id) => {
      withIds(success({ id: 0, devices: [] }), id);
      expect((await failureOf(client({ userId: String(Number(id)) }).read())).kind).toBe("malformed");
      withIds(success({ id: userId, devices: [{ ...TEL, id: 0 }] }), id);
      expect((await failureOf(client().read())).kind).toBe("malformed");
    },
  );

  it.each([
    [{ first_name: "Asha", last_name: "Rao" }, "Asha Rao"],
    [{ first_name: "Asha" }, "Asha"],
    [{ first_name: null, last_name: "Rao" }, "Rao"],
    [{ first_name: "", last_name: "" }, null],
    [{ name: "Asha Rao" }, "Asha Rao"],
    [{ first_name: "", last_name: null, name: "Asha Rao" }, "Asha Rao"],
    [{ first_name: 1, last_name: "Rao", name: ["Asha"], email: 7 }, "Rao"],
    [{}, null],
    [{ first_name: "A\u202Es\nha", last_name: "\u200B" }, "As ha"],
  ])("the name in %j", async (names, userName) => {
    answerWith(success({ id: userId, ...names, devices: [] }));
    expect((await client().read()).userName).toBe(userName);
  });

  it("a device whose name is of an odd type, without it", async () => {
    for (const name of [1, true, {}]) expect(await readAs({ ...TEL, name })).toMatchObject({ name: null });
  });

  it.each([true, "true", {}, [[]]])(
    "a device whose status and address are %j: not reported, and no hindrance to the rest",
    async (odd) => {
      expect(await readAs({ ...TEL, status: odd, contact_uri: odd === "true" ? null : odd })).toMatchObject({
        kind: "pstn",
        on: true,
        verified: true,
        address: null,
        busy: null,
      });
    },
  );

  it.each(["true", "false", "no", "", 1, 0, {}, [[]]])(
    "a device whose verified is %j: it may mean that it is not, so it is not, and the rest is read",
    async (verified) => {
      expect(await readAs({ ...TEL, verified })).toMatchObject({ kind: "pstn", on: true, verified: false });
      // What is not said of a device turns none on.
      expect(await readAs({ ...TEL, verified, available: null })).toMatchObject({
        on: null,
        verified: false,
      });
    },
  );

  it("a number that is not written as a text, by its digits", async () => {
    for (const digits of ["919876543210", "919876543210987654321"]) {
      const text = JSON.stringify(success({ id: userId, devices: [{ ...TEL, contact_uri: 0 }] }));
      emulator.faults.once({
        kind: "body",
        body: text.replace('"contact_uri":0', `"contact_uri":${digits}`),
      });
      expect((await client().read()).devices).toMatchObject([{ on: true, address: digits }]);
    }
    for (const odd of [0, -919876543210, 1.5]) {
      expect(await readAs({ ...TEL, contact_uri: odd })).toMatchObject({ on: true, address: null });
    }
  });

  it.each([null, undefined])("a device whose verified is %j: not reported", async (verified) => {
    expect(await readAs({ ...TEL, verified })).toMatchObject({ on: true, verified: null });
  });

  it("one user and one device as the only record of a list", async () => {
    const inList = (data: unknown) => ({ response: [{ code: 200, status: "success", data }] });
    answerWith(inList({ id: userId, devices: [TEL] }));
    expect((await client().read()).devices).toMatchObject([{ id: "100280", on: true }]);
    for (const write of [
      () => client().write({ "100280": true }),
      () => changeNumber("100280", "+919953125068"),
    ]) {
      answerWith(inList(TEL));
      expect(await write()).toMatchObject({ devices: [{ id: "100280", on: true }] });
    }
    answerWith(inList({ id: "usr_bela", devices: [TEL] }));
    expect(await failureOf(client().read())).toMatchObject({ flaw: message("flawOtherUser") });
  });

  it("texts of a device, made clean", async () => {
    expect(await readAs({ ...TEL, name: " Desk\u0000\nphone ", contact_uri: "\u200B" })).toMatchObject({
      name: "Desk phone",
      address: null,
    });
  });
});

describe("a write", () => {
  it.each([{}, { "100280": false, "100281": true }])("of %j is refused before it is sent", async (change) => {
    expect(await failureOf(client().write(change))).toMatchObject({
      kind: "invalid-request",
      status: null,
    });
    expect(wire.calls).toEqual([]);
  });

  it.each([
    "",
    "+",
    "9953125068",
    "09953125068",
    "+0953125068",
    "+91 9953125068",
    "+9199531250681234",
    "+99531",
    "sip:asharao2d853099",
    "+919953125068\n",
    "+९१९९५३१२५०६८",
  ])("of the number %j is refused before it is sent", async (number) => {
    expect(await failureOf(changeNumber("100280", number))).toMatchObject({
      kind: "invalid-request",
      status: null,
    });
    expect(wire.calls).toEqual([]);
  });

  it("is about the device that was meant, or is no answer", async () => {
    for (const id of [100281, "0100280", ""]) {
      for (const write of [
        () => client().write({ "100280": false }),
        () => changeNumber("100280", "+919953125068"),
      ]) {
        answerWith(success({ ...TEL, id }));
        expect((await failureOf(write())).kind).toBe("malformed");
      }
    }
    answerWith(success({ ...TEL, id: 100281 }));
    expect((await failureOf(client().write({ "100280": false }))).flaw).toEqual(message("flawOtherDevice"));
    answerWith(success({ ...TEL, id: "100280", available: false }));
    expect((await client().write({ "100280": false })).devices).toMatchObject([{ id: "100280", on: false }]);
  });

  it("tells what the server says, not what was asked for", async () => {
    answerWith(success({ ...TEL, available: false }));
    expect((await client().write({ "100280": true })).devices[0]?.on).toBe(false);
    answerWith(success({ ...TEL, available: null, verified: false }));
    expect((await client().write({ "100280": true })).devices[0]).toMatchObject({
      on: null,
      verified: false,
    });
  });

  it("that was done and not heard of is no answer", async () => {
    emulator.faults.once({ kind: "doneButUnheard" });
    expect(await failureOf(client().write({ "100280": false }))).toMatchObject({
      kind: "unreachable",
      requestId: null,
    });
    expect(emulator.store.ccmDevice().on).toBe(false);
  });
});

describe("an answer of the wrong shape", () => {
  const unusable = (field: string): Message => message("flawField", { field });
  const user = { id: userId, first_name: "Asha", last_name: "Rao", email: null, devices: [TEL] };
  const ofUser = { code: 200, status: "success", data: user };
  const without = (json: object, key: string): object =>
    Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
  const withDevice = (over: object): object => success({ ...user, devices: [TEL, { ...TEL, ...over }] });

  const malformed: [string, unknown, Message][] = [
    ["null", null, message("flawNotObject")],
    ["a text", "ok", message("flawNotObject")],
    ["a list", [], unusable("response")],
    ["an empty object", {}, unusable("response")],
    ["Integrations Core's envelope", { success: true, data: user }, unusable("response")],
    ["response null", { response: null }, unusable("response")],
    ["a list of no record", { response: [] }, unusable("response.status")],
    ["a list of what is no record", { response: [success(user)] }, unusable("response.status")],
    ["two records", { response: [ofUser, ofUser] }, unusable("response.status")],
    ["a list of a list", { response: [[ofUser]] }, unusable("response.status")],
    ["a list of null", { response: [null] }, unusable("response")],
    ["no status", { response: { code: 200, data: user } }, unusable("response.status")],
    ["status “SUCCESS”", success(user, { status: "SUCCESS" }), unusable("response.status")],
    ["status true", success(user, { status: true }), unusable("response.status")],
    ["no data", success(undefined), unusable("response.data")],
    ["data null", success(null), unusable("response.data")],
    ["data as a list", success([user]), unusable("response.data.id")],
    ["another user", success({ ...user, id: "usr_bela" }), message("flawOtherUser")],
    ["no id", success(without(user, "id")), unusable("response.data.id")],
    ...[null, "", true, {}].map((id): [string, unknown, Message] => [
      `the id ${JSON.stringify(id)}`,
      success({ ...user, id }),
      unusable("response.data.id"),
    ]),
    ["no list of devices", success(without(user, "devices")), message("flawNoDevice")],
    ["devices null", success({ ...user, devices: null }), message("flawNoDevice")],
    ["a device twice", withDevice({ available: false }), message("flawDeviceTwice")],
    ["a device twice, as number and text", withDevice({ id: String(TEL.id) }), message("flawDeviceTwice")],
    ["devices as an object", success({ ...user, devices: { 0: TEL } }), unusable("response.data.devices")],
    ["a device null", success({ ...user, devices: [TEL, null] }), unusable("response.data.devices.1")],
    ...["id", "type", "available"].map((key): [string, unknown, Message] => [
      `a device without ${key}`,
      success({ ...user, devices: [TEL, without(TEL, key)] }),
      unusable(`response.data.devices.1.${key}`),
    ]),
    ...(
      [
        ["id", null],
        ["id", ""],
        ["type", null],
        ["type", 1],
        ["available", "true"],
        ["available", 1],
        ["available", 0],
        ["available", "null"],
      ] as const
    ).map(([key, value]): [string, unknown, Message] => [
      `a device whose ${key} is ${JSON.stringify(value)}`,
      withDevice({ [key]: value }),
      unusable(`response.data.devices.1.${key}`),
    ]),
  ];
  it.each(malformed)("read: %s", async (_name, json, flaw) => {
    answerWith(JSON.stringify(json));
    expect(await failureOf(client().read())).toMatchObject({ kind: "malformed", cause: null, flaw });
  });

  it("read: the user in other letter case says how Exotel writes them", async () => {
    const id = userId.toUpperCase();
    answerWith(success({ ...user, id }));
    expect(await failureOf(client().read())).toMatchObject({
      kind: "malformed",
      cause: "user-id-case",
      detail: id,
    });
  });

  const answersToWrites: [string, unknown][] = [
    ["a user instead of a device", success(user)],
    ["a list of devices", success([TEL])],
    ["two records", { response: [TEL, TEL].map((data) => ({ status: "success", data })) }],
    ["null", null],
    ["no data", success(null)],
    ["a failure that has no code", success(TEL, { status: "failure", code: null })],
    ["a record without available", success(without(TEL, "available"))],
  ];
  it.each(answersToWrites)("write: %s", async (_name, json) => {
    for (const write of [
      () => client().write({ "100280": false }),
      () => changeNumber("100280", "+919953125068"),
    ]) {
      answerWith(JSON.stringify(json));
      expect((await failureOf(write())).kind).toBe("malformed");
    }
  });

  it.each([
    ["nothing", ""],
    ["cut-off JSON", '{"response":'],
    ["more than 256 KiB", JSON.stringify(success(user)).padEnd(256 * 1024 + 1)],
  ])("no JSON: %s", async (_name, body) => {
    answerWith(body);
    expect(await failureOf(client().read())).toMatchObject({ kind: "malformed", status: 200 });
  });
});
