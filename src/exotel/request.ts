import type { FailureCause, FailureKind } from "../core/failure.ts";
import type { Heard } from "../core/polling/pace.ts";
import { parseExactly } from "./exact-json.ts";
import { ExotelError } from "./exotel-error.ts";
import { sanitize } from "./sanitize.ts";
import { rateLimitIn, waitAskedFor } from "./server-wait.ts";

/** What the wire needs from outside: the browser's `fetch` and clock, or a test's. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** This machine's clock, ms. */
  readonly now: () => number;
  /** Told of every answer that says something of the account's budget, good or bad, before the request ends. */
  readonly heard?: (heard: Heard) => void;
  /** Until when the server wants to be left alone (this machine's clock, ms): nothing is sent before. */
  readonly waitUntil?: () => number;
}

/** What a request has to do with the budget of whom it is made for. */
export type Budget = Pick<Network, "heard" | "waitUntil">;

export interface Request {
  readonly method: "GET" | "PUT";
  readonly url: URL;
  /** The whole `Authorization` header. */
  readonly authorization: string;
  /** The credentials in it, which a server's words may echo. */
  readonly secrets: readonly string[];
  readonly body?: unknown;
  /** Finds the server's own words in an error's body; `null` where that has not the form of the API's errors. */
  readonly readError: (json: unknown) => ServerWords | null;
  /** The statuses of errors of which the API's document gives no body, so that they may come without one. */
  readonly bareErrors?: readonly number[];
  /** The status, from 400 on, with which an answer refuses the request inside its body; `null` where it does not. */
  readonly statusInside?: (json: unknown) => number | null;
}

export interface ServerWords {
  readonly detail?: string | null;
  readonly code?: string | null;
  readonly requestId?: string | null;
  readonly cause?: FailureCause | null;
}

export interface Answer {
  readonly json: unknown;
  /** When it had arrived, by this machine's clock (ms). */
  readonly takenAt: number;
  /** The server's `Date` header (ms), where it sent one. */
  readonly serverTime: number | null;
}

/** Chrome ends a worker's request after 30 s without a word; this must come well before. */
const TIMEOUT = 10_000;
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Sends one request and returns its JSON.
 *
 * HTTPS only, ten seconds at most, without cookies, redirects or cache, and with the body capped
 * while it streams in: a browser reads a body of hundreds of megabytes as an empty string.
 *
 * @throws ExotelError of every kind but `malformed` for a schema, which the caller checks
 */
export async function request(asked: Request, network: Network): Promise<Answer> {
  if (asked.url.protocol !== "https:") throw new ExotelError("invalid-request", { detail: "not HTTPS" });
  if (!/^[\x20-\x7e]+$/.test(asked.authorization)) {
    throw new ExotelError("credentials-refused", { detail: "they hold characters that cannot be sent" });
  }
  const waitUntil = network.waitUntil?.() ?? 0;
  if (waitUntil > network.now()) throw new ExotelError("rate-limited", { waitUntil });
  let response: Response;
  /** `null`: an error's body that could not be read. */
  let text: string | null;
  try {
    response = await network.fetch(asked.url.href, {
      method: asked.method,
      headers: {
        Accept: "application/json",
        Authorization: asked.authorization,
        ...(asked.body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
      credentials: "omit",
      redirect: "manual",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      const redirect = response.type === "opaqueredirect";
      throw new ExotelError("intermediary", {
        status: response.status || null,
        detail: redirect ? "it sends the browser to another address" : null,
      });
    }
    text = response.ok ? await readBody(response) : await readBody(response).catch(() => null);
  } catch (error) {
    throw asExotelError(error);
  }
  const takenAt = network.now();
  const serverTime = asTime(response.headers.get("Date"));
  // First: a page in the place of an answer says nothing of the budget.
  const json = response.ok ? parse(text ?? "", response, asked.secrets) : null;
  // A server may refuse under HTTP 200.
  const status = (response.ok ? asked.statusInside?.(json) : null) ?? response.status;
  tellBudget(response, status, network, takenAt, serverTime);
  if (status >= 400) throw refusal(response, status, text, asked, takenAt, serverTime);
  return { json, takenAt, serverTime };
}

/** A failure other than a 429 says nothing by having no such headers: a gateway may have sent it. */
function tellBudget(
  response: Response,
  status: number,
  network: Network,
  takenAt: number,
  serverTime: number | null,
): void {
  const rateLimit = rateLimitIn(response.headers, takenAt, serverTime ?? takenAt);
  const refused = kindOf(status) === "rate-limited";
  if (status < 400 || refused || rateLimit !== null) {
    network.heard?.({ now: takenAt, refused, rateLimit, serverTime });
  }
}

function asExotelError(error: unknown): ExotelError {
  if (error instanceof ExotelError) return error;
  const timedOut = error instanceof DOMException && error.name === "TimeoutError";
  return new ExotelError(timedOut ? "timed-out" : "unreachable");
}

async function readBody(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      await reader.cancel();
      throw unreadable(response, "it is larger than 256 KiB");
    }
    text += decode(decoder, value, response);
  }
  return text + decode(decoder, undefined, response);
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, response: Response): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw unreadable(response, "it is not UTF-8 text");
  }
}

