import { beforeEach, describe, expect, it } from "vitest";
import type { CcmAccount } from "../../../../src/core/account.ts";
import type { FailureCause, FailureKind } from "../../../../src/core/failure.ts";
import type { Observation } from "../../../../src/core/polling/pace.ts";
import { ccm } from "../../../../src/exotel/ccm/devices.ts";
import type { CcmKey } from "../../../../src/exotel/ccm/request.ts";
import type { DeviceApi } from "../../../../src/exotel/device-api.ts";
import { CCM_ERRORS, ccmError } from "../../../emulator/ccm.ts";
import { DEMO } from "../../../emulator/emulator.ts";
import { explainFailure } from "../../english.ts";
import { ACCOUNT, BASIC, failureOf, KEY } from "../ccm-demo.ts";
import { emulatedWire, failureOf as failureWithout } from "../emulator-fetch.ts";

const { userId, apiKey, apiToken, phoneDeviceId, sipDeviceId } = DEMO.ccm;
const START = Date.parse("2024-06-15T10:30:20.000Z");
/** The client's clock is wrong by this much, so that no test passes by mixing up the two. */
const WRONG_BY = 7_654_321;
const PHONE = String(phoneDeviceId);
const SOFTPHONE = String(sipDeviceId);

const { emulator, wire } = await emulatedWire({ now: () => START });

function client(over: Partial<CcmAccount> = {}, key: CcmKey = KEY): DeviceApi {
  return ccm({ ...ACCOUNT, ...over }, key, { fetch: wire.fetch, now: () => START + WRONG_BY });
}

const changeNumber = async (deviceId: string, number: string): Promise<unknown> =>
  client().changeNumber?.(deviceId, number);

/** Answers the next request so. */
function answerWith(status: number, json: unknown): void {
  emulator.faults.once({ kind: "body", status, body: JSON.stringify(json) });
}

/** A refusal of CCM, with this as its `error_data`. */
const refusal = (code: number, errorData: unknown, over: object = {}): object => ({
  request_id: "6b99d8f854244f1eb8bb91d75f1c565a",
  method: "PUT",
  http_code: code,
  response: { code, error_data: errorData, status: "failure", data: null },
  ...over,
});

/** A row of the seed's table "Possible error scenarios in case of this PUT API". */
interface Row {
  readonly status: number;
  readonly code: number | null;
  readonly text: string;
  readonly kind: FailureKind;
  readonly cause: FailureCause | null;
  /** Where newer public pages give it another status and code. */
  readonly newer?: readonly [status: number, code: number];
  /** Makes the server refuse so, and asks it. */
  refuse(): Promise<unknown>;
}

