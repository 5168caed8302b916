import { describe, expect, it } from "vitest";
import type { IntegrationsCoreAccount } from "../../../../src/core/account.ts";
import { userMapping } from "../../../../src/exotel/usermapping/devices.ts";
import { DEMO } from "../../../emulator/emulator.ts";
import { emulatedWire, failureOf, sentParts } from "../emulator-fetch.ts";

const { customerId, appId, userId, token, name, phoneNumber, sipId, sipSecret, oddUserId } = DEMO.older;
const ACCOUNT: IntegrationsCoreAccount = { api: "usermapping", customerId, appId, userId };
const NOW = 1_800_000_000_000;
const { emulator, wire } = await emulatedWire({ now: () => NOW });

const client = (account: Partial<IntegrationsCoreAccount> = {}, appToken: string = token) =>
  userMapping({ ...ACCOUNT, ...account }, appToken, { fetch: wire.fetch, now: () => NOW });

const phone = {
  id: "phone",
  kind: "pstn",
  name: null,
  address: phoneNumber,
  on: true,
  registration: "not-reported",
  lastSeenAt: null,
  verified: null,
  busy: null,
};
const softphone = { ...phone, id: "sip", kind: "sip", address: sipId, on: false };

describe("a read", () => {
  it("sends the token bare, and the user's ID in the query", async () => {
    await client({ userId: oddUserId }).read();
    const { line, headers, body } = sentParts(wire.calls[0]);
    expect(line).toBe("GET /v2/integrations/usermapping?user_id=ravi%2Bdesk%40example.com HTTP/1.1");
    expect([headers.authorization, headers.host, body]).toEqual([
      token,
      "integrationscore.mum1.exotel.com",
      "",
    ]);
  });

  it.each(["object", "list"] as const)(
    "gives the devices and the user's name, from an answer that is %s",
    async (as) => {
      emulator.store.olderOptions.dataAs = as;
      expect(await client().read()).toEqual({
        userId,
        userName: name,
        api: "usermapping",
        devices: [phone, softphone],
        takenAt: NOW,
        serverTime: NOW,
        // The year 1 is never.
        updatedAt: null,
      });
    },
  );

  it("does not say which device is on where the server does not", async () => {
    emulator.store.setOlder({ phone: false, sip: false });
    expect((await client().read()).devices).toEqual([
      { ...phone, on: null },
      { ...softphone, on: null },
    ]);
  });

  it("holds no softphone where the user has none", async () => {
    const { devices } = await client({ userId: DEMO.older.phoneOnlyUserId }).read();
    expect(devices.map(({ id }) => id)).toEqual(["phone"]);
  });

  it.each([null, "", " ", 0])("holds no softphone where its ID is %j, whatever is active", async (none) => {
    const transform = (json: unknown) => {
      const { Data, ...rest } = json as { Data: object };
      return { ...rest, Data: { ...Data, SipDeviceID: none, ActiveDeviceId: none } };
    };
    emulator.faults.once({ kind: "transform", transform });
    expect((await client().read()).devices).toEqual([{ ...phone, on: null }]);
  });

  it("never holds the softphone's password", async () => {
    expect(JSON.stringify(await client().read())).not.toContain(sipSecret);
  });
});

describe("a write", () => {
  it("names one device, and says nothing of the devices", async () => {
    expect(await client().write({ sip: true })).toEqual({ devices: [], updatedAt: null });
    const { line, headers, body } = sentParts(wire.calls[0]);
    expect(line).toBe("PUT /v2/integrations/device HTTP/1.1");
    expect(headers.authorization).toBe(token);
    expect(JSON.parse(body)).toEqual({ UserId: userId, DeviceName: "sip", DeviceStatus: true });
    expect((await client().read()).devices.map(({ on }) => on)).toEqual([false, true]);
    expect((await client().read()).updatedAt).toBe(NOW);
  });

  it.each([{}, { phone: true, sip: false }])("of %j sends nothing", async (change) => {
    expect(await failureOf(client().write(change), token)).toMatchObject({ kind: "invalid-request" });
    expect(wire.calls).toEqual([]);
  });
});

describe.each(["status", "envelope"] as const)("an error by its %s", (errorsBy) => {
  it.each([
    ["of a wrong token", {}, "wrong-token", "credentials-refused", 401],
    ["of an unknown user", { userId: "nobody" }, token, "not-found", 404],
  ] as const)(
    "%s is what it is, with the server's ID of the request",
    async (_of, account, appToken, kind, code) => {
      emulator.store.olderOptions.errorsBy = errorsBy;
      const failure = await failureOf(client(account, appToken).read(), appToken, sipSecret);
      expect(failure).toMatchObject({ kind, status: code, requestId: expect.stringMatching(/^older-/) });
    },
  );

  it("of a device that the user has not is a refusal", async () => {
    emulator.store.olderOptions.errorsBy = errorsBy;
    const api = client({ userId: DEMO.older.phoneOnlyUserId });
    const detail = "The user has no sip device";
    expect(await failureOf(api.write({ sip: true }), token)).toMatchObject({
      kind: "invalid-request",
      detail,
    });
  });
});

it("an answer that cannot be used does not take the softphone's password along", async () => {
  for (const AppUserId of ["another", userId.toUpperCase(), 7]) {
    const transform = (json: unknown) => {
      const { Data, ...rest } = json as { Data: object };
      return { ...rest, Data: { ...Data, AppUserId } };
    };
    emulator.faults.once({ kind: "transform", transform });
    expect(await failureOf(client().read(), token, sipSecret)).toMatchObject({ kind: "malformed" });
  }
});
