/**
 * What can go wrong between the browser and CCM, and what the agent is shown then: the tests' tables, and the
 * documentation's (`docs/faults.md`). The request function is the one of Integrations Core, whose table
 * (`wire-faults.ts`) has all that happens below the answer's JSON; a few of its rows stand here to show that.
 */
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import { type Fault, page } from "../emulator/faults.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import { TURNS_OFF, TURNS_ON } from "./agent-view.ts";
import {
  body,
  documented,
  good,
  goodHead,
  JOINED_NAME,
  line,
  MISREAD,
  markdownTable,
  NOT_EXOTELS,
  readFaultTable,
  redirect,
  type Shown,
  type Strike,
  sendThenReset,
  status,
  TRICKY,
  type WireFaultGroup,
} from "./wire-faults.ts";

const { sid, userId, phoneDeviceId: PHONE, sipDeviceId: SIP, phoneNumber, sipUri, email } = DEMO.ccm;

const FINE = good("phone", "TEL");
const failed = (problem: string): Shown => ({
  saying: "phone",
  badge: "TEL",
  problem,
  next: "backoff",
  fades: true,
});
const unusable = (flaw: string): Shown => failed(`${MISREAD} ${flaw}`);
const wrong = (field: string): Shown => unusable(`${field} is missing or unusable.`);
const ELSEWHERE = failed(`${NOT_EXOTELS}. It sends the browser to another address.`);
const NOT_EXOTELS_STATUS = failed(`${NOT_EXOTELS} (HTTP {status}).`);
const accessBlock = (problem: string): Shown => ({
  saying: "no such agent",
  badge: "?",
  problem,
  next: "backoff",
  fades: false,
});
const refused = (problem: string): Shown => ({
  saying: "refused",
  badge: "KEY",
  problem,
  next: "seldom",
  fades: false,
});
const CREDENTIALS_REFUSED = "Exotel refused your credentials: they are wrong or have expired.";
const BUSY = failed("Exotel is receiving too many requests from your account.");
const FAULTY = "Exotel has a fault of its own (HTTP {status}).";

interface Fields {
  [key: string]: unknown;
}
interface UserAnswer extends Fields {
  response: { data: { devices: Fields[] } & Fields } & Fields;
}

/** Changes the good answer about the user. */
const changed = (change: (answer: UserAnswer) => void): Strike => ({
  kind: "transform",
  transform: (json) => {
    const answer = structuredClone(json) as UserAnswer;
    change(answer);
    return answer;
  },
});
const response = (fields: Fields): Strike => changed((answer) => void Object.assign(answer.response, fields));
const user = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data, fields));
/** Changes the phone, which is on. */
const phone = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data.devices[0] ?? {}, fields));
const softphone = (fields: Fields): Strike =>
  changed(({ response: { data } }) => void Object.assign(data.devices[1] ?? {}, fields));

/** A refusal in CCM's envelope, as seed 001 has it. */
const refusal = (code: number, errorData: unknown = null, over: Fields = {}): Fields => ({
  request_id: "7f1dd1c0ffee4f1eb8bb91d75f1c565a",
  http_code: code,
  response: { code, status: "failure", error_data: errorData, data: null, ...over },
});
/** The same with HTTP status 200. */
const inside = (code: number, errorData: unknown = null): Strike =>
  body(JSON.stringify(refusal(code, errorData)));
const words = (description: unknown, message: unknown = null, code: unknown = 4711): Fields => ({
  code,
  description,
  message,
});

const elsewhere = `https://${HOSTS.singapore}/v2/accounts/${sid}/users/${userId}?again`;
const within = `https://${HOSTS.mumbai}/v2/accounts/${sid}/users/${userId}?again`;
const PORTAL = "<!doctype html><title>SetupPrompt to the hotel</title><form>…</form>";
const HTML = "text/html; charset=utf-8";
const NESTED = "[".repeat(50_000) + "]".repeat(50_000);