const ROWS: readonly Row[] = [
  {
    status: 403,
    code: 1003,
    text: "Device is unverified",
    kind: "not-permitted",
    cause: "unverified",
    newer: [409, 10809],
    refuse: () =>
      client({ userId: DEMO.ccm.unverifiedUserId }).write({ [DEMO.ccm.unverifiedDeviceId]: true }),
  },
  {
    status: 403,
    code: 1003,
    text: "Another device is ON. Only one device can be ON at a time",
    kind: "not-permitted",
    cause: "another-device-on",
    newer: [403, 10810],
    refuse: () => client().write({ [SOFTPHONE]: true }),
  },
  {
    status: 403,
    code: 1003,
    text: "API credentials used are unauthorized",
    kind: "not-permitted",
    cause: "key-not-authorised",
    refuse: () =>
      client({}, { apiKey: DEMO.ccm.readOnlyKey, apiToken: DEMO.ccm.readOnlyToken }).write({ [PHONE]: true }),
  },
  {
    status: 403,
    code: 1003,
    text: "This account's KYC is incomplete. Operation not permitted",
    kind: "not-permitted",
    cause: "kyc-incomplete",
    refuse: () => {
      emulator.store.account().kycComplete = false;
      return client().write({ [PHONE]: false });
    },
  },
  {
    status: 403,
    code: 1003,
    text: "This is a trial account. Operation not permitted",
    kind: "not-permitted",
    cause: "trial-account",
    refuse: () => {
      emulator.store.account().trial = true;
      return client().write({ [PHONE]: false });
    },
  },
  {
    status: 403,
    code: 1003,
    text: "This device is not PSTN. Operation not permitted",
    kind: "not-permitted",
    cause: "not-pstn",
    newer: [403, 10817],
    refuse: () => changeNumber(SOFTPHONE, "+919953125068"),
  },
  {
    status: 400,
    code: 1007,
    text: "device_contact_uri cannot be updated in the same request",
    kind: "invalid-request",
    cause: "number-with-other-fields",
    refuse: () => {
      // No request of ours asks for both.
      const { status, json } = ccmError(emulator.store, "PUT", CCM_ERRORS.both);
      answerWith(status, json);
      return changeNumber(PHONE, "+919953125068");
    },
  },
  {
    status: 401,
    code: 1010,
    text: "Authentication failed",
    kind: "credentials-refused",
    cause: "authentication-failed",
    refuse: () => {
      emulator.faults.expireToken("ccm");
      return client().write({ [PHONE]: false });
    },
  },
  {
    status: 404,
    code: 1018,
    text: "Device not found",
    kind: "not-found",
    cause: "no-such-device",
    refuse: () => client().write({ "999": true }),
  },
  {
    status: 409,
    code: 1021,
    text: "Device already exists",
    kind: "conflict",
    cause: "device-exists",
    newer: [409, 10811],
    refuse: () => changeNumber(PHONE, "+919176220002"),
  },
  {
    status: 429,
    code: null,
    text: "Too many requests",
    kind: "rate-limited",
    cause: null,
    refuse: () => {
      Object.assign(emulator.store.account().rateLimit, { enforced: true, userManagementPerMinute: 0 });
      return client().write({ [PHONE]: false });
    },
  },
  {
    status: 500,
    code: 1004,
    text: "Internal Server Error",
    kind: "server",
    cause: null,
    refuse: () => {
      emulator.faults.once({ kind: "status", status: 500 });
      return client().write({ [PHONE]: false });
    },
  },
];

const KIND_OF_NEWER: Record<number, FailureKind> = { 403: "not-permitted", 409: "conflict" };

describe.each(["seed", "newer"] as const)("the table of errors, %s codes", (codes) => {
  describe.each(["description", "message", "both"] as const)("the wording in %s", (errorText) => {
    beforeEach(() => {
      Object.assign(emulator.store.ccmOptions, { codes, errorText });
    });

    it.each(ROWS)("$status $code $text", async ({ status, code, text, kind, cause, newer, refuse }) => {
      const [itsStatus, itsCode] = codes === "newer" && newer !== undefined ? newer : [status, code];
      expect(await failureOf(refuse())).toEqual({
        kind: codes === "newer" && newer !== undefined ? KIND_OF_NEWER[newer[0]] : kind,
        status: itsStatus,
        code: itsCode === null ? null : String(itsCode),
        cause,
        detail: text,
        flaw: null,
        requestId: status === 429 ? null : expect.stringMatching(/^[0-9a-f]{32}$/),
        waitUntil: status === 429 ? START + WRONG_BY + 40_000 : null,
      });
      expect(wire.calls).toHaveLength(1);
    });
  });

  it("gives each row a sentence and a next step of its own", async () => {
    emulator.store.ccmOptions.codes = codes;
    const explanations: ReturnType<typeof explainFailure>[] = [];
    for (const { refuse, text, cause, status } of ROWS) {
      const explanation = explainFailure(await failureOf(refuse()));
      explanations.push(explanation);
      if ((cause === null && status !== 429) || status === 401) expect(explanation.problem).toContain(text);
      emulator.reset();
      emulator.store.ccmOptions.codes = codes;
    }
    for (const part of ["problem", "remedy"] as const) {
      const texts = explanations.map((explanation) => explanation[part]);
      expect(new Set(texts).size, texts.join("\n")).toBe(ROWS.length);
      for (const text of texts) expect(text).toMatch(/^[A-Z].{10,}\.$/);
    }
  });
});

