import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A change at one place of an answer, found by taking a key after the other modulo how many there are. */
export interface Mutation {
  readonly steps: readonly number[];
  readonly does: "replace" | "remove" | "add" | "rename";
  readonly value: Json;
  readonly key: string;
}

/** Changes that an answer might suffer. `keys` and `values` are those that have a meaning in it. */
export function mutations(keys: readonly string[], values: readonly Json[]): fc.Arbitrary<Mutation> {
  const value = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<Json>(
        null,
        true,
        false,
        "true",
        "",
        0,
        1,
        -1,
        0.5,
        1e300,
        {},
        [],
        ...values,
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
  );
  return fc.record({
    steps: fc.array(fc.nat(9), { maxLength: 7 }),
    does: fc.constantFrom("replace", "remove", "add", "rename"),
    value,
    key: fc.oneof(fc.constantFrom(...keys, "__proto__", "constructor"), fc.string({ maxLength: 5 })),
  });
}

/** The answer with one change made. */
export function mutate(json: Json, { steps, does, value, key }: Mutation): Json {
  const [step, ...rest] = steps;
  if (typeof json !== "object" || json === null || step === undefined) {
    return does === "replace" ? value : json;
  }
  const entries: [string, Json][] = Object.entries(json);
  const at = entries.length === 0 ? 0 : step % entries.length;
  const [name, inner] = entries[at] ?? [key, value];
  if (rest.length > 0) entries[at] = [name, mutate(inner, { steps: rest, does, value, key })];
  else if (does === "replace") entries[at] = [name, value];
  else if (does === "remove") entries.splice(at, 1);
  else if (does === "add") entries.push([key, value]);
  else entries[at] = [key, inner];
  return Array.isArray(json) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** What stands at this place of the JSON; `undefined` where there is no such place. */
export const inside = (json: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    json,
  );

/** Statuses with which an answer may have a body. */
export const anyStatus = fc
  .integer({ min: 200, max: 599 })
  .filter((status) => ![204, 205, 304].includes(status));

/** Headers that the product reads, with anything in them. */
const header = fc.string({ unit: fc.constantFrom(..." 0123456789-+.:,abcGMTZ"), maxLength: 30 });
export const anyHeaders = fc.record({
  Date: header,
  "Retry-After": header,
  "X-RateLimit-Reset": header,
  "Content-Type": header,
});

/** A good answer of Integrations Core. */
export const coreAnswer = (
  userId: string,
  phone: boolean,
  sip: boolean,
  registered: boolean,
  now: number,
): Json => ({
  success: true,
  data: {
    user_id: userId,
    devices: {
      phone: { enabled: phone, number: "+919876543210" },
      sip: {
        enabled: sip,
        username: "agent_001@app_abc123.exotel.com",
        registered,
        last_seen: new Date(now - 30_000).toISOString(),
      },
    },
    updated_at: new Date(now).toISOString(),
  },
});

export const CCM_PHONE = {
  id: 100280,
  name: "Primary Device",
  contact_uri: "+919176220001",
  type: "tel",
  available: true,
  verified: true,
  status: "free",
};
export const CCM_SIP = {
  ...CCM_PHONE,
  id: 100281,
  contact_uri: "sip:asharao2d853099",
  type: "sip",
  available: false,
};

/** CCM's answers have their record, or a list of them, in a frame. */
export const ccmAnswer = (response: Json): Json => ({
  request_id: "6b99d8f854244f1eb8bb91d75f1c565a",
  method: "GET",
  http_code: 200,
  response,
});
export const ccmRecord = (data: Json): Json => ({ code: 200, error_data: null, status: "success", data });