/** The good answer as text with one field more, for what `JSON.stringify` cannot say. */
const withField = (field: string): Strike =>
  body(
    `{"response":{"code":200,"status":"success","data":{"id":"${userId}","x":${field},"devices":[{"id":${PHONE},"type":"tel","available":true,"contact_uri":"${phoneNumber}","verified":true}]}}}`,
  );

export const CCM_READ_FAULTS: readonly WireFaultGroup[] = [
  {
    title: "CCM: below the answer, as on Integrations Core",
    rows: [
      {
        name: "Connection refused, or reset after the request",
        strikes: [line("refused"), { kind: "outage" }],
        shown: failed("Exotel cannot be reached."),
      },
      { name: "Silence", strikes: [{ kind: "silence" }], shown: failed("Exotel did not answer in time.") },
      {
        name: "Reset in the middle of the body",
        strikes: [
          sendThenReset(
            (respond) => goodHead(respond, { "content-length": "400" }),
            (respond) => JSON.stringify(respond.carryOut().json).slice(0, 60),
          ),
        ],
        shown: failed("Exotel cannot be reached."),
      },
      {
        name: "300 KiB of good JSON",
        strikes: [changed((answer) => void Object.assign(answer, { filler: "a".repeat(300 * 1024) }))],
        shown: unusable("It is larger than 256 KiB."),
      },
      {
        name: "A captive portal's login page, with status 200",
        strikes: [page(200)],
        shown: failed(`${NOT_EXOTELS}. Its answer is a web page.`),
      },
      {
        name: "JSON cut off; 100 kB of `[`",
        strikes: [body('{"request_id":"7f","response":{"code":200,'), body("[".repeat(100_000))],
        shown: unusable("It is not valid JSON."),
      },
      {
        name: "50,000 arrays in each other, in a field of no meaning",
        strikes: [withField(NESTED)],
        shown: FINE,
      },
      {
        name: "Redirect to the other region's host (it is sent nothing), or within the host",
        strikes: [...[301, 302, 307, 308].map((code) => redirect(code, elsewhere)), redirect(307, within)],
        shown: ELSEWHERE,
      },
    ],
  },
  {
    title: "CCM: refusals in the envelope",
    rows: [
      {
        name: "401, as documented, by the HTTP status",
        strikes: [documented(401)],
        shown: refused(`${CREDENTIALS_REFUSED} It said: “Authentication failed”.`),
      },
      {
        name: "401 in the envelope alone, with HTTP status 200",
        strikes: [inside(401, words("Authentication failed", null, 1010))],
        shown: refused(`${CREDENTIALS_REFUSED} It said: “Authentication failed”.`),
      },
      {
        name: "403, as documented",
        strikes: [documented(403), inside(403, words("API credentials used are unauthorized", null, 1003))],
        shown: accessBlock("Exotel says that your API key is not authorised for this."),
      },
      {
        name: "404, as documented; the same in the envelope alone; with the code of a device",
        strikes: [
          documented(404),
          inside(404, words("Not found")),
          status(404, {}, refusal(404, words("Not found", null, 1018))),
        ],
        shown: accessBlock("Exotel knows no such user. It said: “Not found”."),
      },
      {
        name: "409 of no known code",
        strikes: [status(409, {}, refusal(409, words("Busy"))), inside(409, words("Busy"))],
        shown: failed("Exotel reports a conflict. It said: “Busy”."),
      },
      {
        name: "429 outside the envelope that names no wait; the same in the envelope alone",
        strikes: [
          documented(429),
          inside(429),
          body(JSON.stringify({ request_id: "r", http_code: 429, response: null })),
          body(JSON.stringify(refusal(429, null, { code: "429" }))),
          body(JSON.stringify({ RestException: { Status: "429", Message: "" } })),
        ],
        shown: BUSY,
      },
      {
        name: "429 with `Retry-After` in seconds, or as a date",
        strikes: [
          status(429, { "retry-after": "120" }, { RestException: { Status: 429, Message: "Slow down" } }),
          status(429, { "retry-after": "a date in two minutes" }, { RestException: {} }),
        ],
        shown: { ...BUSY, next: "as asked" },
      },
      {
        name: "500, as documented; the same in the envelope alone",
        strikes: [documented(500), inside(500, words("Internal Server Error", null, 1004))],
        shown: failed(`${FAULTY} It said: “Internal Server Error”.`),
      },
      {
        name: "A list of records that have failed: the first words count",
        strikes: [403, 200].map((code) =>
          status(
            code,
            {},
            {
              response: [null, words("Device is not verified", null, 1003)].map((errorData) => ({
                code: 403,
                status: "failure",
                error_data: errorData,
              })),
            },
          ),
        ),
        shown: accessBlock("Exotel says that this device is not verified."),
      },
      {
        name: "`error_data` is missing, null, a list, a text, or without words",
        strikes: [undefined, null, [], ["oops"], "oops", {}, words(null), words({ a: 1 }, ["b"], true)].map(
          (errorData) => status(500, {}, refusal(500, errorData)),
        ),
        shown: failed(FAULTY),
      },
      {
        name: "The words stand in `message`, or are a number; the code is a text, or beyond all numbers",
        strikes: [
          words(null, "4711"),
          words(4711, null, "1e999"),
          words("4711", "other", "x".repeat(9_000)),
        ].map((errorData) => status(500, {}, refusal(500, errorData))),
        shown: failed(`${FAULTY} It said: “4711”.`),
      },
      {
        name: "The words hold markup and turn the direction of text (shown as plain text)",
        strikes: [status(500, {}, refusal(500, words("<img src=x onerror=alert(1)>\u202eoops\u0000")))],
        shown: failed(`${FAULTY} It said: “<img src=x onerror=alert(1)>oops”.`),
        lacks: /\p{Cf}|\0/u,
      },
      {
        name: "403 in `response.code` as a text, or in `http_code` alone, with HTTP status 200",
        strikes: ["403", undefined].map((code) => body(JSON.stringify(refusal(403, words("No"), { code })))),
        shown: accessBlock("Exotel does not permit this. It said: “No”."),
      },
      {
        name: "`status` is “failure”, and no code says of what",
        strikes: [
          body(JSON.stringify({ ...refusal(403, words("No"), { code: "no" }), http_code: undefined })),
        ],
        shown: wrong("response.status"),
      },
    ],
  },
  {
    title: "CCM: refusals and faults that are not in the form of Exotel's",
    rows: [
      {
        name: "401, 403 or 404 with a page (no window opens)",
        strikes: [page(401, { "www-authenticate": 'Basic realm="proxy"' }), page(403), page(404)],
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "429 or 503 with a page and `Retry-After`",
        strikes: [429, 503].map((code) => page(code, { "retry-after": "120" })),
        shown: { ...NOT_EXOTELS_STATUS, next: "as asked" },
      },
      {
        name: "407 with a page",
        strikes: [page(407)],
        shown: failed("Exotel cannot be reached."),
      },
      {
        name: "500, 502, 503 or 511 with a page",
        strikes: [500, 502, 503, 511].map((code) => page(code)),
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "401, 403 or 500 of other JSON, `{}`, a list of envelopes, the form of the other API, or with nothing",
        strikes: [
          status(401, {}, {}),
          status(500, {}, [refusal(500)]),
          status(403, {}, { success: false, error: { code: "FORBIDDEN" } }),
          ...[401, 403, 500].map((code): Strike => ({ kind: "body", status: code, body: "" })),
        ],
        shown: NOT_EXOTELS_STATUS,
      },
    ],
  },
  {
    title: "CCM: what an answer says",
    rows: [
      {
        name: "`response` is missing, or null",
        strikes: [
          changed((answer) => void Reflect.deleteProperty(answer, "response")),
          changed((answer) => void Object.assign(answer, { response: null })),
        ],
        shown: wrong("response"),
      },
      {
        name: "`status` is missing, or another word; `response` is a list of two, as of all users",
        strikes: [
          response({ status: undefined }),
          response({ status: "ok" }),
          changed((answer) => void Object.assign(answer, { response: [answer.response, answer.response] })),
        ],
        shown: wrong("response.status"),
      },
      {
        name: "`data` is missing, or null",
        strikes: [response({ data: undefined }), response({ data: null })],
        shown: wrong("response.data"),
      },
      {
        name: "Another user's answer",
        strikes: [user({ id: "usr_bela" }), user({ id: 42 })],
        shown: unusable("It is about another user."),
      },
      {
        name: "The user's ID in other letter case",
        strikes: [user({ id: userId.toUpperCase() })],
        shown: failed(
          `Exotel writes your user ID as “${userId.toUpperCase()}”, in other capital or small letters than you entered it.`,
        ),
      },
      {
        name: "`id` is missing, nothing, an object, or what every object has (`constructor`)",
        strikes: [undefined, "", {}, "constructor"].map((id) => user({ id })),
        shown: wrong("response.data.id"),
      },
      {
        name: "`devices` is missing, or null",
        strikes: [user({ devices: undefined }), user({ devices: null })],
        shown: unusable("It does not list the devices."),
      },
      {
        name: "`devices` is an object, or a text",
        strikes: [user({ devices: {} }), user({ devices: "none" })],
        shown: wrong("response.data.devices"),
      },
      {
        name: 'A device\'s `available` is 1, 0, "true", or missing',
        strikes: [1, 0, "true", undefined].map((available) => phone({ available })),
        shown: wrong("response.data.devices.0.available"),
      },
      {
        name: "`type` is missing, or a number",
        strikes: [phone({ type: undefined }), phone({ type: 1 })],
        shown: wrong("response.data.devices.0.type"),
      },
      {
        name: "A device's `id` is missing, null, an object, `__proto__`, or holds control or bidirectional characters",
        strikes: [undefined, null, {}, "__proto__", TRICKY].map((id) => phone({ id })),
        shown: wrong("response.data.devices.0.id"),
      },
      {
        name: "The same device twice, once on and once off",
        strikes: [
          changed(
            ({ response: { data } }) => void data.devices.push({ ...data.devices[0], available: false }),
          ),
        ],
        shown: unusable("It lists a device twice."),
      },
      {
        name: "No device at all; none on; all `available` null, as of unverified ones",
        strikes: [
          user({ devices: [] }),
          phone({ available: false }),
          phone({ available: null, verified: false }),
        ],
        shown: good("nobody", "!!"),
      },
      {
        name: "On, and not verified; on, and `verified` is of an odd type, which may mean that",
        strikes: [false, "false", "yes", 0, 1, {}].map((verified) => phone({ verified })),
        shown: good("nobody", "!!"),
      },
      {
        name: "The softphone is on instead",
        strikes: [
          changed(({ response: { data } }) => {
            Object.assign(data.devices[0] ?? {}, { available: false });
            Object.assign(data.devices[1] ?? {}, { available: true });
          }),
        ],
        shown: good("softphone, not reported", "S?"),
      },
      {
        name: "Two devices on, which the API forbids; `registered: true` beside, which it does not know",
        strikes: [softphone({ available: true }), softphone({ available: true, registered: true })],
        shown: good("not reported", "S?"),
      },
      {
        name: "Only a device of a type that no document names is on",
        strikes: [phone({ type: "webrtc" })],
        shown: good("unknown device", "?"),
      },
      {
        name: "The phone's number is null, of an odd type, empty or blank",
        strikes: [null, true, {}, [], "", " \u200b"].map((contact_uri) => phone({ contact_uri })),
        shown: good("numberless", "?"),
        holds: "No number given",
      },
      {
        name: "The phone's number is written as a number",
        strikes: [phone({ contact_uri: 919876543210 })],
        shown: FINE,
        holds: "919876543210",
      },
      {
        name: "`status`, name or `request_id` missing, null, of an odd type, or an unknown word; no word of `verified`; unknown fields",
        strikes: [
          phone({ status: true }),
          phone({ verified: undefined, status: undefined }),
          phone({ verified: null, status: "on-break", name: null }),
          changed((answer) => void Object.assign(answer, { request_id: 7, http_code: "x", extra: [1] })),
          response({ code: undefined, error_data: "none" }),
        ],
        shown: FINE,
      },
      {
        name: "`response` is a list of the one record; a name or an email of another type",
        strikes: [
          changed((answer) => void Object.assign(answer, { response: [answer.response] })),
          user({ first_name: 1, name: {}, email: [] }),
          phone({ name: 1 }),
        ],
        shown: FINE,
      },
      {
        name: "A device's name with control and bidirectional characters",
        strikes: [phone({ name: TRICKY })],
        shown: FINE,
        holds: "agent100_ end",
        lacks: /[\p{Cf}\p{Zl}\0]/u,
      },
      {
        name: "A device's name in scripts that join their letters, and with an emoji that is joined of several",
        strikes: [phone({ name: JOINED_NAME })],
        shown: FINE,
        holds: JOINED_NAME,
      },
      {
        name: "A device's name of markup, or of 200 kB",
        strikes: ["", "a".repeat(200_000)].map((more) =>
          phone({ name: `<img src=x onerror=alert(1)>${more}` }),
        ),
        shown: FINE,
        holds: "<img src=x onerror=alert(1)>",
      },
    ],
  },
];