describe("code 1003", () => {
  const causeOf = async (
    description: string | null,
    message: string | null,
  ): Promise<FailureCause | null> => {
    answerWith(403, refusal(403, { code: 1003, description, message }));
    return (await failureOf(client().write({ [PHONE]: true }))).cause;
  };
  const causes = ROWS.filter(({ code }) => code === 1003);

  it.each(causes)("whatever the case and the other field: $text", async ({ text, cause }) => {
    expect(await causeOf(text.toUpperCase(), null)).toBe(cause);
    expect(await causeOf("", ` ${text}.`)).toBe(cause);
    // One message a code, as the seed's words for the field may mean.
    for (const general of ["Forbidden", "Unauthorized", "Unauthorised request", "Operation not permitted"]) {
      expect(await causeOf(text, general), general).toBe(cause);
      expect(await causeOf(general, text), general).toBe(cause);
    }
  });

  it("knows an unverified device by other words too", async () => {
    expect(await causeOf("Device is not verified", "Forbidden")).toBe("unverified");
  });

  it("with unknown words has no cause, and the words are shown", async () => {
    for (const [description, message] of [
      ["Outside of office hours", "Forbidden"],
      ["Outside of office hours", null],
      ["Outside of office hours", "Unauthorized"],
      [null, "Outside of office hours"],
    ]) {
      answerWith(403, refusal(403, { code: 1003, description, message }));
      const failure = await failureOf(client().write({ [PHONE]: true }));
      expect(failure).toMatchObject({
        kind: "not-permitted",
        cause: null,
        code: "1003",
        detail: "Outside of office hours",
      });
      expect(explainFailure(failure).problem).toContain("Exotel said: “Outside of office hours”.");
    }
  });

  it("as text is the same", async () => {
    answerWith(403, refusal(403, { code: "1003", description: "Device is unverified", message: null }));
    expect(await failureOf(client().write({ [PHONE]: true }))).toMatchObject({
      cause: "unverified",
      code: "1003",
    });
  });

  it("alone gives its words a meaning", async () => {
    for (const code of [1004, null, 10_030]) {
      answerWith(403, refusal(403, { code, description: "Device is unverified", message: null }));
      expect(await failureOf(client().write({ [PHONE]: true }))).toMatchObject({
        kind: "not-permitted",
        cause: null,
        detail: "Device is unverified",
      });
    }
  });
});

