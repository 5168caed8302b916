import type { Api } from "./store.ts";

/** One request as the server saw it. Holds no credentials: `authorization` has the scheme and whether it was accepted. */
export interface RequestEntry {
  readonly index: number;
  /** When it arrived, by the emulator's clock (epoch ms), which a test may set. */
  readonly at: number;
  readonly api: Api | null;
  readonly host: string;
  readonly method: string;
  /** The path without the query, as sent (percent-encoded). */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON, or the text if it is not JSON; undefined without a body or before the server has read it. */
  body: unknown;
  /** True once the server has read the whole request, including the body. */
  received: boolean;
  /** True once the server has carried out or refused the request. It no longer changes the state after that. */
  carriedOut: boolean;
  /** The answer's status; null until there is one, or if none is ever sent. */
  status: number | null;
  /** Who closed the connection before the answer was complete, if anyone. */
  aborted: false | "client" | "server";
  /** By the real clock, for measurements (epoch ms with fractions). */
  readonly startedAt: number;
  finishedAt: number | null;
}

/** The parts that must all match. A `path` given as a string must be equal. */
export interface RequestMatch {
  api?: Api;
  method?: string;
  host?: string;
  path?: string | RegExp;
  when?: (request: RequestEntry) => boolean;
}

export type RequestPredicate = RequestMatch | ((request: RequestEntry) => boolean);

/**
 * `received`: read in full. `carriedOut`: done or refused, perhaps not answered yet. `answered`: the answer is sent.
 * `finished`: answered or aborted.
 */
export type Phase = "received" | "carriedOut" | "answered" | "finished";

export interface WaitOptions {
  /** The first log index that counts. Default: the log's length at the call, so only new requests count. */
  from?: number;
  /** Default `received`. */
  phase?: Phase;
  /** Default 60,000: even on a slow machine, only a request that never comes takes that long. */
  timeoutMs?: number;
}

/** Real time in epoch ms with fractions. */
export const realNow = (): number => performance.timeOrigin + performance.now();

/** Whether a request matches. An absent predicate matches all. */
export function matches(predicate: RequestPredicate | undefined, request: RequestEntry): boolean {
  if (predicate === undefined) return true;
  if (typeof predicate === "function") return predicate(request);
  const { api, method, host, path, when } = predicate;
  if (api !== undefined && api !== request.api) return false;
  if (method !== undefined && method !== request.method) return false;
  if (host !== undefined && host !== request.host) return false;
  if (typeof path === "string" && path !== request.path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  return when === undefined || when(request);
}

function reached(request: RequestEntry, phase: Phase): boolean {
  switch (phase) {
    case "received":
      return request.received;
    case "carriedOut":
      return request.carriedOut;
    case "answered":
      return request.finishedAt !== null && request.aborted === false;
    case "finished":
      return request.finishedAt !== null;
  }
}

/** The log, and the callers waiting for entries in it. */
export class RequestLog {
  readonly entries: RequestEntry[] = [];
  readonly #waiters = new Set<() => void>();

  add(entry: Omit<RequestEntry, "index">): RequestEntry {
    const complete: RequestEntry = { ...entry, index: this.entries.length };
    this.entries.push(complete);
    return complete;
  }

  /** Call it after every change of an entry. */
  changed(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** Resolves with the first matching request. After the timeout, rejects with a list of the other requests. */
  wait(predicate: RequestPredicate, options: WaitOptions = {}): Promise<RequestEntry> {
    const { from = this.entries.length, phase = "received", timeoutMs = 60_000 } = options;
    const find = (): RequestEntry | undefined =>
      this.entries.find((entry) => entry.index >= from && reached(entry, phase) && matches(predicate, entry));
    const already = find();
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const entry = find();
        if (entry === undefined) return;
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(entry);
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        const seen = this.entries.filter((entry) => entry.index >= from);
        const list = seen.map(
          ({ method, host, path, status }) => `${method} ${host}${path} ${status ?? "-"}`,
        );
        reject(
          new Error(`no request was ${phase} within ${timeoutMs} ms; seen: ${list.join(", ") || "none"}`),
        );
      }, timeoutMs);
      this.#waiters.add(check);
    });
  }
}

const SCHEMES = new Set(["bearer", "basic", "digest"]);

/** The scheme of an Authorization header, without credentials; `none` if the header is a bare secret. */
export function authorizationScheme(header: string): string {
  const scheme = header.split(" ", 1)[0] ?? "";
  return header.includes(" ") && SCHEMES.has(scheme.toLowerCase()) ? scheme : "none";
}
