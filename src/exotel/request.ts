import { message } from "../core/message.ts";
import type { Observation } from "../core/polling/pace.ts";
import { ExotelError } from "./exotel-error.ts";
import { asRedirect } from "./intermediary.ts";
import { parseBody, readBody } from "./read-body.ts";
import { type ErrorFormat, kindOf, type Received, refusal } from "./refusal.ts";
import { rateLimitIn } from "./server-wait.ts";

/** What a request needs from outside: the browser's `fetch` and clock, or a test's. */
export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** This machine's clock, ms. */
  readonly now: () => number;
  /** Called before the request ends, for every answer, good or bad, that says something about the account's budget. */
  readonly observe?: (observation: Observation) => void;
  /** The end of the wait that the server has asked for (this machine's clock, ms): sends nothing before. */
  readonly waitUntil?: () => number;
}

/** Connects a request with the budget of its account. */
export type Budget = Pick<Network, "observe" | "waitUntil">;

export interface Request extends ErrorFormat {
  readonly method: "GET" | "PUT";
  readonly url: URL;
  /** The whole `Authorization` header. */
  readonly authorization: string;
  /** The credentials in that header, which the server's words may echo. */
  readonly secrets: readonly string[];
  readonly body?: unknown;
}

export type Answer = Pick<Received, "takenAt" | "serverTime"> & { readonly json: unknown };

/** Chrome ends a worker's request after 30 s without an answer. This timeout must come well before. ms */
const TIMEOUT = 10_000;

/**
 * Sends one request and returns its JSON: over HTTPS only, in at most ten seconds, without cookies, redirects or cache. The
 * caller checks whether the JSON is as documented.
 *
 * @throws ExotelError of every kind
 */
export async function request(asked: Request, network: Network): Promise<Answer> {
  // Only a bug in this program could get here.
  if (asked.url.protocol !== "https:") throw new ExotelError("invalid-request");
  if (!/^[\x20-\x7e]+$/.test(asked.authorization)) {
    throw new ExotelError("credentials-refused", { flaw: message("flawUnsendable") });
  }
  const waitUntil = network.waitUntil?.() ?? 0;
  if (waitUntil > network.now()) throw new ExotelError("rate-limited", { waitUntil });
  const received = await send(asked, network);
  const { response, text, takenAt, serverTime } = received;
  // Parse before reporting the budget: a web page instead of JSON says nothing about it.
  const json = response.ok ? parseBody(text ?? "", response, asked.secrets) : null;
  // The server may refuse with HTTP status 200.
  const status = (response.ok ? asked.statusInside?.(json) : null) ?? response.status;
  reportBudget(received, status, network);
  if (status >= 400) throw refusal(received, status, asked, asked.secrets);
  return { json, takenAt, serverTime };
}

/** Sends the request and reads the answer's body. */
async function send({ method, url, authorization, body }: Request, network: Network): Promise<Received> {
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await network.fetch(url.href, {
      method,
      headers: {
        Accept: "application/json",
        Authorization: authorization,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "omit",
      redirect: "manual",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal,
    });
    const redirect = asRedirect(response);
    if (redirect !== null) {
      await response.body?.cancel();
      throw redirect;
    }
    const text = response.ok ? await readBody(response) : await readBody(response).catch(() => null);
    return { response, text, takenAt: network.now(), serverTime: asTime(response.headers.get("Date")) };
  } catch (error) {
    if (error instanceof ExotelError) throw error;
    // Not by the error's name: up to Chrome 123, it is that of any abort.
    throw new ExotelError(signal.aborted ? "timed-out" : "unreachable");
  }
}

/** Reports what the answer says about the budget. A failure may be a gateway's, so only a 429 or its headers count. */
function reportBudget({ response, takenAt, serverTime }: Received, status: number, network: Network): void {
  const rateLimit = rateLimitIn(response.headers, takenAt, serverTime ?? takenAt);
  const refused = kindOf(status) === "rate-limited";
  if (status < 400 || refused || rateLimit !== null) {
    network.observe?.({ now: takenAt, refused, rateLimit, serverTime });
  }
}

function asTime(header: string | null): number | null {
  const time = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? null : time;
}
