import fc from "fast-check";
import { expect, it } from "vitest";
import type { CcmAccount } from "../../../../src/core/account.ts";
import type { Device } from "../../../../src/core/devices/device.ts";
import { isE164 } from "../../../../src/core/e164.ts";
import { ccm } from "../../../../src/exotel/ccm/devices.ts";
import { findUsers } from "../../../../src/exotel/ccm/find-users.ts";
import { ExotelError } from "../../../../src/exotel/exotel-error.ts";
import type { Network } from "../../../../src/exotel/request.ts";
import { explainFailure } from "../../english.ts";
import {
  anyHeaders,
  anyStatus,
  CCM_PHONE,
  CCM_SIP,
  ccmAnswer,
  ccmRecord,
  type Json,
  mutate,
  mutations,
} from "../json-mutations.ts";

const KEY = { apiKey: "canary-key", apiToken: "canary-token" };
const BASIC = btoa(`${KEY.apiKey}:${KEY.apiToken}`);
const ACCOUNT: CcmAccount = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: "usr_asha" };
const NOW = 1_800_000_000_000;

const USER: Json = {
  id: ACCOUNT.userId,
  first_name: "Asha",
  last_name: "Rao",
  email: "asha.rao@example.com",
  devices: [CCM_PHONE, CCM_SIP],
};
const GOOD: Json[] = [
  ccmAnswer(ccmRecord(USER)),
  ccmAnswer(ccmRecord(CCM_PHONE)),
  ccmAnswer([ccmRecord(CCM_PHONE)]),
  { metadata: { total: 1, count: 1, offset: 0, limit: 50 }, response: [ccmRecord(USER)] },
  ccmAnswer({
    code: 403,
    error_data: { code: 1003, description: "Device is unverified", message: "Forbidden" },
    status: "failure",
    data: null,
  }),
  { RestException: { Status: 429, Message: "Too many requests", Code: null } },
];

const KEYS = ["response", "data", "devices", "id", "available", "type", "code", "status", "registered"];
const echoes = [KEY.apiKey, KEY.apiToken, BASIC, `Basic ${BASIC}`, `${KEY.apiKey}:${KEY.apiToken}`];
/** What has a meaning to the client, and what it must not repeat. */
const VALUES: readonly Json[] = [
  403,
  1e9,
  CCM_PHONE,
  CCM_SIP,
  "sip",
  "fax",
  "registered",
  ACCOUNT.userId,
  100280,
  "100280",
  ...echoes,
  `${"x".repeat(290)}${BASIC}`,
];

/** What came of a call; any other exception than an `ExotelError`, or a secret in one, fails the test. */
async function outcomeOf<T>(call: Promise<T>): Promise<T | ExotelError> {
  return call.catch((error: unknown) => {
    if (!(error instanceof ExotelError)) throw error;
    const { problem, remedy } = explainFailure(error.failure);
    const everything = JSON.stringify(error.failure) + error.message + problem + remedy;
    // A part of it, such as is left where the words are cut, is too much already.
    for (const part of ["canary", BASIC.slice(0, 8)]) expect(everything).not.toContain(part);
    return error;
  });
}

function isSound(device: Device, data: unknown): void {
  expect(device).toMatchObject({ registration: "not-reported", lastSeenAt: null });
  expect(["pstn", "sip", "other"]).toContain(device.kind);
  expect(data).toMatchObject({ available: device.on });
  expect([true, false, null]).toContain(device.on);
  expect([true, false, null]).toContain(device.verified);
  expect([true, false, null]).toContain(device.busy);
  expect(device.id).not.toBe("");
  expect(JSON.parse(JSON.stringify(device))).toEqual(device);
}

interface OneRecord {
  code?: unknown;
  status?: unknown;
  data?: { id?: unknown; devices?: unknown[] };
}
interface Body {
  response?: OneRecord | OneRecord[];
}

it("a mutated answer is never misread, whatever is changed in it", async () => {
  const mutated = fc.tuple(fc.constantFrom(...GOOD), fc.array(mutations(KEYS, VALUES), { maxLength: 4 }));
  let read = 0;
  let written = 0;
  await fc.assert(
    fc.asyncProperty(
      mutated,
      fc.constantFrom(200, 200, 200, 403, 429, 500),
      async ([good, changes], status) => {
        const body = JSON.stringify(changes.reduce(mutate, good));
        const { response } = (JSON.parse(body) ?? {}) as Body;
        const only = Array.isArray(response) && response.length === 1 ? response[0] : response;
        const json = { response: only as OneRecord | undefined };
        const network: Network = { fetch: async () => new Response(body, { status }), now: () => NOW };
        const api = ccm(ACCOUNT, KEY, network);
        const { changeNumber = () => expect.fail("CCM can change numbers") } = api;

        const reading = await outcomeOf(api.read());
        if (!(reading instanceof ExotelError)) {
          read += 1;
          expect([status, json.response?.status]).toEqual([200, "success"]);
          expect(String(json.response?.data?.id)).toBe(ACCOUNT.userId);
          expect(reading.devices).toHaveLength(json.response?.data?.devices?.length ?? -1);
          for (const [at, device] of reading.devices.entries()) {
            isSound(device, json.response?.data?.devices?.[at]);
          }
        }
        for (const outcome of [
          await outcomeOf(api.write({ "100280": true })),
          await outcomeOf(changeNumber("100280", "+919953125068")),
        ]) {
          if (outcome instanceof ExotelError) continue;
          written += 1;
          expect([status, json.response?.status]).toEqual([200, "success"]);
          expect(outcome.devices.map(({ id }) => id)).toEqual(["100280"]);
          for (const device of outcome.devices) isSound(device, json.response?.data);
        }
        const found = await outcomeOf(
          findUsers(ACCOUNT, KEY, { by: "contact-uri", contactUri: "+919176220001" }, network),
        );
        if (found instanceof ExotelError) return;
        expect(status).toBe(200);
        for (const user of found.users) {
          expect(user.userId).not.toBe("");
          expect(user.addresses.some(isE164)).toBe(true);
        }
      },
    ),
    { numRuns: 1400 },
  );
  // It would be no test if hardly anything were understood.
  expect(Math.min(read, written)).toBeGreaterThan(100);
});

it("any bytes with any status and any headers end in an ExotelError", async () => {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array(), fc.json().map(bytesOf), fc.constantFrom(...echoes).map(bytesOf)),
      anyStatus,
      anyHeaders,
      async (bytes, status, headers) => {
        const network: Network = {
          fetch: async () => new Response(new Uint8Array(bytes), { status, headers }),
          now: () => NOW,
        };
        const api = ccm(ACCOUNT, KEY, network);
        for (const call of [
          api.read(),
          api.write({ "100280": true }),
          findUsers(ACCOUNT, KEY, { by: "email", email: "a@b.c" }, network),
        ]) {
          const outcome = await outcomeOf<unknown>(call);
          // That there is nobody.
          if (status === 404 && !(outcome instanceof ExotelError)) {
            expect(outcome).toEqual({ users: [], isWhole: true });
          } else expect(outcome).toBeInstanceOf(ExotelError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
