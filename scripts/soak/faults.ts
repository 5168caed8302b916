import { type Fault, page, tooManyRequests } from "../../test/emulator/faults.ts";

const SUCCESS_CUT_OFF = '{"success":true,"data":{"user_id":"agent_001","dev';

const status = (code: number): (() => Fault) => {
  return () => ({ kind: "status", status: code });
};
const body = (text: string): (() => Fault) => {
  return () => ({ kind: "body", body: text, carryOut: false });
};

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
  "500, done": () => ({ kind: "status", status: 500, carryOut: true }),
  "502 in HTML": () => page(502),
  "503 with a wait": (wait) => ({ kind: "status", status: 503, headers: { "retry-after": String(wait) } }),
  redirect: () => ({ kind: "status", status: 302, headers: { location: "http://login.example/" } }),
  "captive portal": () => page(200),
  "no JSON": body("{not json"),
  "JSON cut off, done": () => ({ kind: "body", body: SUCCESS_CUT_OFF }),
  "another shape": body('{"success":"yes","response":[]}'),
  empty: body(""),
  "300 KiB": body(JSON.stringify("a".repeat(300 * 1024))),
  "cut off, done": () => ({
    kind: "raw",
    raw(_socket, respond) {
      const text = JSON.stringify(respond.carryOut().json);
      respond.end(respond.head(200, { "content-length": String(text.length * 2) }) + text);
    },
  }),
  "closed without an answer": () => ({ kind: "raw", raw: (_socket, respond) => respond.end() }),
} as const satisfies Record<string, (wait: number) => Fault>;
