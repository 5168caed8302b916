/** Refusals of Integrations Core, and those of others in its place. */
import { page } from "../emulator/faults.ts";
import { CORE } from "./core-strikes.ts";
import { accessBlock, refused, type WireFaultGroup } from "./row.ts";
import { documented, FILLER, MIB, pour, status } from "./strikes.ts";

const { failed, BUSY, NOT_EXOTELS_STATUS, TIMED_OUT, UNREACHABLE } = CORE;

/** A wait that is waited out, in s: longer than the longest backoff after one failure, or it would not show. */
const SHORT_WAIT = "65";
/** A wait that is not waited out, in s: one row shows what comes after it. */
const LONG_WAIT = "120";

export const CORE_REFUSALS: readonly WireFaultGroup[] = [
  {
    title: "Refusals, and faults of the server",
    rows: [
      {
        name: "400, as documented",
        strikes: [documented(400)],
        shown: failed("Exotel did not accept this request. Exotel said: “Invalid parameters”."),
      },
      {
        name: "401, as documented",
        strikes: [documented(401)],
        shown: refused("refused"),
      },
      {
        name: "401 in the API's form that asks for a password (no window opens); 401 with nothing, as the document has it",
        strikes: [
          status(401, { "www-authenticate": 'Basic realm="proxy"' }),
          { kind: "body", status: 401, body: "" },
        ],
        shown: refused("refused"),
      },
      {
        name: "403",
        strikes: [status(403)],
        shown: accessBlock("Exotel does not allow this."),
      },
      {
        name: "404, as documented",
        strikes: [documented(404)],
        shown: accessBlock("Exotel does not know this user ID. Exotel said: “Not found”."),
      },
      {
        name: "407 from the server, with a page or without",
        strikes: [status(407), page(407)],
        shown: UNREACHABLE,
      },
      { name: "408", strikes: [status(408)], shown: TIMED_OUT },
      {
        name: "409",
        strikes: [status(409)],
        shown: failed("Exotel did not accept this. Something may have changed."),
      },
      {
        name: "402, 405, 406, 410–418, 421–426, 428, 431, 451, 499",
        strikes: [
          402, 405, 406, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 431,
          451, 499,
        ].map((code) => status(code)),
        shown: failed("Exotel did not accept this request."),
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
        shown: { ...failed("Exotel had an error ({status})."), next: "as asked" },
      },
      {
        name: "500, as documented",
        strikes: [documented(500)],
        shown: failed("Exotel had an error (500). Exotel said: “Internal Server Error”."),
      },
      {
        name: "501–508, 510, 511, 520, 599",
        strikes: [501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 599].map((code) => status(code)),
        shown: failed("Exotel had an error ({status})."),
      },
      {
        name: "500 whose words hold markup and turn the direction of text (shown as plain text)",
        strikes: [status(500, {}, { error: { message: "<img src=x onerror=alert(1)>\u202eoops\u0000" } })],
        shown: failed("Exotel had an error (500). Exotel said: “<img src=x onerror=alert(1)>oops”."),
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
];
