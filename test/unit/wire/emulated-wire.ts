import { answerTo, isCarriedOut, type WireAnswer } from "../../emulator/answer.ts";
import { ccmRoutes } from "../../emulator/ccm.ts";
import { Faults } from "../../emulator/faults.ts";
import { apiOf, type Call, type Route } from "../../emulator/http.ts";
import { integrationsRoutes } from "../../emulator/integrations-core.ts";
import { olderRoutes } from "../../emulator/older-contract.ts";
import { type RequestEntry, RequestLog } from "../../emulator/request-log.ts";
import { defaultSeed, Store } from "../../emulator/store.ts";

/** Exotel's emulated APIs behind a `fetch` in this process, with neither a socket nor a browser between. */
export interface EmulatedWire {
  readonly fetch: typeof globalThis.fetch;
  readonly store: Store;
  readonly faults: Faults;
  /** Every request, in the order of arrival. */
  readonly requests: readonly RequestEntry[];
}

/** Fetch standard, "null body status", but for 101, which no `Response` can have. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Fetch standard, "redirect status". */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** How many in a row `fetch` follows (Fetch standard, "HTTP-redirect fetch"). */
const MOST_REDIRECTS = 20;

/**
 * @param now the clock of the world that it is in, epoch ms; it also makes the Date header
 * @param wait resolves once so many ms have passed by that clock
 */
export function createEmulatedWire(now: () => number, wait: (ms: number) => Promise<void>): EmulatedWire {
  const store = new Store(defaultSeed, now);
  const faults = new Faults(store);
  const log = new RequestLog();
  const routes = [...integrationsRoutes(store, now), ...olderRoutes(store, now), ...ccmRoutes(store, now)];

  /** Resolves with `null` where the connection is gone without an answer. */
  async function serve(entry: RequestEntry, call: Call, work: Route["handle"]): Promise<WireAnswer | null> {
    const struck = faults.strike(entry);
    const { answer: fault, before, after, delayMs } = struck;
    if (fault?.kind === "raw") throw new Error("this fault needs a socket");
    if (delayMs > 0) await wait(delayMs);
    const outcome = await before?.wait(entry);
    const isDropped = outcome === "drop" || (outcome === "go" && entry.aborted !== false);
    if (isDropped || fault?.kind === "outage") return null;
    const regular = isCarriedOut(fault) ? work(call) : null;
    entry.carriedOut = regular !== null;
    if (regular !== null) faults.noteCarriedOut(entry);
    if ((await after?.wait(entry)) === "drop" || fault?.kind === "doneButUnheard") return null;
    if (fault?.kind === "silence") return new Promise(() => undefined);
    return answerTo(store, entry, struck, regular);
  }

  async function answer(url: URL, init: RequestInit, redirects = 0): Promise<Response> {
    const { method = "GET", body } = init;
    const text = String(body ?? "");
    const headers = new Headers(init.headers);
    const entry = log.add({
      at: now(),
      api: apiOf(url.hostname, url.pathname),
      host: url.hostname,
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {},
      body: text === "" ? undefined : JSON.parse(text),
      received: true,
      carriedOut: false,
      status: null,
      aborted: false,
      startedAt: now(),
      finishedAt: null,
    });
    init.signal?.addEventListener("abort", () => {
      if (entry.finishedAt !== null) return;
      entry.aborted = "client";
      entry.finishedAt = now();
    });
    const { route, params } = routeOf(routes, entry);
    const call: Call = {
      method,
      host: url.hostname,
      params,
      query: url.searchParams,
      authorization: headers.get("authorization") ?? undefined,
      contentType: headers.get("content-type") ?? undefined,
      body: text,
      judged: () => undefined,
    };
    const answered = await serve(entry, call, route.handle);
    entry.finishedAt ??= now();
    if (answered === null) throw new TypeError("Failed to fetch");
    entry.status = answered.status;
    const { status, headers: sent } = answered;
    if (!REDIRECTS.has(status) || sent.location === undefined) return responseOf(answered, now());
    if (init.redirect === "manual") return opaqueRedirect();
    if (redirects === MOST_REDIRECTS) throw new TypeError("Failed to fetch");
    const next = { ...init, ...(status === 303 && { method: "GET" }) };
    return await answer(new URL(sent.location, url), next, redirects + 1);
  }

  return {
    store,
    faults,
    requests: log.entries,
    fetch(input, init = {}) {
      const { signal } = init;
      const aborted = new Promise<never>((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
      return Promise.race([answer(new URL(String(input)), init), aborted]);
    },
  };
}

function routeOf(
  routes: readonly Route[],
  { method, host, path }: RequestEntry,
): { route: Route; params: Record<string, string> } {
  for (const route of routes) {
    if (route.method !== method || !route.hosts.includes(host)) continue;
    const pattern = new RegExp(`^${route.path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
    const found = pattern.exec(path);
    if (found === null) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]);
    return { route, params: Object.fromEntries(params) as Record<string, string> };
  }
  throw new Error(`no such route: ${method} ${host}${path}`);
}

function responseOf({ status, headers, body }: WireAnswer, now: number): Response {
  const content = typeof body === "string" ? body : new Uint8Array(body);
  return new Response(WITHOUT_BODY.has(status) ? null : content, {
    status,
    headers: { date: new Date(now).toUTCString(), ...headers },
  });
}

/** What a browser gives of a redirect that it is told not to follow: nothing. `Response` makes no such thing. */
function opaqueRedirect(): Response {
  return Object.defineProperties(new Response(null), {
    type: { value: "opaqueredirect" },
    status: { value: 0 },
    ok: { value: false },
  });
}
