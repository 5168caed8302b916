/** Faults below the answer of CCM, its refusals, and those of others in its place. */
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import { page } from "../emulator/faults.ts";
import { CCM, changed, FAULTY, FINE, inside, refusal, withField, words } from "./ccm-strikes.ts";
import { accessBlock, refused, type Strike, type WireFaultGroup } from "./row.ts";
import { body, documented, goodHead, line, redirect, sendThenReset, status } from "./strikes.ts";

const { sid, userId } = DEMO.ccm;
const elsewhere = `https://${HOSTS.singapore}/v2/accounts/${sid}/users/${userId}?again`;
const within = `https://${HOSTS.mumbai}/v2/accounts/${sid}/users/${userId}?again`;
const NESTED = "[".repeat(50_000) + "]".repeat(50_000);
const { failed, unusable, wrong, BUSY, ELSEWHERE, NOT_EXOTELS_STATUS, PAGE, TIMED_OUT, UNREACHABLE } = CCM;

export const CCM_REFUSALS: readonly WireFaultGroup[] = [
  {
    title: "CCM: below the answer, as on Integrations Core",
    rows: [
      {
        name: "Connection refused, or reset after the request",
        strikes: [line("refused"), { kind: "outage" }],
        shown: UNREACHABLE,
      },
      { name: "Silence", strikes: [{ kind: "silence" }], shown: TIMED_OUT },
      {
        name: "Reset in the middle of the body",
        strikes: [
          sendThenReset(
            (respond) => goodHead(respond, { "content-length": "400" }),
            (respond) => JSON.stringify(respond.carryOut().json).slice(0, 60),
          ),
        ],
        shown: UNREACHABLE,
      },
      {
        name: "300 KiB of good JSON",
        strikes: [changed((answer) => void Object.assign(answer, { filler: "a".repeat(300 * 1024) }))],
        shown: unusable("It is too large (over 256 KiB)."),
      },
      {
        name: "A captive portal's login page, with status 200",
        strikes: [page(200)],
        shown: PAGE,
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
        sample: "first",
      },
    ],
  },
  {
    title: "CCM: refusals in the envelope",
    rows: [
      {
        name: "401, as documented, by the HTTP status",
        strikes: [documented(401)],
        shown: refused("key refused"),
      },
      {
        name: "401 in the envelope alone, with HTTP status 200",
        strikes: [inside(401, words("Authentication failed", null, 1010))],
        shown: refused("key refused"),
        sample: "first",
      },
      {
        name: "403, as documented",
        strikes: [documented(403), inside(403, words("API credentials used are unauthorized", null, 1003))],
        shown: accessBlock("Exotel says your API key may not do this."),
      },
      {
        name: "404, as documented; the same in the envelope alone; with the code of a device",
        strikes: [
          documented(404),
          inside(404, words("Not found")),
          status(404, {}, refusal(404, words("Not found", null, 1018))),
        ],
        shown: accessBlock("Exotel does not know this user ID. Exotel said: “Not found”."),
      },
      {
        name: "409 of no known code",
        strikes: [status(409, {}, refusal(409, words("Busy"))), inside(409, words("Busy"))],
        shown: failed("Exotel did not accept this. Something may have changed. Exotel said: “Busy”."),
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
        shown: failed(`${FAULTY} Exotel said: “Internal Server Error”.`),
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
        shown: accessBlock("Exotel says this device is not verified."),
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
        shown: failed(`${FAULTY} Exotel said: “4711”.`),
      },
      {
        name: "The words hold markup and turn the direction of text (shown as plain text)",
        strikes: [status(500, {}, refusal(500, words("<img src=x onerror=alert(1)>\u202eoops\u0000")))],
        shown: failed(`${FAULTY} Exotel said: “<img src=x onerror=alert(1)>oops”.`),
        lacks: /\p{Cf}|\0/u,
      },
      {
        name: "403 in `response.code` as a text, or in `http_code` alone, with HTTP status 200",
        strikes: ["403", undefined].map((code) => body(JSON.stringify(refusal(403, words("No"), { code })))),
        shown: accessBlock("Exotel does not allow this. Exotel said: “No”."),
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
        shown: UNREACHABLE,
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
];
