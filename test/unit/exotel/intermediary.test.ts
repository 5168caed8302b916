import { describe, expect, it } from "vitest";
import type { Failure, FailureKind } from "../../../src/core/failure.ts";
import { type Message, message } from "../../../src/core/message.ts";
import type { Observation } from "../../../src/core/polling/pace.ts";
import { ccm } from "../../../src/exotel/ccm/devices.ts";
import { findUsers } from "../../../src/exotel/ccm/find-users.ts";
import type { DeviceApi } from "../../../src/exotel/device-api.ts";
import { integrationsCore } from "../../../src/exotel/integrations-core/devices.ts";
import type { Network } from "../../../src/exotel/request.ts";
import { failureOf } from "./emulator-fetch.ts";

/** Who has answered: Exotel in the form of its own APIs, or what stands between it and the agent's computer. */

const NOW = 1_800_000_000_000;
const KEY = { apiKey: "canary-key", apiToken: "canary-token" };
const OFFICE = { region: "mumbai", accountSid: "demo1" } as const;

const connectCore = (network: Network): DeviceApi =>
  integrationsCore(
    { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" },
    "canary-token",
    network,
  );
const connectCcm = (network: Network): DeviceApi =>
  ccm({ api: "ccm", ...OFFICE, userId: "agent_001" }, KEY, network);

interface Call {
  readonly name: string;
  readonly make: (network: Network) => Promise<unknown>;
}

const CORE: readonly Call[] = [
  { name: "a read", make: (network) => connectCore(network).read() },
  { name: "a write", make: (network) => connectCore(network).write({ phone: true, sip: true }) },
];
const CCM: readonly Call[] = [
  { name: "a read", make: (network) => connectCcm(network).read() },
  { name: "a write", make: (network) => connectCcm(network).write({ "100280": true }) },
  {
    name: "a change of number",
    make: async (network) => connectCcm(network).changeNumber?.("100280", "+919953125068"),
  },
  {
    name: "a search",
    make: (network) => findUsers(OFFICE, KEY, { by: "email", email: "asha@example.com" }, network),
  },
];

/** What a call comes to when this answers it. */
async function failureBy(
  { make }: Call,
  body: string | Uint8Array<ArrayBuffer> | null,
  init: ResponseInit,
  heard?: (heard: Observation) => void,
): Promise<Failure> {
  const network = {
    fetch: async () => new Response(body, init),
    now: () => NOW,
    ...(heard && { observe: heard }),
  };
  return failureOf(make(network), "canary");
}

const html = (status: number, more: Record<string, string> = {}): ResponseInit => ({
  status,
  headers: { "Content-Type": "text/html; charset=utf-8", ...more },
});
const json = (status: number): ResponseInit => ({ status, headers: { "Content-Type": "application/json" } });
const xml = (type: string): ResponseInit => ({ status: 200, headers: { "Content-Type": type } });
const PAGE = "<!doctype html><title>Blocked</title><p>Sign in to the network, canary</p>";
const KINDS: readonly [number, FailureKind][] = [
  [400, "invalid-request"],
  [401, "credentials-refused"],
  [403, "not-permitted"],
  [404, "not-found"],
  [409, "conflict"],
  [429, "rate-limited"],
  [500, "server"],
  [503, "server"],
];
const ERRORS = [400, 401, 402, 403, 404, 407, 408, 409, 418, 429, 451, 500, 502, 503, 504, 511];

describe.each([
  ["Integrations Core", CORE],
  ["CCM", CCM],
] as const)("%s", (api, calls) => {
  /** An error in the forms that the API may have. */
  const forms: readonly object[] =
    api === "CCM"
      ? [
          { request_id: "r" },
          { http_code: 403 },
          { response: null },
          { response: { code: 403, status: "failure", error_data: null, data: null } },
          { RestException: { Status: 429, Message: "Too many requests", Code: null } },
        ]
      : [
          { success: false },
          { error: null },
          { error: { code: "E1", message: "Words" } },
          { success: false, timestamp: "2024-06-15T10:30:00Z", path: "/v2", error: "Words" },
          { timestamp: "2024-06-15T10:30:00Z", path: "/v2", error: { message: "Words" } },
          { message: "Words" },
          { RequestId: "r", Status: "Failed", Code: 401, Error: "Words", Data: null },
          { request_id: "r" },
          { RestException: { Status: 429, Message: "Too many requests", Code: null } },
        ];

  describe.each(calls)("$name", (call) => {
    it.each(ERRORS)("%i as a page is not Exotel's word", async (status) => {
      expect(await failureBy(call, PAGE, html(status))).toEqual({
        kind: "intermediary",
        status,
        code: null,
        cause: null,
        detail: null,
        flaw: null,
        requestId: null,
        waitUntil: null,
      });
    });

    it.each(KINDS)("%i in the API's own form is Exotel's word: %s", async (status, kind) => {
      // A search for somebody who is not there finds nobody, and that is no failure.
      if (status === 404 && call.name === "a search") return;
      for (const form of forms) {
        const body = JSON.stringify(form);
        // A good answer of another content type counts as well.
        for (const init of [json(status), html(status)]) {
          expect((await failureBy(call, body, init)).kind, body).toBe(kind);
        }
      }
    });

    it("a refusal that is JSON, and no object of the API, is not Exotel's word", async () => {
      const bodies = [null, "Blocked", 403, true, [], [forms[0]], {}, { blocked: true }, { status: 403 }];
      for (const status of [401, 403, 404, 500]) {
        for (const body of bodies.map((one) => JSON.stringify(one))) {
          expect(await failureBy(call, body, json(status)), body).toMatchObject({
            kind: "intermediary",
            status,
            detail: null,
            flaw: null,
          });
        }
      }
    });

    it("the error of a web framework that knows no such path is not Exotel's word", async () => {
      const spring = {
        timestamp: "2024-06-15T10:30:00.000+00:00",
        status: 404,
        error: "Not Found",
        path: "/v2",
      };
      for (const body of [spring, { ...spring, message: "No message available" }]) {
        for (const status of [401, 404, 500]) {
          const failure = await failureBy(call, JSON.stringify(body), json(status));
          expect(failure).toMatchObject({ kind: "intermediary", status, detail: null, flaw: null });
        }
      }
    });

    it("a refusal of which no whole text was heard is not Exotel's word", async () => {
      const bodies = [
        JSON.stringify(forms[0]).slice(0, -1),
        new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]),
        JSON.stringify({ ...forms[0], pad: "x".repeat(300 * 1024) }),
      ];
      for (const body of bodies) {
        expect((await failureBy(call, body, json(401))).kind).toBe("intermediary");
      }
    });

    it.each(ERRORS)(
      "%i with nothing is Exotel's word only where its document gives no more",
      async (status) => {
        const isDocumented = api === "Integrations Core" && [400, 401, 404, 429, 500].includes(status);
        for (const body of [null, "", " \n"]) {
          const { kind } = await failureBy(call, body, { status });
          expect(kind === "intermediary").toBe(!isDocumented);
        }
      },
    );

    it.each(ERRORS)("%i with nothing, as a page, is not Exotel's word", async (status) => {
      for (const body of [null, "", " \n"]) {
        expect((await failureBy(call, body, html(status))).kind).toBe("intermediary");
      }
    });

    it.each([429, 503])("the wait that a page with %i asks for is obeyed", async (status) => {
      const heard: Observation[] = [];
      const init = html(status, { "Retry-After": "40" });
      const failure = await failureBy(call, PAGE, init, (one) => heard.push(one));
      expect(failure).toMatchObject({ kind: "intermediary", status, waitUntil: NOW + 40_000 });
      // So is what a 429 says of the pace.
      expect(heard.map(({ refused }) => refused)).toEqual(status === 429 ? [true] : []);
    });

    it("a login page is not Exotel's answer, whatever type or status it bears", async () => {
      const answers: [string | Uint8Array<ArrayBuffer>, ResponseInit, Message][] = [
        [PAGE, html(200), message("flawWebPage")],
        [PAGE, html(203), message("flawWebPage")],
        [PAGE, json(200), message("flawWebPage")],
        [` \n${PAGE}`, json(200), message("flawWebPage")],
        ["Blocked", html(200), message("flawWebPage")],
        [
          "<?xml version='1.0'?><a/>",
          xml("application/xml"),
          message("flawNotJsonType", { type: "application/xml" }),
        ],
        [" <?XML version='1.0'?><a/>", json(200), message("flawNotJson")],
        ["<RestException/>", xml("text/xml"), message("flawNotJsonType", { type: "text/xml" })],
        ["<?xml version='1.0'?><html/>", html(200), message("flawWebPage")],
        ["<?xml version='1.0'?><html/>", xml("application/xhtml+xml"), message("flawWebPage")],
        [
          "Blocked",
          { status: 200, headers: { "Content-Type": "text/plain" } },
          message("flawNotJsonType", { type: "text/plain" }),
        ],
        // Which is no UTF-8, or too large to be one of Exotel's.
        [new Uint8Array([0x3c, 0x70, 0x3e, 0xfc]), html(200), message("flawWebPage")],
        [PAGE + "x".repeat(300 * 1024), html(200), message("flawWebPage")],
      ];
      for (const [body, init, flaw] of answers) {
        expect(await failureBy(call, body, init)).toMatchObject({
          kind: "intermediary",
          status: init.status,
          flaw,
        });
      }
    });

    it("of an answer that only might be a login page, nobody is blamed", async () => {
      const answers: [string | Uint8Array<ArrayBuffer> | null, ResponseInit, Message][] = [
        [null, { status: 204 }, message("flawEmpty")],
        ["", json(200), message("flawEmpty")],
        ["", html(200), message("flawEmpty")],
        ['{"success":true,"da', json(200), message("flawInvalidJson")],
        ['{"success":true,"da', html(200), message("flawInvalidJson")],
        ["{}{}", json(200), message("flawInvalidJson")],
        ["oops", json(200), message("flawInvalidJson")],
        [new Uint8Array([0x7b, 0xff, 0x7d]), json(200), message("flawNotUtf8")],
        [JSON.stringify("x".repeat(300 * 1024)), json(200), message("flawTooLarge")],
        ['"fine"', json(200), message("flawNotObject")],
      ];
      for (const [body, init, flaw] of answers) {
        expect(await failureBy(call, body, init)).toMatchObject({ kind: "malformed", flaw });
      }
    });

    it("a redirect is not followed, and not Exotel's word", async () => {
      const opaque = Object.defineProperties(new Response(null), {
        type: { value: "opaqueredirect" },
        status: { value: 0 },
        ok: { value: false },
      });
      const network = { fetch: async () => opaque, now: () => NOW };
      expect(await failureOf(call.make(network), "canary")).toMatchObject({
        kind: "intermediary",
        flaw: message("flawRedirect"),
      });
      for (const status of [300, 304]) {
        const failure = await failureBy(call, null, { status });
        expect(failure).toMatchObject({ kind: "intermediary", status, detail: null, flaw: null });
      }
    });
  });
});
