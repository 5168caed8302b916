/** Faults below the answer of Integrations Core: the connection, the bytes, and statuses that no refusal has. */
import { gzipSync } from "node:zlib";
import { page } from "../emulator/faults.ts";
import { CORE, changed, FINE, withSip } from "./core-strikes.ts";
import { NOT_EXOTELS, type WireFaultGroup } from "./row.ts";
import {
  body,
  drip,
  FILLER,
  goodAnswer,
  goodBody,
  goodHead,
  line,
  MIB,
  pour,
  raw,
  redirect,
  sendThenReset,
  status,
} from "./strikes.ts";

const { failed, unusable, ELSEWHERE, NOT_EXOTELS_STATUS, PAGE, TIMED_OUT, UNREACHABLE } = CORE;

const HOME = "/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices?again";
const ELSEWHERE_HTTPS =
  "https://ccm-api.in.exotel.com/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices";

export const CORE_TRANSPORT_FAULTS: readonly WireFaultGroup[] = [
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
          problem: null,
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
        shown: failed(`${NOT_EXOTELS} It is not JSON.`),
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
        shown: unusable("It is too large (over 256 KiB)."),
      },
      {
        name: "600 MB, streamed with its length",
        strikes: [pour((respond) => goodHead(respond, { "content-length": String(600 * MIB) }), FILLER, 600)],
        shown: unusable("It is too large (over 256 KiB)."),
      },
      {
        name: "Endless, with no length",
        strikes: [pour((respond) => goodHead(respond), FILLER, Number.POSITIVE_INFINITY)],
        shown: unusable("It is too large (over 256 KiB)."),
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
        shown: unusable("It is too large (over 256 KiB)."),
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
        shown: unusable("It is not readable text (UTF-8)."),
      },
      {
        name: "A captive portal's login page, with status 200; the same as JSON, in Latin-1, or of 300 KiB",
        strikes: [
          page(200),
          body("<!doctype html><title>Welcome to the hotel</title>"),
          body(Buffer.from("<!doctype html><title>Zum Gr\xfcnen Baum</title>", "latin1"), "text/html"),
          body(`<!doctype html>${" ".repeat(300 * 1024)}`, "text/html"),
        ],
        shown: PAGE,
        sample: "first",
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
        shown: unusable("It is not a JSON object."),
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
        sample: "all",
      },
      {
        name: "Redirect to another host (it is sent nothing), or to plain HTTP",
        strikes: [
          ...[301, 302, 307, 308].map((code) => redirect(code, ELSEWHERE_HTTPS)),
          redirect(302, "http://integrationscore.mum1.exotel.com/login"),
          redirect(302, "data:application/json,{}"),
        ],
        shown: ELSEWHERE,
        sample: "all",
      },
    ],
  },
];
