import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IntegrationsCoreAccount } from "../../../../src/core/account.ts";
import type { Failure, FailureKind } from "../../../../src/core/failure.ts";
import { type Message, message } from "../../../../src/core/message.ts";
import type { Observation } from "../../../../src/core/polling/pace.ts";
import { connect } from "../../../../src/exotel/connect.ts";
import type { DeviceApi } from "../../../../src/exotel/device-api.ts";
import { asFailure } from "../../../../src/exotel/exotel-error.ts";
import { integrationsCore } from "../../../../src/exotel/integrations-core/devices.ts";
import { DEMO, HOSTS, tooManyRequests } from "../../../emulator/emulator.ts";
import { emulatedWire, failureOf as failureWithout, sentParts } from "../emulator-fetch.ts";

const { customerId, appId, userId, token: TOKEN } = DEMO.integrations;
const ACCOUNT: IntegrationsCoreAccount = { api: "integrations-core", customerId, appId, userId };
const PATH = `/v2/integrations/${customerId}/apps/${appId}/users/${userId}/devices`;
const START = Date.parse("2024-06-15T10:30:00.000Z");
/** The client's clock is wrong by this much, so that no test passes by mixing up the two. */
const WRONG_BY = 7_654_321;

/** The server's clock. */
let clock = START;
const { emulator, wire } = await emulatedWire({ now: () => clock });

afterEach(() => {
  vi.restoreAllMocks();
  clock = START;
});

const localNow = (): number => clock + WRONG_BY;

function client(over: Partial<IntegrationsCoreAccount> = {}, token: string = TOKEN): DeviceApi {
  return integrationsCore({ ...ACCOUNT, ...over }, token, { fetch: wire.fetch, now: localNow });
}

const failureOf = (outcome: Promise<unknown>): Promise<Failure> => failureWithout(outcome, TOKEN);

/** Answers the next request with this body. */
function answerWith(body: string | Buffer, contentType = "application/json"): void {
  emulator.faults.once({ kind: "body", body, contentType });
}

describe("the seed's two examples", () => {
  const READ_ANSWER = `{
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
}`;
  const WRITE_ANSWER = `{
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
}`;
  const phone = {
    id: "phone",
    kind: "pstn",
    name: null,
    address: "+919876543210",
    on: false,
    registration: "not-reported",
    lastSeenAt: null,
    verified: null,
    busy: null,
  };
  const sip = { ...phone, id: "sip", kind: "sip", address: "agent_001@app_abc123.exotel.com", on: true };

  it("sends “Get Device Status” as documented, and reads its answer", async () => {
    clock = Date.parse("2024-06-15T10:25:00.000Z");
    emulator.store.setIntegrations({ phone: false, sip: true });
    const expected = {
      userId: "agent_001",
      userName: null,
      api: "integrations-core",
      devices: [
        phone,
        { ...sip, registration: "registered", lastSeenAt: Date.parse("2024-06-15T10:25:00.000Z") },
      ],
      takenAt: clock + WRONG_BY,
      serverTime: clock,
      updatedAt: null,
    };
    expect(await client().read()).toEqual(expected);
    answerWith(READ_ANSWER);
    expect(await client().read()).toEqual(expected);

    const { line, headers, body } = sentParts(wire.calls[0]);
    expect(line).toBe(`GET ${PATH} HTTP/1.1`);
    expect(headers).toEqual({
      host: HOSTS.integrations,
      accept: "application/json",
      authorization: `Bearer ${TOKEN}`,
      connection: expect.any(String),
    });
    expect(body).toBe("");
    expect(wire.calls[0]?.url.href).toBe(`https://${HOSTS.integrations}${PATH}`);
    expect(emulator.requests[0]?.headers.authorization).toBe("Bearer (accepted)");
  });

  it("sends “Update Device Status” as documented, and reads its answer", async () => {
    const expected = {
      devices: [phone, { ...sip, registration: "not-read-since" }],
      updatedAt: Date.parse("2024-06-15T10:30:00.000Z"),
    };
    expect(await client().write({ phone: false, sip: true })).toEqual(expected);
    answerWith(WRITE_ANSWER);
    expect(await client().write({ phone: false, sip: true })).toEqual(expected);

    const { line, headers, body } = sentParts(wire.calls[0]);
    expect(line).toBe(`PUT ${PATH} HTTP/1.1`);
    expect(headers).toEqual({
      host: HOSTS.integrations,
      accept: "application/json",
      "content-type": "application/json",
      authorization: `Bearer ${TOKEN}`,
      connection: expect.any(String),
      "content-length": "26",
    });
    expect(body).toBe('{"phone":false,"sip":true}');
    expect(emulator.requests[0]?.body).toEqual({ phone: false, sip: true });
    expect(emulator.store.agent().phone?.enabled).toBe(false);
  });

  it("carries out each switch that the seed allows", async () => {
    for (const change of [
      { phone: true, sip: false },
      { phone: false, sip: true },
      { phone: true, sip: true },
    ]) {
      const { devices } = await client().write(change);
      expect(Object.fromEntries(devices.map(({ id, on }) => [id, on]))).toEqual(change);
      expect((await client().read()).devices.map(({ on }) => on)).toEqual([change.phone, change.sip]);
    }
  });
});

