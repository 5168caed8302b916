import { type Fault, page, tooManyRequests } from "../emulator/faults.ts";
import { goodBody, goodHead } from "./strikes.ts";

const status =
  (status: number, more: { carryOut?: boolean; headers?: Record<string, string> } = {}) =>
  (): Fault => ({ kind: "status", status, ...more });
const body =
  (body: string, carryOut = false) =>
  (): Fault => ({ kind: "body", body, carryOut });

/**
 * What a server, or what stands before it, can do to a request. `wait` is how long the server asks the client to wait, s.
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
  "429 with seconds": (wait) => tooManyRequests({ retryAfter: wait }),
  "429 with a date": (wait) => tooManyRequests({ retryAfter: new Date(Date.now() + wait * 1000) }),
  "429 with a reset": (wait) => tooManyRequests({ resetAt: Math.ceil(Date.now() / 1000) + wait }),
  "429 without a wait": () => tooManyRequests({}),
  "401": status(401),
  "403": status(403),
  "404": status(404),
  "408": status(408),
  "500": status(500),
  "500, done": status(500, { carryOut: true }),
  "502 in HTML": () => page(502),
  "503 with a wait": (wait) => status(503, { headers: { "retry-after": String(wait) } })(),
  redirect: status(302, { headers: { location: "http://login.example/" } }),
  "captive portal": () => page(200),
  "no JSON": body("{not json"),
  "JSON cut off, done": body('{"success":true,"data":{"user_id":"agent_001","dev', true),
  "another shape": body('{"success":"yes","response":[]}'),
  empty: body(""),
  "300 KiB": body(JSON.stringify("a".repeat(300 * 1024))),
  "cut off, done": () => ({
    kind: "raw",
    raw: (_socket, respond) =>
      respond.end(goodHead(respond, { "content-length": "99999" }) + goodBody(respond)),
  }),
  "closed without an answer": () => ({ kind: "raw", raw: (_socket, respond) => respond.end() }),
} as const satisfies Record<string, (wait: number) => Fault>;
