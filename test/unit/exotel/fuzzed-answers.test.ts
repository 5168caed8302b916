import fc from "fast-check";
import { expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { badge } from "../../../src/core/devices/badge.ts";
import type { Reading, WriteAnswer } from "../../../src/core/devices/device.ts";
import { afterWrite } from "../../../src/core/devices/device-changes.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../src/core/devices/status.ts";
import { verdict } from "../../../src/core/devices/verdict.ts";
import type { Failure } from "../../../src/core/failure.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { ccm } from "../../../src/exotel/ccm/devices.ts";
import type { DeviceApi } from "../../../src/exotel/device-api.ts";
import { ExotelError } from "../../../src/exotel/exotel-error.ts";
import { integrationsCore } from "../../../src/exotel/integrations-core/devices.ts";
import { userMapping } from "../../../src/exotel/usermapping/devices.ts";
import { explainFailure, verdictSentence } from "../english.ts";
import {
  anyHeaders,
  anyStatus,
  CCM_PHONE,
  CCM_SIP,
  ccmAnswer,
  ccmRecord,
  coreAnswer,
  inside,
  type Json,
  mutate,
  mutations,
} from "./json-mutations.ts";

/** How many answers of each API a run makes up. */
const ANSWERS = 4_000;
const NOW = 1_800_000_000_000;
const AGENT = "agent_001";
const DATE = new Date(NOW).toUTCString();

const BADGES: Readonly<Record<string, readonly string[]>> = {
  SIP: ["both", "softphone"],
  TEL: ["phone"],
  "!": ["phone"],
  "!!": ["nobody"],
  "S?": ["both", "softphone"],
  KEY: ["refused"],
  "?": ["unknown"],
};

const core = (phone: boolean, sip: boolean, registered: boolean): Json =>
  coreAnswer(AGENT, phone, sip, registered, NOW);
const SIP_SECRET = "canary-of-the-softphone";
/** What the older contract answers with this as the active device. */
const mapping = (active: string): Json => ({
  RequestId: "r",
  Status: "Success",
  Code: 200,
  Error: null,
  Data: {
    AppUserId: AGENT,
    AppUsername: "Meera Nair",
    AgentNumber: "09876500077",
    ActiveDeviceId: active,
    PhoneDeviceID: "p1",
    SipDeviceID: "s1",
    SipId: "sip:meera",
    SipSecret: SIP_SECRET,
    UpdatedAt: "0001-01-01T00:00:00Z",
  },
});
const inRecord = (data: Json): Json => ccmAnswer(ccmRecord(data));

interface Api {
  readonly account: Account;
  readonly good: readonly Json[];
  readonly keys: readonly string[];
  readonly values: readonly Json[];
  connect(fetch: typeof globalThis.fetch): DeviceApi;
}

const INTEGRATIONS_CORE: Api = {
  account: { api: "integrations-core", customerId: "cust", appId: "app", userId: AGENT },
  good: [core(true, true, true), core(true, true, false), core(true, false, true), core(false, true, false)],
  keys: ["success", "data", "user_id", "devices", "phone", "sip", "enabled", "registered", "last_seen"],
  values: [AGENT],
  connect(fetch) {
    const account = { api: "integrations-core", customerId: "cust", appId: "app", userId: AGENT } as const;
    return integrationsCore(account, "canary", { fetch, now: () => NOW });
  },
};

const CCM: Api = {
  account: { api: "ccm", region: "mumbai", accountSid: "demo1", userId: AGENT },
  good: [
    inRecord({ id: AGENT, first_name: "Asha", last_name: "Rao", devices: [CCM_PHONE, CCM_SIP] }),
    inRecord({
      id: AGENT,
      devices: [
        { ...CCM_PHONE, available: false },
        { ...CCM_SIP, available: true },
      ],
    }),
    inRecord({ id: AGENT, devices: [{ ...CCM_PHONE, available: false }, CCM_SIP] }),
    inRecord(CCM_PHONE),
  ],
  keys: ["response", "data", "devices", "id", "available", "type", "status", "registered", "enabled"],
  values: [AGENT, "success", "sip", "registered", CCM_PHONE, CCM_SIP, 100280],
  connect(fetch) {
    const account = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: AGENT } as const;
    return ccm(account, { apiKey: "canary", apiToken: "canary" }, { fetch, now: () => NOW });
  },
};

const OLDER: Api = {
  account: { api: "usermapping", customerId: "cust", appId: "app", userId: AGENT },
  good: [mapping("p1"), mapping("s1"), mapping(""), mapping("p1,s1"), mapping("?")],
  keys: [
    "Status",
    "Code",
    "Data",
    "AppUserId",
    "ActiveDeviceId",
    "PhoneDeviceID",
    "SipDeviceID",
    "registered",
  ],
  values: [AGENT, "Success", "Failed", "p1", "s1", SIP_SECRET],
  connect(fetch) {
    const account = { api: "usermapping", customerId: "cust", appId: "app", userId: AGENT } as const;
    return userMapping(account, "canary", { fetch, now: () => NOW });
  },
};

/** An answer as it comes in. */
interface Made {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: Record<string, string>;
}