/** What befalls one of the two requests of a switch from the phone to the softphone. */
export interface WriteFault {
  readonly name: string;
  /** Which of the two requests it strikes. */
  readonly at: "off" | "on";
  readonly faults: readonly Fault[];
  /** How many such requests it strikes; 1 by default. */
  readonly times?: number;
  /** The only device that is on in the end; `null` for none. */
  readonly ends: "phone" | "softphone" | null;
  /** What the alert says first; `null` where there is none. */
  readonly problem: string | null;
}

export const STRUCK: Readonly<Record<WriteFault["at"], RequestMatch>> = { off: TURNS_OFF, on: TURNS_ON };

/** The regular answer, with something changed. The request is carried out. */
const answered = (change: (record: Fields) => void): Fault => ({
  kind: "transform",
  transform: (json) => {
    const answer = structuredClone(json) as { response: Fields };
    change(answer.response);
    return answer;
  },
});
const device = (fields: Fields): Fault =>
  answered((record) => void Object.assign(record.data as Fields, fields));
/** An answer of the server's choice. The request is not carried out. */
const instead = (text: string, contentType = "application/json"): Fault => ({
  kind: "body",
  body: text,
  contentType,
  carryOut: false,
});
const said = (id: number, available: boolean): string =>
  JSON.stringify({ response: { code: 200, status: "success", data: { id, type: "sip", available } } });