describe("an unknown error", () => {
  it.each([
    [400, 1002, "invalid-request"],
    [402, 7, "invalid-request"],
    [403, 4711, "not-permitted"],
    [404, 1000, "not-found"],
    [409, 4711, "conflict"],
    [503, 4711, "server"],
  ] as [number, number, FailureKind][])("%i/%i shows the server's words", async (status, code, kind) => {
    answerWith(status, refusal(status, { code, description: "Something of its own", message: "M" }));
    const failure = await failureOf(client().read());
    expect(failure).toMatchObject({
      kind,
      status,
      code: String(code),
      cause: null,
      detail: "Something of its own",
      flaw: null,
      requestId: "6b99d8f854244f1eb8bb91d75f1c565a",
    });
    expect(explainFailure(failure).problem).toContain("“Something of its own”");
  });

  it("404 of a user that is not there", async () => {
    const failure = await failureOf(client({ userId: "usr_nobody" }).read());
    expect(failure).toMatchObject({ kind: "not-found", cause: null, detail: "User not found" });
  });

  it("404 of a user that is not there, with the code of a device", async () => {
    for (const status of [404, 200]) {
      answerWith(status, refusal(404, { code: 1018, description: "User not found", message: null }));
      const failure = await failureOf(client().read());
      expect(failure).toMatchObject({ kind: "not-found", code: "1018", cause: null });
      const { problem, remedy } = explainFailure(failure);
      expect(problem).toBe("Exotel does not know this user ID. Exotel said: “User not found”.");
      expect(remedy).toContain("Check the IDs");
    }
  });

  it.each([
    ["another code", refusal(401, { code: 4711, description: "Something of its own", message: null })],
    ["no code", refusal(401, { code: null, description: "Something of its own", message: null })],
    ["the code of another cause", refusal(401, { code: 1003, description: "Device is unverified" })],
    ["no words", { request_id: "r" }],
  ])("401 with %s says what to check, whatever was asked", async (_name, json) => {
    for (const call of [() => client().read(), () => client().write({ [PHONE]: true })]) {
      answerWith(401, json);
      const failure = await failureOf(call());
      expect(failure).toMatchObject({ kind: "credentials-refused", cause: "authentication-failed" });
      const { problem, remedy } = explainFailure(failure);
      expect(remedy).toContain("Check the region, account SID, API key and API token");
      if (failure.detail !== null) expect(problem).toContain(`“${failure.detail}”`);
    }
  });

  it.each([
    ["null", { request_id: "r1", response: null }],
    ["missing", { request_id: "r1" }],
    ["a text", { request_id: "r1", response: "no" }],
    ["a list of nothing", { request_id: "r1", response: [] }],
    ["a list of null", { request_id: "r1", response: [null] }],
  ])("keeps the request_id where `response` is %s", async (_name, json) => {
    answerWith(500, json);
    expect(await failureOf(client().read())).toEqual({
      kind: "server",
      status: 500,
      code: null,
      cause: null,
      detail: null,
      flaw: null,
      requestId: "r1",
      waitUntil: null,
    });
  });

  const bare: [string, unknown][] = [
    ["no response", { request_id: "r" }],
    ["error_data null", refusal(403, null)],
    ["error_data as text", refusal(403, "no")],
  ];
  it.each(bare)("with no words that can be found: %s", async (_name, json) => {
    answerWith(403, json);
    expect(await failureOf(client().read())).toMatchObject({
      kind: "not-permitted",
      status: 403,
      code: null,
      cause: null,
      detail: null,
    });
  });

  it.each([
    ["http_code as text", { http_code: "403" }],
    ["http_code left out", { http_code: undefined }],
    ["request_id as a number", { request_id: 4711 }],
    ["no request_id", { request_id: undefined }],
    ["a method that is no text", { method: 1 }],
  ])("is understood in spite of %s", async (_name, over) => {
    const errorData = { code: 1003, description: "Device is unverified", message: null };
    answerWith(403, refusal(403, errorData, over));
    expect(await failureOf(client().write({ [PHONE]: true }))).toMatchObject({
      cause: "unverified",
      detail: "Device is unverified",
    });
  });

  it("is made clean text, request_id too", async () => {
    const errorData = { code: "a\u0000b", description: " one\n\u202Etwo ", message: null };
    answerWith(400, refusal(400, errorData, { request_id: "r\u202E1\n" }));
    expect(await failureOf(client().read())).toMatchObject({
      code: "a b",
      detail: "one two",
      flaw: null,
      requestId: "r1",
    });
  });
});

describe("429", () => {
  it("stands outside the envelope, with the wait in headers", async () => {
    const json = { RestException: { Status: 429, Message: "Too many requests", Code: 34010 } };
    for (const [headers, wait] of [
      [{ "retry-after": "40" }, 40_000],
      [{ "x-ratelimit-limit": "50", "x-ratelimit-remaining": "0" }, null],
      [{ "x-ratelimit-reset": String(START / 1000 + 25) }, 25_000],
      [{ "retry-after": "12", "x-ratelimit-reset": String(START / 1000 + 50) }, 12_000],
    ] as [Record<string, string>, number | null][]) {
      emulator.faults.once({ kind: "status", status: 429, headers, json });
      expect(await failureOf(client().read())).toEqual({
        kind: "rate-limited",
        status: 429,
        cause: null,
        code: "34010",
        detail: "Too many requests",
        flaw: null,
        requestId: null,
        waitUntil: wait === null ? null : START + WRONG_BY + wait,
      });
    }
  });

  it("is counted by the server for reads and writes together, and ends with the minute", async () => {
    Object.assign(emulator.store.account().rateLimit, { enforced: true, userManagementPerMinute: 2 });
    await client().read();
    await client().write({ [PHONE]: true });
    expect(await failureOf(client().read())).toMatchObject({
      kind: "rate-limited",
      waitUntil: START + WRONG_BY + 40_000,
    });
  });
});

