import type { Api } from "./store.ts";

/** One request as the server saw it. Credentials never get in: `authorization` holds the scheme and whether it was accepted. */
export interface RequestEntry {
  readonly index: number;
  /** When it came in, by the emulator's own clock (epoch ms), which a test may have set. */
  readonly at: number;
  readonly api: Api | null;
  readonly host: string;
  readonly method: string;
  /** Path without the query, as sent (percent-encoded). */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON that was sent, the text where it is not JSON, undefined without a body or before it has been read. */
  body: unknown;
  /** True once the whole request, body included, has been read. */
  received: boolean;
  /** True once the server has done what the request asks (or refused it): its state will not change because of it any more. */
  carriedOut: boolean;
  /** The status answered; null while there is none, and for good where none was sent. */
  status: number | null;
  /** Who broke the connection off before the answer was complete, if anyone did. */
  aborted: false | "client" | "server";
  /** By the real clock, epoch ms with fractions, for measuring. */
  readonly startedAt: number;
  finishedAt: number | null;
}

/** Parts that must all match; `path` as a string must be equal. */
export interface RequestMatch {
  api?: Api;
  method?: string;
  host?: string;
  path?: string | RegExp;
  when?: (request: RequestEntry) => boolean;
}

export type RequestPredicate = RequestMatch | ((request: RequestEntry) => boolean);

/** `received`: read in full. `carriedOut`: done or refused, maybe not yet answered. `answered`: the answer is out.
 * `finished`: answered or broken off. */
export type Phase = "received" | "carriedOut" | "answered" | "finished";

export interface WaitOptions {
  /** Requests from this index on count, also those already logged. Default: the log's length at the call, so only new ones. */
  from?: number;
  /** Default `received`. */
  phase?: Phase;
  /** Default 60,000: only what never comes takes so long, however slow the machine. */
  timeoutMs?: number;
}

/** Real time in epoch ms with fractions. */
export const realNow = (): number => performance.timeOrigin + performance.now();

/** Whether a request fits; an absent predicate fits all. */
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

/** The log, and those who wait for something to appear in it. */
export class RequestLog {
  readonly entries: RequestEntry[] = [];
  readonly #waiters = new Set<() => void>();

  add(entry: Omit<RequestEntry, "index">): RequestEntry {
    const complete: RequestEntry = { ...entry, index: this.entries.length };
    this.entries.push(complete);
    return complete;
  }

  /** To be called after every change of an entry. */
  changed(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** Resolves with the first matching request; rejects after the timeout with a list of what came instead. */
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

/** The scheme of an Authorization header, without its credentials; `none` where it is only a bare secret. */
export function authorizationScheme(header: string): string {
  const scheme = header.split(" ", 1)[0] ?? "";
  return header.includes(" ") && SCHEMES.has(scheme.toLowerCase()) ? scheme : "none";
}
