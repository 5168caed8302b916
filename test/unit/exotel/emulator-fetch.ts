import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { inspect } from "node:util";
import { afterAll, afterEach, expect } from "vitest";
import type { Failure } from "../../../src/core/failure.ts";
import { ExotelError } from "../../../src/exotel/exotel-error.ts";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";

/** One call of the `fetch` under test: what it was asked for, and what went out for it. */
export interface Call {
  readonly url: URL;
  readonly init: RequestInit;
  /** Every byte that was written inside TLS, as text. */
  sent: string;
}

/** A `fetch` that reaches the emulator whatever the host is, over HTTPS with its certificate checked. */
export interface EmulatorFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Every call since the test began. */
  readonly calls: Call[];
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Fetch standard, "null body status". */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** As much of a browser's `fetch` as one request needs: a streamed body, the abort signal, manual redirects. */
export function emulatorFetch(emulator: Emulator): EmulatorFetch {
  const calls: Call[] = [];

  function start(url: URL, init: RequestInit, call: Call): Promise<Response> {
    const signal = init.signal ?? new AbortController().signal;
    const failed = (): unknown => (signal.aborted ? signal.reason : new TypeError("Failed to fetch"));
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: "127.0.0.1",
          port: emulator.port,
          servername: url.hostname,
          ca: emulator.certificate,
          agent: false,
          signal,
          method: init.method,
          path: `${url.pathname}${url.search}`,
          headers: { Host: url.host, ...Object.fromEntries(new Headers(init.headers)) },
        },
        (incoming) => resolve(responseOf(incoming, signal, failed)),
      );
      request.on("socket", (socket) => {
        const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
        socket.write = (...args: unknown[]): boolean => {
          call.sent += String(args[0]);
          return write(...args);
        };
      });
      request.on("error", () => reject(failed()));
      request.end(init.body);
    });
  }

  return {
    calls,
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.protocol !== "https:" || init.redirect !== "manual") throw new Error("not for this fetch");
      const call: Call = { url, init, sent: "" };
      calls.push(call);
      init.signal?.throwIfAborted();
      return start(url, init, call);
    },
  };
}

/** An emulator for the tests of a file: each of them finds it in its first state. */
export async function emulatedWire(
  options?: Parameters<typeof startEmulator>[0],
): Promise<{ readonly emulator: Emulator; readonly wire: EmulatorFetch }> {
  const emulator = await startEmulator(options);
  const wire = emulatorFetch(emulator);
  afterEach(() => {
    emulator.reset();
    wire.calls.length = 0;
  });
  afterAll(() => emulator.close());
  return { emulator, wire };
}

function responseOf(incoming: IncomingMessage, signal: AbortSignal, failed: () => unknown): Response {
  const status = incoming.statusCode ?? 0;
  if (REDIRECTS.has(status)) {
    incoming.destroy();
    return opaqueRedirect();
  }
  if (WITHOUT_BODY.has(status)) incoming.resume();
  const body = WITHOUT_BODY.has(status) ? null : streamOf(incoming, signal, failed);
  return new Response(body, { status, headers: headersOf(incoming.headers) });
}

/** What a browser hands out for a redirect that it is not to follow: no status, no headers, no body. */
function opaqueRedirect(): Response {
  const response = new Response(null);
  for (const [name, value] of Object.entries({ type: "opaqueredirect", status: 0, ok: false })) {
    Object.defineProperty(response, name, { value });
  }
  return response;
}

function headersOf(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

function streamOf(
  incoming: IncomingMessage,
  signal: AbortSignal,
  failed: () => unknown,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let over = false;
  return new ReadableStream({
    start(controller) {
      const end = (how: () => void): void => {
        if (!over) how();
        over = true;
      };
      // Before the socket goes: a body without a length would seem to end there.
      signal.addEventListener("abort", () => end(() => controller.error(signal.reason)));
      incoming.on("data", (chunk: Buffer) => {
        if (over) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once("end", () => end(() => controller.close()));
      incoming.once("error", () => end(() => controller.error(failed())));
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      over = true;
      incoming.destroy();
    },
  });
}

/** What was sent, as its first line, its headers by lower-case name, and its body. */
export function sentParts(call: Call | undefined): {
  line: string | undefined;
  headers: Record<string, string>;
  body: string;
} {
  const [head = "", body = ""] = (call?.sent ?? "").split("\r\n\r\n");
  const [line, ...fields] = head.split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(": ");
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 2)];
    }),
  );
  return { line, headers, body };
}

/** The failure that a request ends with; it must be an `ExotelError`, and hold none of the secrets anywhere. */
export async function failureOf(outcome: Promise<unknown>, ...secrets: string[]): Promise<Failure> {
  const error: unknown = await outcome.then(
    (value) => expect.fail(`succeeded with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ExotelError)) throw error;
  const everything =
    inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error) + error.message;
  for (const secret of secrets) expect(everything).not.toContain(secret);
  return error.failure;
}
