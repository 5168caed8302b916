import fc from "fast-check";
import { expect, it } from "vitest";
import type { IntegrationsCoreAccount } from "../../../../src/core/account.ts";
import type { Reading, WriteAnswer } from "../../../../src/core/devices/device.ts";
import type { DeviceApi } from "../../../../src/exotel/device-api.ts";
import { ExotelError } from "../../../../src/exotel/exotel-error.ts";
import { integrationsCore } from "../../../../src/exotel/integrations-core/devices.ts";
import { anyHeaders, anyStatus, coreAnswer, inside, mutate, mutations } from "../json-mutations.ts";

const TOKEN = "canary-token";
const ACCOUNT: IntegrationsCoreAccount = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
};

const GOOD = coreAnswer(ACCOUNT.userId, true, true, true, 1_718_447_400_000);
const KEYS = ["success", "data", "user_id", "devices", "phone", "sip", "enabled", "registered", "last_seen"];

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

/** Whether what the answer says of a device is what was made of it, by a reading of its own. */
function isFaithful(outcome: Reading | WriteAnswer, json: unknown): void {
  expect(inside(json, "success")).toBe(true);
  expect(inside(json, "data", "user_id")).toBe(ACCOUNT.userId);
  expect(outcome.devices.length).toBeGreaterThan(0);
  for (const { id, on, kind } of outcome.devices) {
    expect(inside(json, "data", "devices", id, "enabled")).toBe(on);
    expect(typeof on).toBe("boolean");
    expect(kind).toBe(id === "phone" ? "pstn" : "sip");
  }
}

it("a mutated answer is never misread, whatever is changed in it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutations(KEYS, [ACCOUNT.userId]), { maxLength: 4 }), async (changes) => {
      const body = JSON.stringify(changes.reduce(mutate, GOOD));
      const json: unknown = JSON.parse(body);
      const reading = await outcomeOf(answering(body, 200).read());
      if (!(reading instanceof ExotelError)) {
        isFaithful(reading, json);
        for (const { id, registration, lastSeenAt } of reading.devices) {
          const registered = inside(json, "data", "devices", id, "registered");
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
    { numRuns: 1000 },
  );
});

it("any bytes with any status and any headers end in a reading or an ExotelError", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      anyStatus,
      anyHeaders,
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
    { numRuns: 500 },
  );
});