describe("a list of records that have failed", () => {
  const failed = (errorData: unknown): object => ({ code: 403, error_data: errorData, status: "failure" });
  const unverified = failed({ code: 1003, description: "Device is unverified", message: "Forbidden" });
  const lists: [string, unknown[]][] = [
    ["one", [unverified]],
    ["the first of several that has words", [failed(null), unverified, failed({ code: 4711 })]],
    ["one beside what is no record", [{ code: 403 }, unverified, { code: "x", error_data: { code: 1018 } }]],
  ];

  it.each(lists.flatMap(([name, records]) => [403, 200].map((status) => [name, status, records] as const)))(
    "is told by %s, under HTTP %i",
    async (_name, status, records) => {
      // Under 200 what has no code of its own has not failed.
      const response = status === 200 ? records.slice(0, 2) : records;
      answerWith(status, { request_id: "r", response });
      expect(await failureOf(client().write({ [PHONE]: true }))).toEqual({
        kind: "not-permitted",
        status: 403,
        code: "1003",
        cause: "unverified",
        detail: "Device is unverified",
        flaw: null,
        requestId: "r",
        waitUntil: null,
      });
    },
  );

  it("is no refusal where one has not", async () => {
    const good = { code: 200, status: "success", data: { id: userId, devices: [] } };
    answerWith(200, { response: [good, unverified] });
    expect((await failureOf(client().read())).kind).toBe("malformed");
  });
});

describe("HTTP 200 with a refusal inside", () => {
  it.each(ROWS.filter(({ code }) => code !== null))(
    "$status $code $text",
    async ({ status, code, text, kind, cause }) => {
      const json = refusal(status, { code, description: text, message: "Forbidden" });
      for (const [call, itsCause] of [
        // A read asks for no device.
        [() => client().read(), cause === "no-such-device" ? null : cause],
        [() => client().write({ [PHONE]: true }), cause],
        [() => changeNumber(PHONE, "+919953125068"), cause],
      ] as const) {
        answerWith(200, json);
        expect(await failureOf(call())).toEqual({
          kind,
          status,
          code: String(code),
          cause: itsCause,
          detail: text,
          flaw: null,
          requestId: "6b99d8f854244f1eb8bb91d75f1c565a",
          waitUntil: null,
        });
      }
    },
  );

  it("tells the account's budget of a 429, too", async () => {
    const told: Observation[] = [];
    const heard = (each: Observation): number => told.push(each);
    const api = ccm(ACCOUNT, KEY, { fetch: wire.fetch, now: () => START + WRONG_BY, observe: heard });
    const budget = { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "0" };
    const reset = { "x-ratelimit-reset": String((START + 40_000) / 1_000) };
    for (const refused of [
      refusal(429, null),
      refusal(429, null, { response: null }),
      refusal(429, null, { response: undefined }),
      refusal(429, null, { response: { status: "failure", error_data: { code: 429 } } }),
      refusal(429, null, { response: [{ code: null, status: "failure" }] }),
      refusal(429, null, { http_code: "429", response: null }),
      refusal(429, null, { response: { code: "429", status: "failure" } }),
      { RestException: { Status: 429, Message: "Too many requests" } },
      { RestException: { Status: "429", Message: "Too many requests" } },
    ]) {
      for (const call of [() => api.read(), () => api.write({ [PHONE]: true })]) {
        const body = JSON.stringify(refused);
        emulator.faults.once({ kind: "body", body, headers: { ...budget, ...reset } });
        const waitUntil = START + WRONG_BY + 40_000;
        expect(await failureOf(call())).toMatchObject({ kind: "rate-limited", status: 429, waitUntil });
        const rateLimit = { limit: 50, remaining: 0, resetAt: waitUntil };
        // Once: not as granted first.
        expect(told.splice(0)).toEqual([
          { now: START + WRONG_BY, refused: true, rateLimit, serverTime: START },
        ]);
      }
    }
  });

  it.each([429, 503])("waits as after HTTP %i, where its headers say so", async (code) => {
    for (const status of [200, code]) {
      const body = JSON.stringify(refusal(code, null));
      emulator.faults.once({ kind: "body", status, body, headers: { "retry-after": "90" } });
      expect(await failureOf(client().read())).toMatchObject({
        status: code,
        waitUntil: START + WRONG_BY + 90_000,
      });
    }
  });

  it("is no news of the budget where it is another failure, as outside", async () => {
    const told: Observation[] = [];
    const api = ccm(ACCOUNT, KEY, {
      fetch: wire.fetch,
      now: () => START,
      observe: (each) => told.push(each),
    });
    for (const code of [403, 500]) {
      answerWith(200, refusal(code, null));
      await failureOf(api.read());
    }
    expect(told).toEqual([]);
  });

  it("is one even beside good data", async () => {
    const data = { id: phoneDeviceId, type: "tel", available: true };
    const response = { code: 403, status: "success", error_data: null, data };
    answerWith(200, { request_id: "r", response });
    expect(await failureOf(client().write({ [PHONE]: true }))).toMatchObject({
      kind: "not-permitted",
      status: 403,
      requestId: "r",
    });
  });

  it("the HTTP status decides where both speak", async () => {
    answerWith(401, refusal(403, { code: 1003, description: "Device is unverified", message: null }));
    expect(await failureOf(client().read())).toMatchObject({ kind: "credentials-refused", status: 401 });
  });

  it("the records decide where they have codes, and not the envelope", async () => {
    const data = { id: phoneDeviceId, type: "tel", available: true };
    answerWith(200, { http_code: 429, response: { code: 200, status: "success", data } });
    expect((await client().write({ [PHONE]: true })).devices).toMatchObject([{ id: PHONE, on: true }]);
  });

  it.each([200, 201, 207, 299, "200", "4xx", "", null, undefined])("the code %j is none", async (code) => {
    const data = { id: phoneDeviceId, type: "tel", available: true };
    answerWith(200, { response: { code, status: "success", error_data: null, data } });
    expect((await client().write({ [PHONE]: true })).devices).toMatchObject([{ id: PHONE, on: true }]);
  });
});

