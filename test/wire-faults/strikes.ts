/** Ways to make what a row speaks of, of either API. */
import type { Line } from "../e2e/harness/middlebox.ts";
import type { Fault, RawResponder } from "../emulator/faults.ts";
import type { Strike } from "./row.ts";

export const line = (kind: Line): Strike => ({ kind: "line", line: kind });
export const raw = (write: (socket: Socket, respond: RawResponder) => void): Strike => ({
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

export const goodBody = (respond: RawResponder): string => JSON.stringify(respond.carryOut().json);
export const goodHead = (respond: RawResponder, more: Record<string, string> = {}): string =>
  respond.head(200, { "content-type": "application/json", ...more });
/** A good answer, with something of its head changed. */
export const goodAnswer = (more: Record<string, string>, before = ""): Strike =>
  raw((_socket, respond) => respond.end(before + goodHead(respond, more) + goodBody(respond)));

/** Sends `chunk` as often as said, as fast as it is taken, and stops when the browser has gone. */
export function pour(head: (respond: RawResponder) => string, chunk: Buffer, times: number): Strike {
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

export const MIB = 1024 * 1024;
/** A JSON string that goes on and on. */
export const FILLER = Buffer.alloc(MIB, "a");

/** A byte every 400 ms: there is always something coming, and never an end. */
export const drip: Strike = raw((socket, respond) => {
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

/** Characters that turn the direction of text, hide, or control: a name may not use them to look like another. */
export const TRICKY = "agent\u202e100_\u202d\u2066\u0007\u200b\u0000\u2028end";

/** Sinhala, Persian and emoji: without the joiners, which nobody sees, these are other words and four persons. */
export const JOINED_NAME = "ක්\u200dෂේත්\u200dර می\u200cخواهم 👨\u200d👩\u200d👧\u200d👦";
