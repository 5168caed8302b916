/**
 * What can go wrong between the browser and Integrations Core, and what the agent is shown then: the test's table, and the
 * documentation's (`docs/faults.md`).
 */
import { gzipSync } from "node:zlib";
import { type Fault, page, type RawResponder } from "../emulator/faults.ts";
import type { Line } from "./harness/middlebox.ts";

/** The popup's sentence, by the name that the documentation gives it. */
export const SENTENCES = {
  both: "The next call will ring both your phone and your softphone.",
  phone: "The next call will ring only your phone.",
  softphone: "The next call will ring only your softphone.",
  nobody: "The next call will not reach you: no device that can ring is on.",
  unregistered: "The next call will ring only your phone: your softphone is on, but not registered.",
  "not reported":
    "The next call is set to ring both your phone and your softphone. Whether the softphone is registered is not reported.",
  "unseen for long":
    "The next call is set to ring both your phone and your softphone. The softphone was last seen over 10 minutes ago.",
  "seen in the future":
    "The next call is set to ring both your phone and your softphone. The time when the softphone was last seen lies in the future.",
  "no answer": "Where the next call will ring is not known: Exotel has not answered lately.",
  offline: "Where the next call will ring is not known: this computer is offline.",
  refused: "Where the next call will ring is not known: Exotel refused your credentials.",
  "softphone, not reported":
    "The next call is set to ring only your softphone. Whether the softphone is registered is not reported.",
  "softphone at least": "The next call will ring your softphone.",
  numberless: "Where the next call will ring is not known: Exotel gives no number for the phone that is on.",
  "unknown device": "Where the next call will ring is not known: only a device of an unknown type is on.",
  "no such agent":
    "Where the next call will ring is not known: Exotel does not let this agent's devices be read.",
} as const;

export type Saying = keyof typeof SENTENCES;

/** When the status is read again by itself. */
export type NextRead =
  /** One period after a good answer. */
  | "30 s"
  /** At random between 30 s and a ceiling of 60 s that doubles with each failure, up to 10 min. */
  | "backoff"
  /** Not before the agent opens the popup, or enters other credentials. */
  | "seldom"
  /** Within a period after the wait that the server asked for. */
  | "as asked";

/** A wait that is waited out, in s: longer than the longest backoff after one failure, or it would not show. */
const SHORT_WAIT = "65";
/** A wait that is not waited out, in s: one row shows what comes after it. */
const LONG_WAIT = "120";

export interface Shown {
  readonly saying: Saying;
  readonly badge: string;
  /** The first sentence or two of the alert; `null` where there is no alert. `{status}` stands for the HTTP status. */
  readonly problem: string | null;
  readonly next: NextRead;
  /** What was read before still counts until it is 90 s old, and then `no answer` and `?` are shown. */
  readonly fades: boolean;
}

/** One way to make what a row speaks of. */
export type Strike = Fault | { readonly kind: "line"; readonly line: Line } | { readonly kind: "offline" };

export interface WireFault {
  readonly name: string;
  readonly strikes: readonly Strike[];
  readonly shown: Shown;
  /** What the popup must hold beside, and what it must not. */
  readonly holds?: string;
  readonly lacks?: RegExp;
}

export interface WireFaultGroup {
  readonly title: string;
  readonly rows: readonly WireFault[];
}

export const good = (saying: Saying, badge: string): Shown => ({
  saying,
  badge,
  problem: null,
  next: "30 s",
  fades: false,
});
const FINE = good("both", "SIP");
const S_LESS = good("not reported", "S?");

const failed = (problem: string): Shown => ({
  saying: "both",
  badge: "SIP",
  problem,
  next: "backoff",
  fades: true,
});
/** The sentence for an answer that is no evidence, before what is wrong with it. */
export const MISREAD = "What came as Exotel's answer is not as documented.";
const unusable = (flaw: string): Shown => failed(`${MISREAD} ${flaw}`);
const UNREACHABLE = failed("Exotel cannot be reached.");
const TIMED_OUT = failed("Exotel did not answer in time.");
/** The sentence for what is not Exotel's word, without what is particular about it. */
export const NOT_EXOTELS =
  "Something between this computer and Exotel seems to have answered instead of Exotel";