function answersOf({ good, keys, values }: Api): fc.Arbitrary<Made> {
  const mutated = fc
    .tuple(fc.constantFrom(...good), fc.array(mutations(keys, values), { maxLength: 4 }))
    .map(([json, changes]) => JSON.stringify(changes.reduce(mutate, json)));
  const noise = fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
    // A good answer that is cut off, or has one byte that is another.
    fc
      .tuple(fc.constantFrom(...good), fc.nat(), fc.option(fc.nat(255)))
      .map(([json, at, byte]): string | Uint8Array<ArrayBuffer> => {
        const bytes = new TextEncoder().encode(JSON.stringify(json));
        const place = at % bytes.length;
        if (byte === null) return bytes.slice(0, place);
        bytes[place] = byte;
        return bytes;
      }),
  );
  const statuses = fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(400, 401, 403, 404, 429, 500, 503) },
    { weight: 1, arbitrary: anyStatus },
  );
  return fc.record({
    body: fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: noise }),
    status: statuses,
    headers: fc.oneof(
      { weight: 3, arbitrary: fc.constant({ Date: DATE }) },
      { weight: 1, arbitrary: anyHeaders },
    ),
  });
}

/** What each API is asked to write. */
const CHANGES = {
  ccm: { "100280": true },
  "integrations-core": { phone: true, sip: true },
  usermapping: { phone: true },
} as const;

/** What a call came to; anything else than an `ExotelError` that comes out of it fails the test. */
async function outcome<T>(call: Promise<T>): Promise<T | Failure> {
  return call.catch((error: unknown) => {
    if (error instanceof ExotelError) return error.failure;
    throw error;
  });
}

/** What the agent is shown with this status, after all of it has been put into words. */
function shown(account: Account, status: Status, now: number): string {
  const known = { softphoneTabs: [], lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM };
  const input = { account, journal: null, status, settings: DEFAULT_SETTINGS, ...known, now };
  const judged = verdict(input);
  const { text } = badge(judged);
  expect(BADGES[text]).toContain(judged.reach);
  expect(verdictSentence(judged, input)).toMatch(/^(Calls (ring|go|will)|Not known|You are on a call)/);
  return text;
}

function refusedBy({ kind }: Failure): Status["credentials"] {
  return kind === "credentials-refused" ? "refused" : "present";
}

/** Whether an answer says, by a reading of its own, that this agent's softphone is on and registered. */
function saysGreen({ body, status }: Made): boolean {
  if (status < 200 || status > 299) return false;
  let json: unknown;
  try {
    json = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
  } catch {
    return false;
  }
  return (
    inside(json, "success") === true &&
    inside(json, "data", "user_id") === AGENT &&
    inside(json, "data", "devices", "sip", "enabled") === true &&
    inside(json, "data", "devices", "sip", "registered") === true
  );
}

/** Puts made-up answers through the client, the verdict, the badge and the words; counts the badges. */
async function fuzz(api: Api, mayBeGreen: (made: Made) => boolean): Promise<Map<string, number>> {
  const { account } = api;
  const [good] = api.good;
  const before = (await api
    .connect(async () => new Response(JSON.stringify(good), { headers: { Date: DATE } }))
    .read()) satisfies Reading;
  const counted = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(answersOf(api), fc.nat(200_000), async (made, later) => {
      const { body, status, headers } = made;
      const client = api.connect(async () => new Response(body, { status, headers }));
      const read = await outcome(client.read());
      const found: Status =
        "kind" in read
          ? { ...INITIAL_STATUS, failure: read, credentials: refusedBy(read), failuresInARow: 1 }
          : { ...INITIAL_STATUS, reading: read };
      if ("kind" in read) {
        const { problem, remedy } = explainFailure(read);
        expect(problem + remedy).not.toMatch(/undefined|\[object|canary/);
      }
      const text = shown(account, found, NOW);
      counted.set(text, (counted.get(text) ?? 0) + 1);
      if (text === "SIP") expect(mayBeGreen(made)).toBe(true);
      // A failure shows nothing green but on what was read before, and not once that is old.
      if ("kind" in read) {
        expect(text).not.toBe("SIP");
        expect(shown(account, { ...found, reading: before }, NOW + 90_001 + later)).not.toBe("SIP");
      } else if (later > 90_000) expect(shown(account, found, NOW + later)).toBe("?");

      const change = CHANGES[account.api];
      const written = await outcome<WriteAnswer>(client.write(change));
      if ("kind" in written) return;
      const after = { ...INITIAL_STATUS, reading: afterWrite(before, written) };
      // Nothing that a write's answer says is evidence of a registration, nor what was read before it.
      expect(shown(account, after, NOW)).not.toBe("SIP");
    }),
    { numRuns: ANSWERS },
  );
  return counted;
}

it("Integrations Core: no exception, and green only where a sound answer says so of this agent", async () => {
  const counted = await fuzz(INTEGRATIONS_CORE, saysGreen);
  // It would be no test if hardly anything were understood.
  for (const text of ["SIP", "TEL", "!", "!!", "S?", "?", "KEY"])
    expect(counted.get(text), text).toBeGreaterThan(10);
});

it("CCM: no exception, and never green", async () => {
  const counted = await fuzz(CCM, () => false);
  for (const text of ["TEL", "S?", "!!", "?", "KEY"]) expect(counted.get(text), text).toBeGreaterThan(10);
  expect(counted.get("SIP")).toBeUndefined();
});

it("the older contract: no exception, never green, and no word of the softphone's password", async () => {
  const counted = await fuzz(OLDER, () => false);
  for (const text of ["TEL", "S?", "?", "KEY"]) expect(counted.get(text), text).toBeGreaterThan(10);
  expect([counted.get("SIP"), counted.get("!!")]).toEqual([undefined, undefined]);
});