const notMade = (problem: string): string => `The switch was not made. ${problem}`;
const MALFORMED: Fault[] = [
  device({ id: 999 }),
  device({ available: 1 }),
  device({ available: undefined }),
  answered((record) => void Object.assign(record, { status: "failure" })),
  answered((record) => void Object.assign(record, { data: null })),
  { kind: "body", body: "[".repeat(100_000) },
  { kind: "body", body: `{"filler":"${"a".repeat(300 * 1024)}"}` },
  { kind: "body", body: PORTAL, contentType: HTML },
];
const PAGES: Fault[] = [200, 401, 403, 404, 502].map((code) => page(code));
const CONFLICT: Fault[] = [
  { kind: "status", status: 409, json: refusal(409, words("Busy")) },
  instead(JSON.stringify(refusal(409, words("Busy")))),
];
const PERMANENT = `https://${HOSTS.singapore}/v2/accounts/${sid}/users/${userId}/devices/1?again`;
const REDIRECTS: Fault[] = [302, 307, 308].map((code) => ({
  kind: "status",
  status: code,
  headers: { location: PERMANENT },
  json: {},
}));

export const CCM_WRITE_FAULTS: readonly WriteFault[] = [
  {
    name: "409, by the HTTP status, and in the envelope alone",
    at: "off",
    faults: CONFLICT,
    ends: "phone",
    problem: notMade("Exotel reports a conflict. It said: “Busy”."),
  },
  {
    name: "409, by the HTTP status, and in the envelope alone",
    at: "on",
    faults: CONFLICT,
    ends: "phone",
    problem: notMade("Exotel reports a conflict. It said: “Busy”."),
  },
  ...(["off", "on"] as const).map(
    (at): WriteFault => ({
      name: "A page with 200, 401, 403, 404 or 502, and nothing done: it is asked for once more",
      at,
      faults: PAGES,
      ends: "softphone",
      problem: null,
    }),
  ),
  ...(["off", "on"] as const).map(
    (at): WriteFault => ({
      name: "A page with 401, 403 or 404, twice: the phone is on in the end",
      at,
      faults: [page(401), page(403), page(404)],
      times: 2,
      ends: "phone",
      problem: notMade(`${NOT_EXOTELS} (HTTP {status}).`),
    }),
  ),
  ...(["off", "on"] as const).map(
    (at): WriteFault => ({
      name: "A page with 429: nothing is asked for again at once",
      at,
      faults: [page(429)],
      ends: "phone",
      problem: notMade(`${NOT_EXOTELS} (HTTP 429).`),
    }),
  ),
  {
    name: "Redirect to the other region's host (it is sent nothing): it is asked for once more",
    at: "off",
    faults: REDIRECTS,
    ends: "softphone",
    problem: null,
  },
  {
    name: "Redirect to the other region's host (it is sent nothing): it is asked for once more",
    at: "on",
    faults: REDIRECTS,
    ends: "softphone",
    problem: null,
  },
  {
    name: "A gateway's 504, and it is done all the same",
    at: "on",
    faults: [{ kind: "body", status: 504, body: "<h1>Timeout</h1>", contentType: "text/html" }],
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer is about another device, of wrong types, without data, too large, or no JSON",
    at: "on",
    faults: MALFORMED,
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer is about another device: the switch goes on",
    at: "off",
    faults: [device({ id: 999 })],
    ends: "softphone",
    problem: null,
  },
  {
    name: "Done, and the answer says that the device is as before: it is asked for once more",
    at: "on",
    faults: [device({ available: false })],
    ends: "softphone",
    problem: null,
  },
  {
    name: "The answer says that it is done, and it is not: the device from before stays on",
    at: "off",
    faults: [instead(said(PHONE, false))],
    ends: "phone",
    problem: notMade("Exotel says that another device is on, and only one can be on at a time."),
  },
  {
    name: "The answer says that it is done, and it is not: `!!` and the alert, until it is tried again some seconds later",
    at: "on",
    faults: [instead(said(SIP, true))],
    ends: "softphone",
    problem: null,
  },
];