describe("what fetch is asked for", () => {
  it("takes no cookies, follows nothing, caches nothing, names no referrer, and waits ten seconds", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await client().read();
    await client().write({ phone: true, sip: true });
    expect(wire.calls).toHaveLength(2);
    for (const { init } of wire.calls) {
      expect(init).toMatchObject({
        credentials: "omit",
        redirect: "manual",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      expect(init.signal).toBeInstanceOf(AbortSignal);
    }
    expect(timeout.mock.calls).toEqual([[10_000], [10_000]]);
  });

  it("connects an account to its API", async () => {
    const api = connect(
      ACCOUNT,
      { api: "integrations-core", appToken: TOKEN },
      { fetch: wire.fetch, now: localNow },
    );
    expect(api?.api).toBe("integrations-core");
    expect((await api?.read())?.userId).toBe(userId);
  });
});

describe("the path", () => {
  it("percent-encodes each part", async () => {
    await failureOf(client({ customerId: "a/b", appId: "ü", userId: "x y?z#%2e" }).read());
    expect(emulator.requests[0]?.path).toBe(
      "/v2/integrations/a%2Fb/apps/%C3%BC/users/x%20y%3Fz%23%252e/devices",
    );
    expect((await client({ userId: DEMO.integrations.oddUserId }).read()).userId).toBe(
      DEMO.integrations.oddUserId,
    );
  });

  it.each(["", ".", "..", "\ud800"])("refuses %j as a part before anything is sent", async (part) => {
    for (const over of [{ customerId: part }, { appId: part }, { userId: part }]) {
      const refused = { kind: "invalid-request", flaw: message("flawUnusableId") };
      expect(await failureOf(client(over).read())).toMatchObject(refused);
    }
    expect(wire.calls).toEqual([]);
  });
});

describe("what is refused before anything is sent", () => {
  it.each([{ phone: false, sip: false }, { phone: false }, { sip: false }, {}])(
    "a write of %j",
    async (change) => {
      const failure = await failureOf(client().write(change));
      expect(failure).toMatchObject({ kind: "invalid-request", flaw: message("lastDeviceMustStayOn") });
      expect(wire.calls).toEqual([]);
    },
  );

  it.each(["canary\r\nX-Evil: 1", "canary\u0000", "canary–dash", "canary😀", "canary\t"])(
    "a token that no header can hold: %j",
    async (token) => {
      for (const call of [client({}, token).read(), client({}, token).write({ phone: true, sip: true })]) {
        const refused = { kind: "credentials-refused", flaw: message("flawUnsendable") };
        expect(await failureWithout(call, "canary")).toMatchObject(refused);
      }
      expect(wire.calls).toEqual([]);
    },
  );
});

describe("each status", () => {
  it("400: a device that the user lacks, and all devices off", async () => {
    const failure = await failureOf(
      client({ userId: DEMO.integrations.sipOnlyUserId }).write({ phone: true, sip: false }),
    );
    expect(failure).toEqual({
      kind: "invalid-request",
      status: 400,
      cause: null,
      code: "BAD_REQUEST",
      detail: "The user has no phone device",
      flaw: null,
      requestId: null,
      waitUntil: null,
    });
    emulator.faults.once({
      kind: "status",
      status: 400,
      json: {
        success: false,
        error: { code: "BAD_REQUEST", message: "At least one device must remain enabled" },
      },
    });
    expect(await failureOf(client().write({ phone: true, sip: false }))).toMatchObject({
      kind: "invalid-request",
      detail: "At least one device must remain enabled",
    });
  });

  it("400: a bad parameter", async () => {
    const failure = await failureOf(client().write({ phone: true, fax: true }));
    expect(failure).toMatchObject({ kind: "invalid-request", status: 400, detail: "Unknown parameter: fax" });
  });

  it("401: an expired token, one of another app, an unknown one", async () => {
    const { expiredToken, otherAppToken } = DEMO.integrations;
    for (const token of [expiredToken, otherAppToken, "unknown-token"]) {
      const failure = await failureWithout(client({}, token).read(), token);
      expect(failure).toMatchObject({
        kind: "credentials-refused",
        status: 401,
        detail: "Invalid or expired token",
      });
    }
    emulator.faults.expireToken();
    expect((await failureOf(client().write({ phone: true, sip: true }))).kind).toBe("credentials-refused");
  });

  it("404: a user that does not exist", async () => {
    expect(await failureOf(client({ userId: "nobody" }).read())).toMatchObject({
      kind: "not-found",
      status: 404,
      detail: "User doesn't exist",
    });
  });

  const kinds: [number, FailureKind][] = [
    [400, "invalid-request"],
    [401, "credentials-refused"],
    [402, "invalid-request"],
    [403, "not-permitted"],
    [404, "not-found"],
    [405, "invalid-request"],
    [408, "timed-out"],
    [409, "conflict"],
    [418, "invalid-request"],
    [429, "rate-limited"],
    [500, "server"],
    [502, "server"],
    [503, "server"],
    [504, "server"],
    [599, "server"],
  ];
  it.each(kinds)("%i is %s, of a read and of a write", async (status, kind) => {
    emulator.faults.add({ kind: "status", status }, { times: 2 });
    for (const call of [client().read(), client().write({ phone: true, sip: true })]) {
      expect(await failureOf(call)).toMatchObject({ kind, status, waitUntil: null });
    }
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  });

  it.each([301, 302, 303, 307, 308])("%i is not followed, and is no answer", async (status) => {
    emulator.faults.once({ kind: "status", status, headers: { location: "https://example.com/login" } });
    expect(await failureOf(client().read())).toMatchObject({
      kind: "intermediary",
      flaw: message("flawRedirect"),
    });
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([300, 304])("%i is no answer", async (status) => {
    emulator.faults.once({ kind: "raw", raw: (_socket, { head, end }) => end(head(status)) });
    expect((await failureOf(client().read())).kind).toBe("intermediary");
  });

  it("204 is no answer", async () => {
    emulator.faults.once({ kind: "raw", raw: (_socket, { head, end }) => end(head(204)) });
    expect(await failureOf(client().read())).toMatchObject({
      kind: "malformed",
      status: 204,
      flaw: message("flawEmpty"),
    });
  });

  it("201 with a good body is as good as 200", async () => {
    emulator.faults.once({
      kind: "raw",
      raw: (_socket, { carryOut, head, end }) => end(head(201) + JSON.stringify(carryOut().json)),
    });
    expect((await client().read()).userId).toBe(userId);
  });
});

describe("the wait that a server asks for", () => {
  const waits: [string, Record<string, string>, number | null][] = [
    ["Retry-After in seconds", { "retry-after": "40" }, 40_000],
    ["with spaces around", { "retry-after": " 40 " }, 40_000],
    ["none at all: 0", { "retry-after": "0" }, 0],
    [
      "Retry-After as a date of the server's clock",
      { "retry-after": "Sat, 15 Jun 2024 10:31:30 GMT" },
      90_000,
    ],
    ["Retry-After as a date that is over", { "retry-after": "Sat, 15 Jun 2024 10:00:00 GMT" }, 0],
    ["X-RateLimit-Reset in epoch seconds", { "x-ratelimit-reset": String(START / 1000 + 25) }, 25_000],
    ["X-RateLimit-Reset that is over", { "x-ratelimit-reset": String(START / 1000 - 25) }, 0],
    ["both: Retry-After", { "retry-after": "12", "x-ratelimit-reset": String(START / 1000 + 50) }, 12_000],
    [
      "Retry-After in words beside X-RateLimit-Reset",
      { "retry-after": "soon", "x-ratelimit-reset": String(START / 1000 + 50) },
      50_000,
    ],
    [
      "Retry-After with a fraction, which is no documented form, beside X-RateLimit-Reset",
      { "retry-after": "1.5", "x-ratelimit-reset": String(START / 1000 + 50) },
      50_000,
    ],
    ["nothing", {}, null],
    ["no sense", { "retry-after": "soon", "x-ratelimit-reset": "later" }, null],
    ["exactly a day", { "retry-after": "86400" }, 86_400_000],
    ["over a day", { "retry-after": "86401" }, null],
    ["an absurd number", { "retry-after": "9".repeat(400) }, null],
    ["an absurd date", { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, null],
    ["milliseconds as epoch seconds", { "x-ratelimit-reset": String(START + 25_000) }, null],
  ];
  it.each(waits)("429, %s", async (_name, headers, wait) => {
    emulator.faults.once({ kind: "status", status: 429, headers });
    const failure = await failureOf(client().read());
    expect(failure).toMatchObject({ kind: "rate-limited", status: 429 });
    expect(failure.waitUntil).toBe(wait === null ? null : localNow() + wait);
  });

  it("is heard of a 503 too, and of a write", async () => {
    emulator.faults.once({ kind: "status", status: 503, headers: { "retry-after": "120" } });
    expect(await failureOf(client().write({ phone: true, sip: true }))).toMatchObject({
      kind: "server",
      waitUntil: localNow() + 120_000,
    });
  });

  it("is not looked for in another refusal", async () => {
    emulator.faults.once({ kind: "status", status: 500, headers: { "retry-after": "120" } });
    expect((await failureOf(client().read())).waitUntil).toBeNull();
  });

  it("is measured from the local clock where the answer has no date", async () => {
    const until = new Date(Math.ceil(localNow() / 1000) * 1000 + 60_000);
    emulator.faults.once({
      kind: "raw",
      raw: (_socket, { end }) =>
        end(
          `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${until.toUTCString()}\r\nConnection: close\r\n\r\n`,
        ),
    });
    expect((await failureOf(client().read())).waitUntil).toBe(until.getTime());
  });

  it("is heard in each way that the emulator says it", async () => {
    emulator.faults.once(tooManyRequests({ retryAfter: new Date(clock + 30_000) }));
    expect((await failureOf(client().read())).waitUntil).toBe(localNow() + 30_000);
    emulator.faults.once(tooManyRequests({ resetAt: clock / 1000 + 30 }));
    expect((await failureOf(client().read())).waitUntil).toBe(localNow() + 30_000);
  });
});

describe("the server's own words", () => {
  const refuse = (json: unknown): void => {
    emulator.faults.once({ kind: "status", status: 400, json });
  };
  const bodies: [string, unknown, string | null, string | null][] = [
    ["an error object", { error: { code: "E1", message: "Words" } }, "Words", "E1"],
    ["a number as code", { error: { code: 17, message: "Words" } }, "Words", "17"],
    ["an error object without a code", { error: { message: "Words" } }, "Words", null],
    ["an error object without a message", { error: { code: "E1" }, message: "Words" }, "Words", "E1"],
    ["a text", { success: false, error: "Words" }, "Words", null],
    ["a message", { success: false, message: "Words" }, "Words", null],
    ["a message beside the status in words", { error: "Unauthorized", message: "Words" }, "Words", null],
    ["a message beside a flag", { success: false, error: true, message: "Words" }, "Words", null],
    ["the older envelope", { Status: "Failure", Code: 401, Error: "Words" }, "Words", null],
    ["a 429's own body", { RestException: { Status: 429, Message: "Words", Code: 1 } }, "Words", null],
    ["a message beside null", { error: null, message: "Words" }, "Words", null],
    ["a message that is no text", { error: { code: "E1", message: { a: 1 } } }, null, "E1"],
    ["nothing that is known", { success: false, problem: "Words" }, null, null],
  ];
  it.each(bodies)("are found in %s", async (_name, json, detail, code) => {
    refuse(json);
    expect(await failureOf(client().read())).toMatchObject({ kind: "invalid-request", detail, code });
  });

  it("are made clean text", async () => {
    refuse({ error: { code: "A\u0000B", message: " one\r\n\ttwo \u202Ethree\u200B\u2028<b>four</b> " } });
    expect(await failureOf(client().read())).toMatchObject({
      detail: "one two three <b>four</b>",
      code: "A B",
    });
    refuse({ error: { code: "", message: "\u200B \n" } });
    expect(await failureOf(client().read())).toMatchObject({ detail: null, code: null });
  });

  it("are cut at 300 characters, and not within one", async () => {
    refuse({ error: "a".repeat(300) });
    expect((await failureOf(client().read())).detail).toBe("a".repeat(300));
    refuse({ error: "a".repeat(301) });
    expect((await failureOf(client().read())).detail).toBe(`${"a".repeat(299)}…`);
    refuse({ error: "😀".repeat(200) });
    const { detail } = await failureOf(client().read());
    expect(detail).toMatch(/…$/u);
    expect(detail).not.toMatch(/\p{Cs}/u);
  });

  it("may be missing where the document gives none", async () => {
    emulator.faults.once({ kind: "body", body: "", status: 500 });
    expect(await failureOf(client().read())).toMatchObject({ kind: "server", status: 500, detail: null });
  });

  it("never repeat the token", async () => {
    refuse({ error: { code: TOKEN, message: `The token ${TOKEN} (Bearer ${TOKEN}) is of no use` } });
    await failureOf(client().read());
    refuse({ error: `${"a".repeat(295)}${TOKEN}` });
    expect((await failureOf(client().read())).detail).not.toContain(TOKEN.slice(0, 4));
    answerWith("<html>", TOKEN);
    await failureOf(client().read());
  });
});

describe("no answer", () => {
  it("the connection is reset", async () => {
    emulator.faults.once({ kind: "outage" });
    expect(await failureOf(client().read())).toEqual({
      kind: "unreachable",
      status: null,
      cause: null,
      code: null,
      detail: null,
      flaw: null,
      requestId: null,
      waitUntil: null,
    });
    emulator.faults.once({ kind: "doneButUnheard" });
    expect((await failureOf(client().write({ phone: false, sip: true }))).kind).toBe("unreachable");
    expect(emulator.store.agent().phone?.enabled).toBe(false);
  });

  it("the connection is reset within the body", async () => {
    emulator.faults.once({
      kind: "raw",
      raw: (socket, { head, reset }) => {
        socket.write(`${head(200, { "content-length": "1000" })}{"success":true,`, () => reset());
      },
    });
    expect((await failureOf(client().read())).kind).toBe("unreachable");
  });

  it("the body ends early", async () => {
    emulator.faults.once({
      kind: "raw",
      raw: (_socket, { head, end }) => end(`${head(200, { "content-length": "1000" })}{"success":true}`),
    });
    expect((await failureOf(client().read())).kind).toBe("unreachable");
  });

  it("whatever the browser's message quotes is not repeated", async () => {
    const errors = [
      new TypeError(`Failed to execute 'fetch': Invalid value Bearer ${TOKEN}`),
      new DOMException(`aborted: ${TOKEN}`, "AbortError"),
      `thrown text with ${TOKEN}`,
    ];
    for (const error of errors) {
      const api = integrationsCore(ACCOUNT, TOKEN, { fetch: () => Promise.reject(error), now: localNow });
      expect((await failureOf(api.read())).kind).toBe("unreachable");
    }
    expect(asFailure(new Error(TOKEN))).toMatchObject({
      kind: "malformed",
      flaw: message("flawInternalError", { name: "Error" }),
    });
    expect(JSON.stringify(asFailure(TOKEN))).not.toContain(TOKEN);
  });

  describe("in ten seconds, which are over here when the test says so", () => {
    let passTenSeconds: () => void;

    beforeEach(() => {
      const limit = new AbortController();
      passTenSeconds = () => limit.abort(new DOMException("", "TimeoutError"));
      vi.spyOn(AbortSignal, "timeout").mockReturnValue(limit.signal);
    });

    /** A client, and the moment at which it has the beginning of an answer. */
    function clientThatHears(): { api: DeviceApi; hears: Promise<void> } {
      let heard = (): void => undefined;
      const hears = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const listening: typeof fetch = async (...asked) => {
        const response = await wire.fetch(...asked);
        heard();
        return response;
      };
      return { api: integrationsCore(ACCOUNT, TOKEN, { fetch: listening, now: localNow }), hears };
    }

    it("no word at all, in a browser that calls that an abort, as Chrome does up to 123", async () => {
      let aborted = (): void => undefined;
      const api = integrationsCore(ACCOUNT, TOKEN, {
        fetch: () =>
          new Promise((_, reject) => {
            aborted = () => reject(new DOMException("The user aborted a request.", "AbortError"));
          }),
        now: localNow,
      });
      const failure = failureOf(api.read());
      passTenSeconds();
      aborted();
      expect((await failure).kind).toBe("timed-out");
    });

    it("no word at all", async () => {
      emulator.faults.once({ kind: "silence" });
      const failure = failureOf(client().read());
      await emulator.waitForRequest({ method: "GET" }, { from: 0 });
      passTenSeconds();
      expect(await failure).toMatchObject({ kind: "timed-out", status: null });
      const given = await emulator.waitForRequest({ method: "GET" }, { from: 0, phase: "finished" });
      expect(given.aborted).toBe("client");
    });

    it("a write whose answer is not heard", async () => {
      emulator.faults.once({ kind: "silence", carryOut: true });
      const failure = failureOf(client().write({ phone: false, sip: true }));
      await emulator.waitForRequest({ method: "PUT" }, { from: 0, phase: "carriedOut" });
      passTenSeconds();
      expect((await failure).kind).toBe("timed-out");
      expect(emulator.store.agent().phone?.enabled).toBe(false);
    });

    it("a body that never ends", async () => {
      emulator.faults.once({
        kind: "raw",
        raw: (socket, { head, signal }) => {
          socket.write(`${head(200)}{"success":`);
          const drip = setInterval(() => socket.write(" "), 10);
          signal.addEventListener("abort", () => clearInterval(drip));
        },
      });
      const { api, hears } = clientThatHears();
      const failure = failureOf(api.read());
      await hears;
      passTenSeconds();
      expect((await failure).kind).toBe("timed-out");
    });

    it("a refusal whose body never ends: who has refused is not known", async () => {
      emulator.faults.once({
        kind: "raw",
        raw: (socket, { head }) => {
          socket.write(`${head(401)}{"success":`);
        },
      });
      const { api, hears } = clientThatHears();
      const failure = failureOf(api.read());
      await hears;
      passTenSeconds();
      expect(await failure).toMatchObject({ kind: "intermediary", status: 401 });
    });
  });
});

describe("a body that cannot be read", () => {
  const good = (): string => {
    const devices = { phone: { enabled: true }, sip: { enabled: true } };
    return JSON.stringify({ success: true, data: { user_id: userId, devices } });
  };

  it("of exactly 256 KiB is read, and of a byte more is not", async () => {
    const cap = 256 * 1024;
    answerWith(good().padEnd(cap));
    expect((await client().read()).devices).toHaveLength(2);
    answerWith(good().padEnd(cap + 1));
    expect(await failureOf(client().read())).toMatchObject({
      kind: "malformed",
      flaw: message("flawTooLarge"),
    });
  });

  it("that is endless is given up as soon as it is too large", async () => {
    let written = 0;
    emulator.faults.once({
      kind: "raw",
      raw: (socket, { head, signal }) => {
        const chunk = Buffer.alloc(64 * 1024, " ");
        socket.write(head(200));
        const pour = (error?: Error | null): void => {
          if (error || signal.aborted) return;
          written += chunk.byteLength;
          socket.write(chunk, pour);
        };
        pour();
      },
    });
    const given = emulator.waitForRequest({ method: "GET" }, { phase: "finished" });
    const failure = await failureOf(client().read());
    expect(failure).toMatchObject({ kind: "malformed", status: 200, flaw: message("flawTooLarge") });
    // The client broke it off itself, long before its timeout would have.
    expect((await given).aborted).toBe("client");
    expect(wire.calls[0]?.init.signal?.aborted).toBe(false);
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it("is cut anywhere, also within a character", async () => {
    const number = "+91 ☎ ü 😀";
    const devices = { phone: { enabled: true, number }, sip: { enabled: true } };
    const bytes = Buffer.from(JSON.stringify({ success: true, data: { user_id: userId, devices } }));
    emulator.faults.once({
      kind: "raw",
      raw: (socket, { head, end }) => {
        socket.setNoDelay(true);
        socket.write(head(200));
        let at = 0;
        const next = (): void => {
          at += 1;
          if (at > bytes.byteLength) end();
          else socket.write(bytes.subarray(at - 1, at), () => setImmediate(next));
        };
        next();
      },
    });
    expect((await client().read()).devices[0]?.address).toBe(number);
  });

  it("may begin with a byte order mark", async () => {
    answerWith(`\uFEFF${good()}`);
    expect((await client().read()).devices).toHaveLength(2);
  });

  const unreadable: [string, string | Buffer, string, Message][] = [
    ["nothing", "", "application/json", message("flawEmpty")],
    ["cut-off JSON", '{"success":true,', "application/json", message("flawInvalidJson")],
    ["two documents", "{}{}", "application/json", message("flawInvalidJson")],
    ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), "application/json", message("flawNotUtf8")],
    ["UTF-8 that is cut off", Buffer.from([0x22, 0xe2, 0x82]), "application/json", message("flawNotUtf8")],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), "application/json", message("flawNotUtf8")],
  ];
  it.each(unreadable)("%s", async (_name, body, contentType, flaw) => {
    for (const call of [
      (): Promise<unknown> => client().read(),
      (): Promise<unknown> => client().write({ phone: true, sip: true }),
    ]) {
      answerWith(body, contentType);
      expect(await failureOf(call())).toMatchObject({ kind: "malformed", status: 200, flaw });
    }
  });
});

describe("HTTP 200 with a refusal inside", () => {
  const older = (Code: unknown, Status = "Failed"): object => ({
    RequestId: "r",
    Status,
    Code,
    Error: "Too many requests",
    Data: null,
  });

  it.each([
    { RestException: { Status: 429, Message: "Too many requests", Code: 34010 } },
    { RestException: { Status: "429", Message: "Too many requests" } },
    older(429),
    older("429", "failed"),
  ])("is a 429, with its wait, and is heard as one: %j", async (json) => {
    const heard: Observation[] = [];
    const api = integrationsCore(ACCOUNT, TOKEN, {
      fetch: wire.fetch,
      now: localNow,
      observe: (each) => heard.push(each),
    });
    for (const call of [() => api.read(), () => api.write({ phone: true, sip: true })]) {
      emulator.faults.once({ kind: "body", body: JSON.stringify(json), headers: { "retry-after": "90" } });
      expect(await failureOf(call())).toMatchObject({
        kind: "rate-limited",
        status: 429,
        detail: "Too many requests",
        waitUntil: localNow() + 90_000,
      });
      expect(heard.splice(0).map(({ refused }) => refused)).toEqual([true]);
    }
  });

  it("has the kind of its status", async () => {
    for (const [status, kind] of [
      [401, "credentials-refused"],
      [404, "not-found"],
      [500, "server"],
    ] as const) {
      emulator.faults.once({ kind: "transform", transform: () => older(status) });
      expect(await failureOf(client().read())).toMatchObject({ kind, status });
    }
  });

  it.each([
    older(429, "Success"),
    older(200),
    older(null),
    older("no code"),
    { RestException: { Message: "Too many requests" } },
    { RestException: null },
    { Code: 429 },
  ])("is none that says so otherwise: %j", async (json) => {
    emulator.faults.once({ kind: "transform", transform: () => json });
    expect(await failureOf(client().read())).toMatchObject({ kind: "malformed", status: null });
  });
});

describe("an answer of the wrong shape", () => {
  const phone = { enabled: true, number: "+919876543210" };
  const sip = {
    enabled: true,
    username: "a@b.exotel.com",
    registered: true,
    last_seen: "2024-06-15T10:25:00.000Z",
  };
  const withDevices = (devices: unknown, over: object = {}): unknown => ({
    success: true,
    data: { user_id: userId, devices, ...over },
  });
  const unusable = (field: string): Message => message("flawField", { field });

  const malformed: [string, unknown, Message][] = [
    ["null", null, message("flawNotObject")],
    ["a text", "ok", message("flawNotObject")],
    ["a list", [], unusable("success")],
    ["an empty object", {}, unusable("success")],
    ["no success", { data: { user_id: userId, devices: { phone, sip } } }, unusable("success")],
    ["success false", { ...(withDevices({ phone, sip }) as object), success: false }, unusable("success")],
    ["success as text", { ...(withDevices({ phone, sip }) as object), success: "true" }, unusable("success")],
    ["success as 1", { ...(withDevices({ phone, sip }) as object), success: 1 }, unusable("success")],
    ["no data", { success: true }, unusable("data")],
    ["data null", { success: true, data: null }, unusable("data")],
    ["data as a list", { success: true, data: [] }, unusable("data.user_id")],
    ["no user_id", withDevices({ phone, sip }, { user_id: undefined }), unusable("data.user_id")],
    ["user_id as a number", withDevices({ phone, sip }, { user_id: 1 }), unusable("data.user_id")],
    ["another user", withDevices({ phone, sip }, { user_id: "agent_002" }), message("flawOtherUser")],
    ["no devices", withDevices(undefined), unusable("data.devices")],
    ["devices null", withDevices(null), unusable("data.devices")],
    ["devices empty", withDevices({}), message("flawNoDevice")],
    ["devices as a list", withDevices([phone, sip]), message("flawNoDevice")],
    ["both devices null", withDevices({ phone: null, sip: null }), message("flawNoDevice")],
    ["devices of other names only", withDevices({ fax: phone }), message("flawNoDevice")],
    ["a device as a boolean", withDevices({ phone: true, sip }), unusable("data.devices.phone")],
    ["a device as a list", withDevices({ phone, sip: [] }), unusable("data.devices.sip.enabled")],
    [
      "phone without enabled",
      withDevices({ phone: { number: "1" }, sip }),
      unusable("data.devices.phone.enabled"),
    ],
    [
      "sip without enabled",
      withDevices({ phone, sip: { registered: true } }),
      unusable("data.devices.sip.enabled"),
    ],
    ...([["true"], [1], [0], [null], [{}], [[]]] as const).flatMap(
      ([enabled]): [string, unknown, Message][] => [
        [
          `phone.enabled ${JSON.stringify(enabled)}`,
          withDevices({ phone: { ...phone, enabled }, sip }),
          unusable("data.devices.phone.enabled"),
        ],
        [
          `sip.enabled ${JSON.stringify(enabled)}`,
          withDevices({ phone, sip: { ...sip, enabled } }),
          unusable("data.devices.sip.enabled"),
        ],
      ],
    ),
  ];

  it.each(malformed)("%s", async (_name, json, flaw) => {
    emulator.faults.once({ kind: "transform", transform: () => json });
    const failure = await failureOf(client().read());
    expect(failure).toMatchObject({ kind: "malformed", flaw, waitUntil: null });
  });

  it("about the user in other letter case says how Exotel writes them", async () => {
    const json = withDevices({ phone, sip }, { user_id: "Agent_001" });
    for (const call of [() => client().read(), () => client().write({ phone: true, sip: true })]) {
      emulator.faults.once({ kind: "transform", transform: () => json });
      expect(await failureOf(call())).toMatchObject({
        kind: "malformed",
        cause: "user-id-case",
        detail: "Agent_001",
      });
    }
  });

  it("is as malformed when it answers a write", async () => {
    const answers = [
      withDevices({ phone, sip }, { user_id: "agent_002" }),
      withDevices({}),
      withDevices({ phone: { enabled: "true" } }),
      { success: false },
    ];
    for (const json of answers) {
      emulator.faults.once({ kind: "transform", transform: () => json });
      expect((await failureOf(client().write({ phone: true, sip: true }))).kind).toBe("malformed");
    }
  });

  it("nested 60,000 deep, is malformed or ignored, and no stack overflows", async () => {
    const deep = `${"[".repeat(60_000)}${"]".repeat(60_000)}`;
    answerWith(deep);
    expect((await failureOf(client().read())).kind).toBe("malformed");
    answerWith(
      `{"success":true,"data":{"extra":${deep},"user_id":"${userId}","devices":{"phone":{"enabled":true}}}}`,
    );
    expect((await client().read()).devices).toHaveLength(1);
    answerWith(`{"success":true,"data":{"user_id":"${userId}","devices":{"phone":{"enabled":${deep}}}}}`);
    expect((await failureOf(client().read())).kind).toBe("malformed");
  });

  it("does not reach the prototype of anything", async () => {
    answerWith(
      `{"success":true,"data":{"user_id":"${userId}","devices":{"__proto__":{"phone":{"enabled":true}}}}}`,
    );
    expect((await failureOf(client().read())).flaw).toEqual(message("flawNoDevice"));
    answerWith('{"__proto__":{"success":true},"constructor":{}}');
    expect((await failureOf(client().read())).kind).toBe("malformed");
  });

  it("with a field twice, means the second, as everywhere in JSON", async () => {
    const devices = '{"phone":{"enabled":true,"enabled":false},"sip":{"enabled":false,"enabled":"no"}}';
    answerWith(`{"success":true,"data":{"user_id":"${userId}","devices":${devices}}}`);
    expect((await failureOf(client().read())).flaw).toEqual(unusable("data.devices.sip.enabled"));
    answerWith(
      `{"success":true,"data":{"user_id":"x","user_id":"${userId}","devices":{"phone":{"enabled":true,"enabled":false}}}}`,
    );
    expect((await client().read()).devices[0]?.on).toBe(false);
  });

  describe("but within what is documented", () => {
    const read = async (json: unknown): ReturnType<DeviceApi["read"]> => {
      emulator.faults.once({ kind: "transform", transform: () => json });
      return client().read();
    };

    it("fields that no document names are ignored", async () => {
      const reading = await read({
        ...(withDevices({
          phone: { ...phone, colour: "crimson" },
          sip: { ...sip, registered_at: 5 },
          fax: 7,
        }) as object),
        request_id: 9,
      });
      expect(reading.devices.map(({ id }) => id)).toEqual(["phone", "sip"]);
      expect(JSON.stringify(reading)).not.toMatch(/crimson|fax|registered_at|request_id/);
    });

    it("a device that the answer does not hold is not there", async () => {
      expect((await read(withDevices({ phone }))).devices.map(({ id }) => id)).toEqual(["phone"]);
      expect((await read(withDevices({ sip, phone: null }))).devices.map(({ id }) => id)).toEqual(["sip"]);
      const { phoneOnlyUserId, sipOnlyUserId } = DEMO.integrations;
      expect((await client({ userId: phoneOnlyUserId }).read()).devices.map(({ kind }) => kind)).toEqual([
        "pstn",
      ]);
      expect((await client({ userId: sipOnlyUserId }).read()).devices.map(({ kind }) => kind)).toEqual([
        "sip",
      ]);
    });

    it("registration that is absent or null is not reported, and is no “no”", async () => {
      emulator.store.softphone().reported = false;
      expect((await client().read()).devices[1]).toMatchObject({
        registration: "not-reported",
        lastSeenAt: null,
      });
      const nulls = { ...sip, registered: null, last_seen: null, username: null };
      expect(
        (await read(withDevices({ phone: { enabled: true, number: null }, sip: nulls }))).devices,
      ).toMatchObject([
        { on: true, address: null },
        { on: true, address: null, registration: "not-reported", lastSeenAt: null },
      ]);
    });

    it.each([
      1718447100,
      1718447100000,
      true,
      {},
      "",
      "yesterday",
      "1718447100",
      "2024-06-15",
      "2024-06-15T10:25:00",
      "2024-13-15T10:25:00Z",
      "2024-02-31T10:25:00Z",
      "2024-06-15T25:25:00Z",
      "Sat, 15 Jun 2024 10:30:00 GMT",
    ])("the last_seen %j is not reported, and hides nothing else", async (last_seen) => {
      const odd = withDevices({ phone, sip: { ...sip, last_seen } }, { updated_at: last_seen });
      const plain = withDevices({ phone, sip: { ...sip, last_seen: undefined } });
      expect(await read(odd)).toEqual(await read(plain));
      emulator.faults.once({ kind: "transform", transform: () => odd });
      expect((await client().write({ phone: true, sip: true })).updatedAt).toBeNull();
    });

    it.each(["true", "registered", 1, 0, {}, [[]]])("registered %j is not reported", async (registered) => {
      expect((await read(withDevices({ phone, sip: { ...sip, registered } }))).devices).toMatchObject([
        { on: true, address: phone.number },
        { on: true, address: sip.username, registration: "not-reported" },
      ]);
    });

    it.each([
      [919876543210, "919876543210"],
      ["919876543210", "919876543210"],
    ])("the number or username %j is read as its digits", async (odd, address) => {
      const devices = { phone: { ...phone, number: odd }, sip: { ...sip, username: odd } };
      expect((await read(withDevices(devices))).devices).toMatchObject([{ address }, { address }]);
    });

    it.each([0, -1, 1.5, true, {}, []])("the number or username %j is left out", async (odd) => {
      const devices = { phone: { ...phone, number: odd }, sip: { ...sip, username: odd } };
      expect((await read(withDevices(devices))).devices).toMatchObject([
        { on: true, address: null },
        { on: true, address: null, registration: "registered" },
      ]);
    });

    it("registration that is false is “no”, with and without last_seen", async () => {
      expect((await client({ userId: DEMO.integrations.neverSeenUserId }).read()).devices[1]).toMatchObject({
        registration: "not-registered",
        lastSeenAt: null,
      });
      emulator.store.dropSoftphone();
      expect((await client().read()).devices[1]).toMatchObject({
        registration: "not-registered",
        lastSeenAt: START,
      });
    });

    it("a softphone that is off may be registered", async () => {
      emulator.store.setIntegrations({ sip: false });
      expect((await client().read()).devices[1]).toMatchObject({ on: false, registration: "registered" });
    });

    it("a time may name another zone", async () => {
      const zoned = { ...sip, last_seen: "2024-06-15T15:55:00+05:30" };
      expect((await read(withDevices({ sip: zoned }))).devices[0]?.lastSeenAt).toBe(
        Date.parse("2024-06-15T10:25:00Z"),
      );
    });

    it("a write's answer says nothing of registration, whatever it holds", async () => {
      emulator.faults.once({
        kind: "transform",
        transform: () => withDevices({ phone, sip }, { updated_at: null }),
      });
      const answer = await client().write({ phone: true, sip: true });
      expect(answer.updatedAt).toBeNull();
      expect(answer.devices[1]).toMatchObject({ on: true, registration: "not-read-since", lastSeenAt: null });
    });

    it("numbers and addresses are made clean text", async () => {
      const odd = {
        phone: { enabled: true, number: "\u202E+91\n987" },
        sip: { enabled: true, username: "  " },
      };
      expect((await read(withDevices(odd))).devices.map(({ address }) => address)).toEqual(["+91 987", null]);
    });

    it("a date that makes no sense is no server time", async () => {
      const json = JSON.stringify(withDevices({ phone }));
      for (const date of ["Date: tomorrow\r\n", ""]) {
        emulator.faults.once({
          kind: "raw",
          raw: (_socket, { end }) => end(`HTTP/1.1 200 OK\r\n${date}Connection: close\r\n\r\n${json}`),
        });
        expect(await client().read()).toMatchObject({ serverTime: null, takenAt: localNow() });
      }
    });
  });
});