/** What cannot be read may be anybody's, but for a page: neither API has any. */
function unreadable(response: Response, detail: string): ExotelError {
  return isPage(response) ? notExotels(response, A_PAGE) : malformed(response, detail);
}

function malformed({ status }: Response, detail: string): ExotelError {
  return new ExotelError("malformed", { status, detail });
}

const A_PAGE = "its answer is a web page";

function notExotels({ status }: Response, detail: string): ExotelError {
  return new ExotelError("intermediary", { status, detail });
}

function typeOf(response: Response, secrets: readonly string[] = []): string | null {
  return sanitize(response.headers.get("Content-Type")?.split(";")[0], secrets);
}

function isPage(response: Response): boolean {
  return ["text/html", "application/xhtml+xml"].includes(typeOf(response) ?? "");
}

function parse(text: string, response: Response, secrets: readonly string[]): unknown {
  try {
    return parseExactly(text);
  } catch {
    if (text.trim() === "") throw malformed(response, "it is empty");
    const type = typeOf(response, secrets);
    // By how it begins: pages are also given out as JSON, and damaged JSON as a page.
    const begins = text.trimStart().charAt(0);
    if (begins === "{" || begins === "[") throw malformed(response, "it is not valid JSON");
    const isXml = /^\s*<\?xml/i.test(text) || type?.endsWith("xml");
    if (isPage(response) || (begins === "<" && !isXml)) throw notExotels(response, A_PAGE);
    const isJson = type?.endsWith("json");
    if (isJson && !isXml) throw malformed(response, "it is not valid JSON");
    throw notExotels(response, `its answer is ${type === null || isJson ? "" : `${type}, `}not JSON`);
  }
}

/** What an error stands for: with Exotel's own words, if it is Exotel's. How long to wait is obeyed whoever says so. */
function refusal(
  response: Response,
  status: number,
  text: string | null,
  asked: Request,
  takenAt: number,
  serverTime: number | null,
): ExotelError {
  const kind = kindOf(status);
  const mayWait = kind === "rate-limited" || status === 503;
  const wait = mayWait ? waitAskedFor(response.headers, serverTime ?? takenAt) : null;
  const words = text === null ? null : exotelsWords(text, response, status, asked);
  return new ExotelError(words === null ? "intermediary" : kind, {
    status,
    ...words,
    waitUntil: wait === null ? null : takenAt + wait,
  });
}

/** What Exotel says with an error; `null` where nothing shows that it is Exotel who speaks. */
function exotelsWords(text: string, response: Response, status: number, asked: Request): ServerWords | null {
  // Neither API has pages, not even empty ones.
  if (text.trim() === "") {
    return asked.bareErrors?.includes(status) && !isPage(response) ? {} : null;
  }
  try {
    const words = asked.readError(parseExactly(text));
    return words && cleanWords(words, asked.secrets);
  } catch {
    return null;
  }
}

/** A server's words, fit to be shown, and without the secrets that they may echo. */
function cleanWords(
  { detail, code, requestId, cause }: ServerWords,
  secrets: readonly string[],
): Required<ServerWords> {
  const clean = (words: string | null | undefined): string | null => sanitize(words, secrets);
  return { detail: clean(detail), code: clean(code), requestId: clean(requestId), cause: cause ?? null };
}

/** The kind of failure that an HTTP status from 400 on stands for. */
function kindOf(status: number): FailureKind {
  switch (status) {
    case 401:
      return "credentials-refused";
    case 403:
      return "not-permitted";
    case 404:
      return "not-found";
    case 408:
      return "timed-out";
    case 409:
      return "conflict";
    case 429:
      return "rate-limited";
    default:
      return status >= 500 ? "server" : "invalid-request";
  }
}

function asTime(header: string | null): number | null {
  const time = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? null : time;
}