/** What befalls the list of users while an agent looks for themselves. */
export interface FindFault {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** The alert; `null` where the user ID is filled in all the same. */
  readonly problem: string | null;
  /** How many requests there are at most. */
  readonly requests: number;
}

/** The list's records, of which the last one is about the agent if asked for. */
const listed = (ids: readonly (string | number)[], over: Fields = {}): unknown[] =>
  ids.map((id) => ({
    code: 200,
    status: "success",
    data: { id, first_name: "A", last_name: "B", email: id === userId ? email : null, devices: [], ...over },
  }));
const list = (total: unknown, records: unknown): Fault =>
  ({ kind: "transform", transform: () => ({ metadata: { total }, response: records }) }) as const;
const NO_END = `${MISREAD} Its list of users does not end.`;
const badList = (field: string): string => `${MISREAD} ${field} is missing or unusable.`;

export const CCM_FIND_FAULTS: readonly FindFault[] = [
  {
    name: "A total that is too large; the pages end all the same",
    faults: [
      {
        kind: "transform",
        transform: (_json, { query }) => ({
          metadata: { total: 1_000_000 },
          response: query.offset === "0" ? listed([userId]) : [],
        }),
      },
    ],
    problem: null,
    requests: 2,
  },
  {
    name: "A total that is too small: what the page holds counts",
    faults: [list(0, listed([userId]))],
    problem: null,
    requests: 1,
  },
  {
    name: "Nobody but others, as where the filter is not known",
    faults: [list(2, listed(["usr_x", 7]))],
    problem: "Exotel has no such user in this account.",
    requests: 2,
  },
  {
    name: "No email in any record: the server's word counts",
    faults: [list(1, listed([userId], { email: undefined }))],
    problem: null,
    requests: 1,
  },
  {
    name: "No match: no list, an empty one without a total, or a 404",
    faults: [
      ...[{ response: null }, { response: [] }].map(
        (json): Fault => ({ kind: "transform", transform: () => json }),
      ),
      { kind: "status", status: 404 },
      list(1, [{ code: 404, status: "failure", data: null }]),
    ],
    problem: "Exotel has no such user in this account.",
    requests: 2,
  },
  {
    name: "The same page for ever",
    faults: [list(1_000_000, listed(["usr_x", "usr_y"]))],
    problem: NO_END,
    requests: 2,
  },
  {
    name: "Pages without end, of other users",
    faults: [
      {
        kind: "transform",
        transform: (_json, { query }) => ({
          metadata: { total: 1_000_000 },
          response: listed([`usr_${query.offset}`]),
        }),
      },
    ],
    problem: `${MISREAD} It lists other users than those asked for.`,
    requests: 10,
  },
  {
    name: "`metadata.total` is missing, a text, a fraction, or below 0: the list is as long as it goes on",
    faults: [undefined, "1", 0.5, -1].map((total) => list(total, listed([userId]))),
    problem: null,
    requests: 2,
  },
  {
    name: "One user instead of a list",
    faults: [list(1, { status: "success", data: { id: userId } })],
    problem: badList("response"),
    requests: 1,
  },
  {
    name: "A record that has failed and has no code, or has no status",
    faults: [list(1, [{ status: "failure", data: null }]), list(1, [{ data: { id: userId } }])],
    problem: badList("response.0.status"),
    requests: 1,
  },
  {
    name: "A captive portal's login page",
    faults: [page(200)],
    problem: `${NOT_EXOTELS}. Its answer is a web page.`,
    requests: 1,
  },
  {
    name: "401, 403 or 404 with a page, which does not mean that there is nobody",
    faults: [page(401), page(403), page(404)],
    problem: `${NOT_EXOTELS} (HTTP {status}).`,
    requests: 1,
  },
  {
    name: "Redirect to the other region's host (it is sent nothing)",
    faults: REDIRECTS,
    problem: `${NOT_EXOTELS}. It sends the browser to another address.`,
    requests: 1,
  },
  {
    name: "401 in the envelope alone",
    faults: [instead(JSON.stringify(refusal(401, words("Authentication failed", null, 1010))))],
    problem: `${CREDENTIALS_REFUSED} It said: “Authentication failed”.`,
    requests: 1,
  },
  {
    name: "Names and addresses of control characters and markup (shown as plain text)",
    faults: [
      list(
        1,
        listed([userId], {
          first_name: TRICKY,
          last_name: "<img src=x onerror=alert(1)>",
          devices: [{ id: 1, type: "sip", available: false, contact_uri: sipUri }],
        }),
      ),
    ],
    problem: null,
    requests: 1,
  },
];

const ENDS: Record<string, string> = {
  phone: "phone, `TEL`",
  softphone: "softphone, `S?`",
  none: "none, `!!`",
};

/** The tables as the documentation has them. */
export function ccmFaultTable(): string {
  const writes = CCM_WRITE_FAULTS.map(({ name, at, ends, problem }) => [
    name,
    `turns ${at}`,
    ENDS[ends ?? "none"] ?? "",
    problem?.replace("{status}", "…") ?? "none",
  ]);
  const finds = CCM_FIND_FAULTS.map(({ name, problem, requests }) => [
    name,
    problem?.replace("{status}", "…") ?? "none: the user ID is filled in",
    String(requests),
  ]);
  return [
    readFaultTable(CCM_READ_FAULTS),
    "### CCM: while a switch from the phone to the softphone is made",
    markdownTable(["Fault", "Request", "On in the end", "Alert"], writes),
    "### CCM: while an agent looks for themselves (*Find me*)",
    markdownTable(["Fault", "Alert", "Requests at most"], finds),
  ].join("\n\n");
}
