import { type Fault, tooManyRequests } from "../../test/emulator/faults.ts";
import type { Random } from "./random.ts";

/** The longest wait that a server asks for in a soak, s: a calm phase must be able to see its end. */
const LONGEST_WAIT = 20;

const PORTAL =
  "<!doctype html><title>Guest Wi-Fi</title><form><input name=room><button>Log in</button></form>";
const SUCCESS_CUT_OFF = '{"success":true,"data":{"user_id":"agent_001","dev';

/** How long what was sent gets to arrive before the connection is reset, which would overtake it; ms. */
const ARRIVAL = 150;

/**
 * What a server, or what stands before it, can do to a request.
 *
 * A request that is carried out long after its client has gone is not among them: no client can know of it, so that
 * nothing could be said of where the devices end. `slow` therefore drops those whose client has gone.
 */
export const FAULTS = {
  outage: () => ({ kind: "outage" }),
  silence: () => ({ kind: "silence" }),
  "done, then silence": () => ({ kind: "silence", carryOut: true }),
  "done and unheard": () => ({ kind: "doneButUnheard" }),
  slow: () => ({ kind: "hold", at: "before" }),
  "done, answered late": () => ({ kind: "hold", at: "after" }),
  "429 with seconds": (random) => tooManyRequests({ retryAfter: random.between(2, LONGEST_WAIT) }),
  "429 with a date": (random) =>
    tooManyRequests({ retryAfter: new Date(Date.now() + random.between(2, LONGEST_WAIT) * 1000) }),
  "429 with a reset": (random) =>
    tooManyRequests({ resetAt: Math.ceil(Date.now() / 1000) + random.between(2, LONGEST_WAIT) }),
  "429 without a wait": () => tooManyRequests({}),
  "401": () => ({ kind: "status", status: 401 }),
  "403": () => ({ kind: "status", status: 403 }),
  "404": () => ({ kind: "status", status: 404 }),
  "408": () => ({ kind: "status", status: 408 }),
  "500": () => ({ kind: "status", status: 500 }),
  "500, done": () => ({ kind: "status", status: 500, carryOut: true }),
  "502 in HTML": () => ({
    kind: "body",
    status: 502,
    body: "<h1>Bad gateway</h1>",
    contentType: "text/html",
    carryOut: false,
  }),
  "503 with a wait": (random) => ({
    kind: "status",
    status: 503,
    headers: { "retry-after": String(random.between(2, LONGEST_WAIT)) },
  }),
  redirect: () => ({ kind: "status", status: 302, headers: { location: "http://login.example/" } }),
  "captive portal": () => ({ kind: "body", body: PORTAL, contentType: "text/html", carryOut: false }),
  "no JSON": () => ({ kind: "body", body: "{not json", carryOut: false }),
  "JSON cut off, done": () => ({ kind: "body", body: SUCCESS_CUT_OFF }),
  "another shape": () => ({ kind: "body", body: '{"success":"yes","response":[]}', carryOut: false }),
  empty: () => ({ kind: "body", body: "", carryOut: false }),
  "300 KiB": () => ({ kind: "body", body: JSON.stringify("a".repeat(300 * 1024)), carryOut: false }),
  "cut off, done": () => ({
    kind: "raw",
    raw(_socket, respond) {
      const body = JSON.stringify(respond.carryOut().json);
      respond.end(respond.head(200, { "content-length": String(body.length * 2) }) + body);
    },
  }),
  "reset in the body, done": () => ({
    kind: "raw",
    raw(socket, respond) {
      const body = JSON.stringify(respond.carryOut().json);
      socket.write(respond.head(200, { "content-length": String(body.length) }) + body.slice(0, 20));
      setTimeout(() => respond.reset(), ARRIVAL);
    },
  }),
  "closed without an answer": () => ({ kind: "raw", raw: (_socket, respond) => respond.end() }),
} as const satisfies Record<string, (random: Random) => Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];