const ELSEWHERE = failed(`${NOT_EXOTELS}. It sends the browser to another address.`);
const PAGE = failed(`${NOT_EXOTELS}. Its answer is a web page.`);
const NOT_EXOTELS_STATUS = failed(`${NOT_EXOTELS} (HTTP {status}).`);
const TOO_LARGE = unusable("It is larger than 256 KiB.");
const INVALID = failed("Exotel rejected the request as invalid.");
const FAULTY = failed("Exotel has a fault of its own (HTTP {status}).");
const BUSY: Shown = {
  saying: "both",
  badge: "SIP",
  problem: "Exotel is receiving too many requests from your account.",
  next: "backoff",
  fades: true,
};
const wrong = (field: string): Shown => unusable(`${field} is missing or unusable.`);

export const line = (kind: Line): Strike => ({ kind: "line", line: kind });
const raw = (write: (socket: Socket, respond: RawResponder) => void): Strike => ({
  kind: "raw",
  raw: write,
});
type Socket = Parameters<Extract<Fault, { kind: "raw" }>["raw"]>[0];

/** How long what was sent gets to arrive before the connection is reset, which would overtake it. ms */
const ARRIVAL = 150;

/** Sends the parts one after the other, and resets the connection. */
export function sendThenReset(...parts: ((respond: RawResponder) => string)[]): Strike {
  return raw((socket, respond) => {
    for (const part of parts) socket.write(part(respond));
    setTimeout(() => respond.reset(), ARRIVAL);
  });
}

const goodBody = (respond: RawResponder): string => JSON.stringify(respond.carryOut().json);
export const goodHead = (respond: RawResponder, more: Record<string, string> = {}): string =>
  respond.head(200, { "content-type": "application/json", ...more });
/** A good answer, with something of its head changed. */
const goodAnswer = (more: Record<string, string>, before = ""): Strike =>
  raw((_socket, respond) => respond.end(before + goodHead(respond, more) + goodBody(respond)));

/** Sends `chunk` as often as said, as fast as it is taken, and stops when the browser has gone. */
function pour(head: (respond: RawResponder) => string, chunk: Buffer, times: number): Strike {
  return raw((socket, respond) => {
    let left = times;
    socket.write(head(respond));
    const more = (): void => {
      while (left > 0 && !respond.signal.aborted) {
        left -= 1;
        if (!socket.write(chunk)) return void socket.once("drain", more);
      }
      if (left === 0) respond.end();
    };
    more();
  });
}

const MIB = 1024 * 1024;
/** A JSON string that goes on and on. */
const FILLER = Buffer.alloc(MIB, "a");

/** A byte every 400 ms: there is always something coming, and never an end. */
const drip: Strike = raw((socket, respond) => {
  socket.write(goodHead(respond, { "content-length": "400" }));
  const timer = setInterval(() => socket.write(" "), 400);
  respond.signal.addEventListener("abort", () => clearInterval(timer));
});

/** An error in the form of Integrations Core's, without words unless `json` has any. */
export const status = (
  code: number,
  headers: Record<string, string> = {},
  json: unknown = { success: false },
): Strike => ({
  kind: "status",
  status: code,
  headers,
  json,
});
/** An error with the API's own words. */
export const documented = (code: number): Strike => ({ kind: "status", status: code });
export const body = (text: string | Buffer, contentType = "application/json"): Strike => ({
  kind: "body",
  body: text,
  contentType,
});
export const redirect = (code: number, location: string): Strike => status(code, { location });

const HOME = "/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices?again";
const ELSEWHERE_HTTPS =
  "https://ccm-api.in.exotel.com/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices";

interface Sip {
  [key: string]: unknown;
}
interface Answer {
  success?: unknown;
  data?: unknown;
}
interface Data {
  user_id?: unknown;
  devices?: unknown;
  updated_at?: unknown;
}
interface Devices {
  phone?: unknown;
  sip?: unknown;
}