describe("a server that repeats the credentials", () => {
  const ECHOES = [apiKey, apiToken, BASIC, `${apiKey}:${apiToken}`, `Basic ${BASIC}`];
  const calls: [string, () => Promise<unknown>][] = [
    ["read", () => client().read()],
    ["write", () => client().write({ [PHONE]: true })],
    ["changeNumber", () => changeNumber(PHONE, "+919953125068")],
  ];

  describe.each(calls)("%s", (_name, call) => {
    it.each([200, 400, 401, 403, 429, 500])("in a refusal under HTTP %i", async (status) => {
      for (const echo of ECHOES) {
        const words = `Refused: ${echo}, that is “${echo}”`;
        const inner = status === 200 ? 403 : status;
        answerWith(
          status,
          refusal(inner, { code: echo, description: words, message: words }, { request_id: echo }),
        );
        const failure = await failureOf(call());
        expect(failure.detail).toMatch(/^Refused: /);
        answerWith(status, refusal(inner, { code: 1003, description: null, message: words }));
        await failureOf(call());
        answerWith(status, { RestException: { Status: status, Message: words, Code: echo } });
        await failureOf(call());
      }
    });

    it.each([200, 403])("where the words are cut, under HTTP %i", async (status) => {
      for (const echo of [apiKey, apiToken, BASIC]) {
        for (let shown = 1; shown < echo.length; shown += 5) {
          const words = `${"x".repeat(299 - shown)}${echo} and more`;
          answerWith(status, refusal(403, { code: 4711, description: words, message: words }));
          const failure = await failureOf(call());
          // What is left beside the filling is the sentence's end, or a part of it.
          const rest = failure.detail?.replace(/[x…]/g, "").trim() ?? expect.fail("no words");
          expect("and more".startsWith(rest), `${echo}: ${rest}`).toBe(true);
        }
      }
    });

    it("in an answer that is none", async () => {
      for (const echo of ECHOES) {
        for (const body of [
          echo,
          `{"${echo}":1}`,
          JSON.stringify({ response: { status: echo, data: echo } }),
        ]) {
          emulator.faults.once({ kind: "body", body, contentType: `text/${echo}` });
          expect((await failureOf(call())).kind).toMatch(/^(malformed|intermediary)$/);
        }
      }
    });
  });

  it("one of which is a part of the other", async () => {
    for (const key of [
      { apiKey: "canary", apiToken: "canary-token" },
      { apiKey: "canary-key", apiToken: "canary" },
    ]) {
      for (const echo of [key.apiKey, key.apiToken]) {
        answerWith(403, refusal(403, { code: 4711, description: `Not ${echo}.`, message: null }));
        const failure = await failureWithout(client({}, key).read(), "canary", "-token", "-key");
        expect(failure.detail).toBe("Not ….");
      }
    }
  });
});
