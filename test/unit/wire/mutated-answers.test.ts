import fc from "fast-check";
import { expect, it } from "vitest";
import type { IntegrationsCoreAccount } from "../../../src/core/account.ts";
import type { Reading, WriteAnswer } from "../../../src/core/devices/device.ts";
import type { DeviceApi } from "../../../src/exotel/device-api.ts";
import { ExotelError } from "../../../src/exotel/exotel-error.ts";
import { integrationsCore } from "../../../src/exotel/integrations-core/devices.ts";

const TOKEN = "canary-token";
const ACCOUNT: IntegrationsCoreAccount = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const GOOD: Json = {
  success: true,
  data: {
    user_id: "agent_001",
    devices: {
      phone: { enabled: true, number: "+919876543210" },
      sip: {
        enabled: true,
        username: "agent_001@app_abc123.exotel.com",
        registered: true,
        last_seen: "2024-06-15T10:25:00.000Z",
      },
    },
    updated_at: "2024-06-15T10:30:00.000Z",
  },
};

/** A change at one place of the answer, found by taking a key after the other modulo how many there are. */
interface Mutation {
  readonly steps: readonly number[];
  readonly does: "replace" | "remove" | "add" | "rename";
  readonly value: Json;
  readonly key: string;
}

const KEYS = ["success", "data", "user_id", "devices", "phone", "sip", "enabled", "registered", "last_seen"];
const anyJson = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Json>(null, true, false, "true", "", 0, 1, "agent_001", {}, []) },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(9), { maxLength: 5 }),
  does: fc.constantFrom("replace", "remove", "add", "rename"),
  value: anyJson,
  key: fc.oneof(fc.constantFrom(...KEYS, "__proto__", "constructor"), fc.string({ maxLength: 5 })),
});

function mutate(json: Json, { steps, does, value, key }: Mutation): Json {
  const [step, ...rest] = steps;
  if (typeof json !== "object" || json === null || Array.isArray(json) || step === undefined) {
    return does === "replace" ? value : json;
  }
  const entries = Object.entries(json);
  const at = entries.length === 0 ? 0 : step % entries.length;
  const [name, inner] = entries[at] ?? [key, value];
  if (rest.length > 0) entries[at] = [name, mutate(inner, { steps: rest, does, value, key })];
  else if (does === "replace") entries[at] = [name, value];
  else if (does === "remove") entries.splice(at, 1);
  else if (does === "add") entries.push([key, value]);
  else entries[at] = [key, inner];
  return Object.fromEntries(entries);
}

function answering(
  body: string | Uint8Array<ArrayBuffer>,
  status: number,
  headers: HeadersInit = {},
): DeviceApi {
  const fetch = async (): Promise<Response> => new Response(body, { status, headers });
  return integrationsCore(ACCOUNT, TOKEN, { fetch, now: () => 1_800_000_000_000 });
}

/** What came of a call; any other exception than an `ExotelError` fails the test. */
async function outcomeOf<T>(call: Promise<T>): Promise<T | ExotelError> {
  return call.catch((error: unknown) => {
    if (!(error instanceof ExotelError)) throw error;
    expect(JSON.stringify(error.failure) + error.message).not.toContain(TOKEN);
    return error;
  });
}

const field = (json: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    json,
  );

/** Whether what the answer says of a device is what was made of it, by a reading of its own. */
function isFaithful(outcome: Reading | WriteAnswer, json: unknown): void {
  expect(field(json, "success")).toBe(true);
  expect(field(json, "data", "user_id")).toBe(ACCOUNT.userId);
  expect(outcome.devices.length).toBeGreaterThan(0);
  for (const { id, on, kind } of outcome.devices) {
    expect(field(json, "data", "devices", id, "enabled")).toBe(on);
    expect(typeof on).toBe("boolean");
    expect(kind).toBe(id === "phone" ? "pstn" : "sip");
  }
}

it("a mutated answer is never misread, whatever is changed in it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 4 }), async (mutations) => {
      const body = JSON.stringify(mutations.reduce(mutate, GOOD));
      const json: unknown = JSON.parse(body);
      const reading = await outcomeOf(answering(body, 200).read());
      if (!(reading instanceof ExotelError)) {
        isFaithful(reading, json);
        for (const { id, registration, lastSeenAt } of reading.devices) {
          const registered = field(json, "data", "devices", id, "registered");
          if (id === "phone") expect(registration).toBe("not-reported");
          else if (registered === true) expect(registration).toBe("registered");
          else if (registered === false) expect(registration).toBe("not-registered");
          else expect(registration).toBe("not-reported");
          expect(lastSeenAt === null || Number.isFinite(lastSeenAt)).toBe(true);
        }
      } else {
        expect(reading.failure.kind).toBe("malformed");
      }
      const answer = await outcomeOf(answering(body, 200).write({ phone: true, sip: true }));
      // Both devices were written to: an answer that leaves one out says too little.
      const isWhole = !(reading instanceof ExotelError) && reading.devices.length === 2;
      expect(answer instanceof ExotelError).toBe(!isWhole);
      if (!(answer instanceof ExotelError)) {
        isFaithful(answer, json);
        expect(answer.devices.map(({ registration }) => registration)).not.toContain("registered");
      }
    }),
    { numRuns: 3000 },
  );
});

it("any bytes with any status and any headers end in a reading or an ExotelError", async () => {
  const header = fc.string({ unit: fc.constantFrom(..." 0123456789-+.:,abcGMTZ") });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
      fc.record({ Date: header, "Retry-After": header, "X-RateLimit-Reset": header, "Content-Type": header }),
      async (bytes, status, headers) => {
        const outcome = await outcomeOf(answering(new Uint8Array(bytes), status, headers).read());
        expect(outcome).toBeInstanceOf(ExotelError);
        const { waitUntil } = (outcome as ExotelError).failure;
        if (waitUntil === null) return;
        expect([429, 503]).toContain(status);
        expect(waitUntil).toBeGreaterThanOrEqual(1_800_000_000_000);
        expect(waitUntil).toBeLessThanOrEqual(1_800_000_000_000 + 86_400_000);
      },
    ),
    { numRuns: 1000 },
  );
});