/** Changes the good answer at one level. */
const changed = (
  change: (answer: Answer, data: Data, devices: Devices, phone: Sip, sip: Sip) => void,
): Strike => ({
  kind: "transform",
  transform: (json) => {
    const answer = structuredClone(json) as { data: { devices: { phone: Sip; sip: Sip } } };
    const { data } = answer;
    change(answer, data, data.devices, data.devices.phone, data.devices.sip);
    return answer;
  },
});
const sip = (fields: Sip): Strike =>
  changed((_answer, _data, _devices, _phone, it) => void Object.assign(it, fields));
const phone = (fields: Sip): Strike =>
  changed((_answer, _data, _devices, it) => void Object.assign(it, fields));

/** The good answer as text, with `sip` as given, for what `JSON.stringify` cannot say. */
const withSip = (text: string): Strike =>
  body(
    `{"success":true,"data":{"user_id":"agent_001","devices":{"phone":{"enabled":true,"number":"+919876543210"},"sip":${text}}}}`,
  );

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Characters that turn the direction of text, hide, or control: a name may not use them to look like another. */
export const TRICKY = "agent\u202e100_\u202d\u2066\u0007\u200b\u0000\u2028end";

/** Sinhala, Persian and emoji: without the joiners, which nobody sees, these are other words and four persons. */
export const JOINED_NAME = "ක්\u200dෂේත්\u200dර می\u200cخواهم 👨\u200d👩\u200d👧\u200d👦";

export const WIRE_FAULTS: readonly WireFaultGroup[] = [
  {
    title: "Before an answer begins",
    rows: [
      { name: "Connection refused", strikes: [line("refused")], shown: UNREACHABLE },
      {
        name: "Connection reset at once, or in the TLS handshake",
        strikes: [line("reset"), line("reset in the handshake")],
        shown: UNREACHABLE,
      },
      {
        name: "TLS fails: closed in the handshake, plain HTTP instead, an alert",
        strikes: [line("closed in the handshake"), line("no TLS"), line("TLS alert")],
        shown: UNREACHABLE,
      },
      {
        name: "Another server's certificate (it is sent nothing)",
        strikes: [line("other certificate")],
        shown: UNREACHABLE,
      },
      {
        name: "No network on this computer",
        strikes: [{ kind: "offline" }],
        shown: {
          saying: "offline",
          badge: "?",
          problem: "Exotel cannot be reached.",
          next: "30 s",
          fades: false,
        },
      },
      { name: "Silence after the connection", strikes: [line("silence")], shown: TIMED_OUT },
      { name: "Silence after the request", strikes: [{ kind: "silence" }], shown: TIMED_OUT },
      {
        name: "Connection reset, or closed, after the request",
        strikes: [{ kind: "outage" }, raw((_socket, respond) => respond.end())],
        shown: UNREACHABLE,
      },
    ],
  },
  {
    title: "In the middle of an answer",
    rows: [
      {
        name: "Reset in the middle of the head",
        strikes: [sendThenReset((respond) => goodHead(respond).slice(0, 40))],
        shown: UNREACHABLE,
      },
      {
        name: "Reset after the head",
        strikes: [sendThenReset((respond) => goodHead(respond, { "content-length": "400" }))],
        shown: UNREACHABLE,
      },
      {
        name: "Reset in the middle of the body",
        strikes: [
          sendThenReset(
            (respond) => goodHead(respond, { "content-length": "400" }),
            (respond) => goodBody(respond).slice(0, 60),
          ),
        ],
        shown: UNREACHABLE,
      },
      {
        name: "Body shorter than its Content-Length, or chunked and without its last chunk",
        strikes: [
          goodAnswer({ "content-length": "4000" }),
          raw((_socket, respond) =>
            respond.end(`${goodHead(respond, { "transfer-encoding": "chunked" })}5\r\n{"suc\r\n`),
          ),
        ],
        shown: UNREACHABLE,
      },
      { name: "A byte now and then, for longer than 10 s", strikes: [drip], shown: TIMED_OUT },
      {
        name: "Two different lengths, a head of 300 KiB, a broken compression",
        strikes: [
          raw((_socket, respond) =>
            respond.end(
              `${goodHead(respond, { "content-length": "5" }).trimEnd()}\r\nContent-Length: 7\r\n\r\n{"a":1}`,
            ),
          ),
          goodAnswer({ "x-filler": "a".repeat(300 * 1024) }),
          goodAnswer({ "content-encoding": "gzip" }),
        ],
        shown: UNREACHABLE,
      },
      {
        name: "Bytes that are no HTTP",
        strikes: [raw((_socket, respond) => respond.end("\u0000\u0001 this is no HTTP\r\n\r\n"))],
        shown: failed(`${NOT_EXOTELS}. Its answer is not JSON.`),
      },
    ],
  },
  {
    title: "How large an answer is",
    rows: [
      { name: "Nothing at all, with status 200", strikes: [body("")], shown: unusable("It is empty.") },
      {
        name: "300 KiB of good JSON",
        strikes: [
          changed((answer) => {
            Object.assign(answer, { filler: "a".repeat(300 * 1024) });
          }),
        ],
        shown: TOO_LARGE,
      },
      {
        name: "600 MB, streamed with its length",
        strikes: [pour((respond) => goodHead(respond, { "content-length": String(600 * MIB) }), FILLER, 600)],
        shown: TOO_LARGE,
      },
      {
        name: "Endless, with no length",
        strikes: [pour((respond) => goodHead(respond), FILLER, Number.POSITIVE_INFINITY)],
        shown: TOO_LARGE,
      },
      {
        name: "64 MiB, packed into 64 KiB",
        strikes: [
          raw((socket, respond) => {
            const packed = gzipSync(Buffer.alloc(64 * MIB, "a"));
            socket.write(
              goodHead(respond, { "content-encoding": "gzip", "content-length": String(packed.length) }),
            );
            respond.end(packed);
          }),
        ],
        shown: TOO_LARGE,
      },
    ],
  },
  {
    title: "What an answer is made of",
    rows: [
      {
        name: "Good JSON as `text/html`, as nothing, as `charset=iso-8859-1`, after a byte order mark",
        strikes: [
          goodAnswer({ "content-type": "text/html" }),
          goodAnswer({ "content-type": "" }),
          goodAnswer({ "content-type": "application/json; charset=iso-8859-1" }),
          raw((_socket, respond) => respond.end(`${goodHead(respond)}\ufeff${goodBody(respond)}`)),
        ],
        shown: FINE,
      },
      {
        name: "Latin-1, or UTF-16",
        strikes: [
          body(Buffer.from('{"success":true,"data":{"user_id":"agent_001","name":"J\xfcrgen"}}', "latin1")),
          body(Buffer.from('\ufeff{"success":true}', "utf16le")),
        ],
        shown: unusable("It is not UTF-8 text."),
      },
      {
        name: "A captive portal's login page, with status 200; the same as JSON, in Latin-1, or of 300 KiB",
        strikes: [
          page(200),
          body("<!doctype html><title>SetupPrompt to the hotel</title>"),
          body(Buffer.from("<!doctype html><title>Zum Gr\xfcnen Baum</title>", "latin1"), "text/html"),
          body(`<!doctype html>${" ".repeat(300 * 1024)}`, "text/html"),
        ],
        shown: PAGE,
      },
      {
        name: "JSON cut off; JSON twice; 100 kB of `[`; `NaN`",
        strikes: [
          body('{"success":true,"data":{"user_id":"agent_001"'),
          body("{}{}"),
          body("[".repeat(100_000)),
          withSip('{"enabled":true,"registered":true,"last_seen":NaN}'),
        ],
        shown: unusable("It is not valid JSON."),
      },
      {
        name: "`null`, or a text, as the answer",
        strikes: [body("null"), body('"fine"')],
        shown: unusable("It is no JSON object."),
      },
      {
        name: "50,000 arrays in each other, in a field of no meaning",
        strikes: [
          withSip(`{"enabled":true,"registered":true,"x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`),
        ],
        shown: FINE,
      },
    ],
  },
  {
    title: "Statuses from 100 to 399",
    rows: [
      {
        name: "100, 102 or 103 before the answer",
        strikes: [
          goodAnswer({}, "HTTP/1.1 100 Continue\r\n\r\n"),
          goodAnswer({}, "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"),
          goodAnswer({}, "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"),
        ],
        shown: FINE,
      },
      {
        name: "101 instead of an answer",
        strikes: [
          raw((_socket, respond) => respond.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
        ],
        shown: UNREACHABLE,
      },
      {
        name: "204 or 205",
        strikes: [204, 205].map((code) =>
          raw((_socket, respond) => respond.end(respond.head(code, { "content-length": "0" }))),
        ),
        shown: unusable("It is empty."),
      },
      {
        name: "300 or 304",
        strikes: [status(300), status(304)],
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "Redirect within the host (301, 302, 303, 307, 308)",
        strikes: [301, 302, 303, 307, 308].map((code) => redirect(code, HOME)),
        shown: ELSEWHERE,
      },
      {
        name: "Redirect to another host (it is sent nothing), or to plain HTTP",
        strikes: [
          ...[301, 302, 307, 308].map((code) => redirect(code, ELSEWHERE_HTTPS)),
          redirect(302, "http://integrationscore.mum1.exotel.com/login"),
          redirect(302, "data:application/json,{}"),
        ],
        shown: ELSEWHERE,
      },
    ],
  },
  {
    title: "Refusals, and faults of the server",
    rows: [
      {
        name: "400, as documented",
        strikes: [documented(400)],
        shown: failed("Exotel rejected the request as invalid. It said: “Invalid parameters”."),
      },
      {
        name: "401, as documented",
        strikes: [documented(401)],
        shown: {
          saying: "refused",
          badge: "KEY",
          problem:
            "Exotel refused your credentials: they are wrong or have expired. It said: “Invalid or expired token”.",
          next: "seldom",
          fades: false,
        },
      },
      {
        name: "401 in the API's form that asks for a password (no window opens); 401 with nothing, as the document has it",
        strikes: [
          status(401, { "www-authenticate": 'Basic realm="proxy"' }),
          { kind: "body", status: 401, body: "" },
        ],
        shown: {
          saying: "refused",
          badge: "KEY",
          problem: "Exotel refused your credentials: they are wrong or have expired.",
          next: "seldom",
          fades: false,
        },
      },
      {
        name: "403",
        strikes: [status(403)],
        shown: {
          saying: "no such agent",
          badge: "?",
          problem: "Exotel does not permit this.",
          next: "backoff",
          fades: false,
        },
      },
      {
        name: "404, as documented",
        strikes: [documented(404)],
        shown: {
          saying: "no such agent",
          badge: "?",
          problem: "Exotel knows no such user. It said: “Not found”.",
          next: "backoff",
          fades: false,
        },
      },
      {
        name: "407 from the server, with a page or without",
        strikes: [status(407), page(407)],
        shown: UNREACHABLE,
      },
      { name: "408", strikes: [status(408)], shown: TIMED_OUT },
      { name: "409", strikes: [status(409)], shown: failed("Exotel reports a conflict.") },
      {
        name: "402, 405, 406, 410–418, 421–426, 428, 431, 451, 499",
        strikes: [
          402, 405, 406, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 431,
          451, 499,
        ].map((code) => status(code)),
        shown: INVALID,
      },
      {
        name: "429 that names no wait, a wait of years, or nonsense",
        strikes: [
          status(429),
          status(429, { "retry-after": "99999999999" }),
          status(429, { "retry-after": "-5" }),
          status(429, { "retry-after": "soon", "x-ratelimit-reset": "1e99" }),
        ],
        shown: BUSY,
      },
      {
        name: "429 inside HTTP status 200, in the forms of Exotel's other answers",
        strikes: [
          status(200, {}, { RestException: { Status: 429 } }),
          status(200, {}, { RequestId: "r", Status: "Failed", Code: 429, Error: null, Data: null }),
        ],
        shown: BUSY,
      },
      {
        name: "429 with `Retry-After` in seconds, as a date, or `X-RateLimit-Reset`",
        strikes: [
          status(429, { "retry-after": SHORT_WAIT }),
          status(429, { "retry-after": "a date in two minutes" }),
          status(429, { "x-ratelimit-reset": "in two minutes" }),
        ],
        shown: { ...BUSY, next: "as asked" },
      },
      {
        name: "503 with `Retry-After`",
        strikes: [status(503, { "retry-after": LONG_WAIT })],
        shown: { ...FAULTY, next: "as asked" },
      },
      {
        name: "500, as documented",
        strikes: [documented(500)],
        shown: failed("Exotel has a fault of its own (HTTP 500). It said: “Internal Server Error”."),
      },
      {
        name: "501–508, 510, 511, 520, 599",
        strikes: [501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 599].map((code) => status(code)),
        shown: FAULTY,
      },
      {
        name: "500 whose words hold markup and turn the direction of text (shown as plain text)",
        strikes: [status(500, {}, { error: { message: "<img src=x onerror=alert(1)>\u202eoops\u0000" } })],
        shown: failed(
          "Exotel has a fault of its own (HTTP 500). It said: “<img src=x onerror=alert(1)>oops”.",
        ),
        lacks: /\p{Cf}|\0/u,
      },
    ],
  },
  {
    title: "Refusals and faults that are not in the form of Exotel's",
    rows: [
      {
        name: "401, 403 or 404 with a page (no window opens)",
        strikes: [page(401), page(401, { "www-authenticate": 'Basic realm="proxy"' }), page(403), page(404)],
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "429 or 503 with a page and `Retry-After`",
        strikes: [429, 503].map((code) => page(code, { "retry-after": LONG_WAIT })),
        shown: { ...NOT_EXOTELS_STATUS, next: "as asked" },
      },
      {
        name: "408, 451, 500, 502, 503, 504 or 511 with a page",
        strikes: [408, 451, 500, 502, 503, 504, 511].map((code) => page(code)),
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "401 or 404 of other JSON: `{}`, null, a text, a list, fields that no answer of Exotel's has, a web framework's error",
        strikes: [
          {},
          null,
          "Blocked",
          [{ success: false }],
          { blocked: true },
          { timestamp: "2024-06-15T10:30:00Z", status: 404, error: "Not Found", path: "/v2" },
        ].flatMap((json) => [status(401, {}, json), status(404, {}, json)]),
        shown: NOT_EXOTELS_STATUS,
      },
      {
        name: "403 or 502 with nothing, 401 or 404 with nothing as `text/html`; 401 cut off; 500 with text of control characters, or with 600 MB",
        strikes: [
          { kind: "body", status: 403, body: "" },
          { kind: "body", status: 502, body: "" },
          { kind: "body", status: 401, body: "", contentType: "text/html" },
          { kind: "body", status: 404, body: "", contentType: "text/html" },
          { kind: "body", status: 401, body: '{"success":false' },
          { kind: "body", status: 500, body: "\u0007\u202e", contentType: "text/plain" },
          pour((respond) => respond.head(500, { "content-length": String(600 * MIB) }), FILLER, 600),
        ],
        shown: NOT_EXOTELS_STATUS,
      },
    ],
  },
  {
    title: "What an answer says",
    rows: [
      {
        name: "`success` is false, missing, or a text; a list, or 50,000 lists in each other, as the answer",
        strikes: [
          body("[]"),
          body("[".repeat(50_000) + "]".repeat(50_000)),
          changed((answer) => void Object.assign(answer, { success: false })),
          changed((answer) => void delete answer.success),
          changed((answer) => void Object.assign(answer, { success: "true" })),
        ],
        shown: wrong("success"),
      },
      {
        name: "`data` is missing",
        strikes: [changed((answer) => void delete answer.data)],
        shown: wrong("data"),
      },
      {
        name: "`devices` is missing, or null",
        strikes: [
          changed((_answer, data) => void delete data.devices),
          changed((_answer, data) => void Object.assign(data, { devices: null })),
        ],
        shown: wrong("data.devices"),
      },
      {
        name: "`devices` is empty, or holds only null",
        strikes: [
          changed((_answer, data) => void Object.assign(data, { devices: {} })),
          changed((_answer, data) => void Object.assign(data, { devices: { phone: null, sip: null } })),
        ],
        shown: unusable("It holds no device."),
      },
      {
        name: "Another user's answer",
        strikes: [changed((_answer, data) => void Object.assign(data, { user_id: "agent_002" }))],
        shown: unusable("It is about another user."),
      },
      {
        name: "The user's ID in other letter case",
        strikes: [changed((_answer, data) => void Object.assign(data, { user_id: "Agent_001" }))],
        shown: failed(
          "Exotel writes your user ID as “Agent_001”, in other capital or small letters than you entered it.",
        ),
      },
      {
        name: "`user_id` is missing, or a number; `data` is a list",
        strikes: [
          changed((_answer, data) => void delete data.user_id),
          changed((_answer, data) => void Object.assign(data, { user_id: 1 })),
          changed((answer) => void Object.assign(answer, { data: [] })),
        ],
        shown: wrong("data.user_id"),
      },
      {
        name: 'The softphone\'s `enabled` is 1, 0, "true", null, or missing',
        strikes: [1, 0, "true", null, undefined].map((enabled) => sip({ enabled })),
        shown: wrong("data.devices.sip.enabled"),
      },
      {
        name: "The phone's `enabled` is 1, or missing",
        strikes: [phone({ enabled: 1 }), phone({ enabled: undefined })],
        shown: wrong("data.devices.phone.enabled"),
      },
      {
        name: '`registered` is missing, null, 1, "true", or an object',
        strikes: [undefined, null, 1, "true", {}].map((registered) => sip({ registered })),
        shown: S_LESS,
      },
      {
        name: "`registered` is false",
        strikes: [sip({ registered: false })],
        shown: good("unregistered", "!"),
      },
      {
        name: "The softphone is missing, null, or off",
        strikes: [
          changed((_answer, _data, devices) => void delete devices.sip),
          changed((_answer, _data, devices) => void Object.assign(devices, { sip: null })),
          sip({ enabled: false }),
        ],
        shown: good("phone", "TEL"),
      },
      {
        name: "The phone is missing, null, or off",
        strikes: [
          changed((_answer, _data, devices) => void delete devices.phone),
          changed((_answer, _data, devices) => void Object.assign(devices, { phone: null })),
          phone({ enabled: false }),
        ],
        shown: good("softphone", "SIP"),
      },
      {
        name: "Both devices are off, which the API forbids",
        strikes: [
          changed((_answer, _data, _devices, tel, it) => {
            tel.enabled = false;
            it.enabled = false;
          }),
        ],
        shown: good("nobody", "!!"),
      },
      {
        name: "The same key twice: the last one counts",
        strikes: [
          withSip('{"enabled":false,"registered":true,"enabled":true,"registered":false}'),
          withSip('{"enabled":true,"registered":true,"registered":false}'),
        ],
        shown: good("unregistered", "!"),
      },
      {
        name: "The phone's number is missing, null, of an odd type, empty or blank",
        strikes: [undefined, null, true, {}, [], "", " \u200b"].map((number) => phone({ number })),
        shown: good("softphone at least", "SIP"),
        holds: "No number given",
      },
      {
        name: "The phone's number is written as a number",
        strikes: [phone({ number: 919876543210 })],
        shown: FINE,
        holds: "919876543210",
      },
      {
        name: "The same, and the softphone is off",
        strikes: [
          changed((_answer, _data, _devices, tel, it) => {
            tel.number = null;
            it.enabled = false;
          }),
        ],
        shown: good("numberless", "?"),
      },
      {
        name: "`last_seen` is missing or null, the address of an odd type; unknown fields and devices; `__proto__`",
        strikes: [
          sip({ last_seen: undefined }),
          sip({ last_seen: null, username: null }),
          sip({ username: true }),
          changed((_answer, _data, devices) => void Object.assign(devices, { fax: { enabled: true } })),
          withSip('{"enabled":true,"registered":true,"__proto__":{"registered":false}}'),
        ],
        shown: FINE,
      },
      {
        name: "`last_seen` is no date: words, a number, the 31st of February, nothing, without a zone",
        strikes: ["yesterday", 1_718_447_100, "2024-02-31T10:00:00.000Z", "", "2024-06-15T10:25:00"].map(
          (last_seen) => sip({ last_seen }),
        ),
        shown: FINE,
      },
      {
        name: "`last_seen` in 1970",
        strikes: [sip({ last_seen: "1970-01-01T00:00:00.000Z" })],
        shown: good("unseen for long", "S?"),
      },
      {
        name: "`last_seen` in an hour",
        strikes: [
          changed(
            (_answer, _data, _devices, _phone, it) => void Object.assign(it, { last_seen: inAnHour() }),
          ),
        ],
        shown: good("seen in the future", "S?"),
      },
      {
        name: "`updated_at` in an hour, or no date; no `Date` header, or nonsense in it",
        strikes: [
          changed((_answer, data) => void Object.assign(data, { updated_at: inAnHour() })),
          changed((_answer, data) => void Object.assign(data, { updated_at: "yesterday" })),
          goodAnswer({ date: "" }),
          goodAnswer({ date: "soon" }),
        ],
        shown: FINE,
      },
      {
        name: "A name with control and bidirectional characters",
        strikes: [sip({ username: TRICKY })],
        shown: FINE,
        holds: "agent100_ end",
        lacks: /[\p{Cf}\p{Zl}\0]/u,
      },
      {
        name: "A name in scripts that join their letters, and with an emoji that is joined of several",
        strikes: [sip({ username: JOINED_NAME })],
        shown: FINE,
        holds: JOINED_NAME,
      },
      {
        name: "A name of markup, or of 200 kB",
        strikes: [
          sip({ username: "<img src=x onerror=alert(1)>" }),
          sip({ username: `<img src=x onerror=alert(1)>${"a".repeat(200_000)}` }),
        ],
        shown: FINE,
        holds: "<img src=x onerror=alert(1)>",
      },
    ],
  },
];

/** The host name unknown: shown by a browser that finds no server at all, and that has read nothing since its start. */
export const DNS_FAULT: WireFault = {
  name: "The host's name is not found (after a restart of the browser)",
  strikes: [],
  shown: {
    saying: "no answer",
    badge: "?",
    problem: "Exotel cannot be reached.",
    next: "backoff",
    fades: false,
  },
};

const NEXT: Record<NextRead, string> = {
  "30 s": "in 30 s",
  backoff: "backoff",
  seldom: "in a minute, then ever more seldom",
  "as asked": "when asked to",
};

/** The tables as the documentation has them. */
export function wireFaultTable(): string {
  const groups = WIRE_FAULTS.map((group, index) =>
    index === 0 ? { ...group, rows: [...group.rows, DNS_FAULT] } : group,
  );
  const sayings = Object.entries(SENTENCES).map(([name, sentence]) => `| ${name} | ${sentence} |`);
  return [
    ["| Verdict | What the popup says |", "|---|---|", ...sayings].join("\n"),
    readFaultTable(groups),
  ].join("\n\n");
}

/** What befalls a read, a table for each group. */
export function readFaultTable(groups: readonly WireFaultGroup[]): string {
  const tables = groups.map(({ title, rows }) => {
    const cells = rows.map(({ name, shown: { saying, badge, problem, next, fades } }) => [
      name,
      fades ? `${saying}, then no answer` : saying,
      fades ? `\`${badge}\`, then \`?\`` : `\`${badge}\``,
      problem?.replace("{status}", "…") ?? "none",
      NEXT[next],
    ]);
    return `### ${title}\n\n${markdownTable(["Fault", "Verdict", "Badge", "Alert", "Next read"], cells)}`;
  });
  return tables.join("\n\n");
}

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
