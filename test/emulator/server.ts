/** The HTTPS server: it logs, applies faults, and hands requests to the two APIs' routes. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { answerTo, errorOf, isCarriedOut } from "./answer.ts";
import { appTokenRoutes } from "./app-tokens.ts";
import { ccmRoutes } from "./ccm.ts";
import type { Certificate } from "./certificate.ts";
import { letPagesAsk } from "./cross-origin.ts";
import type { Faults, RawResponder } from "./faults.ts";
import { type Answer, apiOf, type Call, listeningPort, type Route } from "./http.ts";
import { integrationsRoutes } from "./integrations-core.ts";
import { olderRoutes } from "./older-contract.ts";
import { type Registrations, takeRegistration } from "./registrations.ts";
import { authorizationScheme, type RequestEntry, type RequestLog, realNow } from "./request-log.ts";
import { HOSTS, type Store } from "./store.ts";

export interface ServerParts {
  certificate: Certificate;
  store: Store;
  faults: Faults;
  log: RequestLog;
  now: () => number;
  /** Whether connections stay open after an answer. */
  keepAlive: boolean;
  /** Who knows whether a softphone is registered; null for the store. */
  registrations: Registrations | null;
  /** The origin whose pages may ask; null for none. */
  pagesFrom: string | null;
}

export interface ApiServer {
  port: number;
  close(): Promise<void>;
}

/** Starts the HTTPS server on 127.0.0.1; port 0 takes a free one. */
export async function startServer(parts: ServerParts, port: number): Promise<ApiServer> {
  const { certificate, store, faults, log, now, keepAlive, registrations, pagesFrom } = parts;
  const app = Fastify({
    https: { key: certificate.key, cert: certificate.cert },
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 2000 },
  });
  const entries = new WeakMap<FastifyRequest, RequestEntry>();
  const tcp = new Map<number, Socket>();
  app.server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    tcp.set(remotePort, socket);
    socket.once("close", () => tcp.get(remotePort) === socket && tcp.delete(remotePort));
  });

  const entryOf = (request: FastifyRequest): RequestEntry => {
    const entry = entries.get(request);
    if (entry === undefined) throw new Error("a request got past the log");
    return entry;
  };

  /** A TLS socket cannot send a reset, but the TCP socket below it can. */
  function reset(request: FastifyRequest): void {
    const entry = entryOf(request);
    if (entry.finishedAt === null) entry.aborted = "server";
    const { remotePort } = request.raw.socket;
    const below = remotePort === undefined ? undefined : tcp.get(remotePort);
    below?.resetAndDestroy();
    request.raw.socket.destroy();
  }

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));

  app.addHook("onRequest", async (request, reply) => {
    const host = hostName(request.headers.host);
    const url = new URL(request.url, "https://emulator");
    const entry = log.add({
      at: now(),
      api: apiOf(host, url.pathname),
      host,
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: safeHeaders(request),
      body: undefined,
      received: false,
      carriedOut: false,
      status: null,
      aborted: false,
      startedAt: realNow(),
      finishedAt: null,
    });
    entries.set(request, entry);
    reply.header("date", new Date(now()).toUTCString());
    if (!keepAlive) reply.header("connection", "close");
    const finish = (): void => {
      if (entry.finishedAt !== null) return;
      const complete = reply.raw.writableFinished || finishedRaw.has(entry);
      if (!complete && entry.aborted === false) entry.aborted = "client";
      entry.finishedAt = realNow();
      log.changed();
    };
    reply.raw.once("finish", finish);
    reply.raw.once("close", finish);
  });
  if (pagesFrom !== null) app.addHook("onRequest", letPagesAsk(pagesFrom));

  app.addHook("onSend", async (request, reply) => {
    const entry = entryOf(request);
    if (entry.finishedAt === null) entry.status = reply.statusCode;
  });

  const finishedRaw = new WeakSet<RequestEntry>();

  /** Runs one request through the faults: delay, hold, the work itself, hold, the answer. */
  async function serve(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (call: Call) => Answer,
  ): Promise<unknown> {
    const entry = entryOf(request);
    const text = typeof request.body === "string" ? request.body : "";
    entry.body = loggedBody(text);
    entry.received = true;
    log.changed();
    if (entry.api === null)
      return reply.code(421).send({ error: "this server speaks for Exotel's API hosts only" });

    const carryOut = (): Answer => {
      const answer = work(callOf(request, entry, text));
      entry.carriedOut = true;
      faults.noteCarriedOut(entry);
      log.changed();
      return answer;
    };
    const struck = faults.strike(entry);
    if (struck.delayMs > 0) await sleep(struck.delayMs);
    if (struck.before !== null) {
      const outcome = await struck.before.wait(entry);
      if (outcome === "drop" || (outcome === "go" && entry.finishedAt !== null)) {
        reply.hijack();
        return reset(request);
      }
    }

    if (registrations !== null)
      await takeRegistration(store, request.params as Record<string, string>, registrations);

    const fault = struck.answer;
    if (fault?.kind === "outage") {
      reply.hijack();
      return reset(request);
    }
    if (fault?.kind === "raw") {
      reply.hijack();
      const { socket } = request.raw;
      return fault.raw(socket, responder(request, reply, socket, carryOut));
    }
    const regular = isCarriedOut(fault) ? carryOut() : null;
    if (struck.after !== null && (await struck.after.wait(entry)) === "drop") {
      reply.hijack();
      return reset(request);
    }
    if (fault?.kind === "silence") return reply.hijack();
    if (fault?.kind === "doneButUnheard") {
      reply.hijack();
      return reset(request);
    }
    const answer = answerTo(store, entry, struck, regular);
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  }

  function responder(
    request: FastifyRequest,
    reply: FastifyReply,
    socket: Socket,
    carryOut: () => Answer,
  ): RawResponder {
    const entry = entryOf(request);
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    return {
      request: entry,
      signal: gone.signal,
      carryOut,
      head(status, headers = {}) {
        entry.status = status;
        const all = { date: new Date(now()).toUTCString(), connection: "close", ...headers };
        const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
        return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`, ...lines, "", ""].join("\r\n");
      },
      end(data) {
        finishedRaw.add(entry);
        if (data === undefined) socket.end();
        else socket.end(data);
      },
      reset: () => reset(request),
    };
  }

  const routes: Route[] = [
    ...integrationsRoutes(store, now),
    ...olderRoutes(store, now),
    ...appTokenRoutes(store, now),
    ...ccmRoutes(store, now),
  ];
  for (const { method, path, hosts, handle } of routes) {
    app.route({
      method,
      url: path,
      constraints: { host: hostPattern(hosts) },
      handler: (request, reply) => serve(request, reply, handle),
    });
  }
  app.setNotFoundHandler((request, reply) =>
    serve(request, reply, () => errorOf(store, entryOf(request), 404)),
  );

  await app.listen({ host: "127.0.0.1", port });
  return { port: listeningPort(app.server), close: () => app.close() };
}

function callOf(request: FastifyRequest, entry: RequestEntry, body: string): Call {
  const params = request.params as Record<string, string>;
  return {
    method: entry.method,
    host: entry.host,
    params,
    query: new URL(request.url, "https://emulator").searchParams,
    authorization: request.headers.authorization,
    contentType: request.headers["content-type"],
    body,
    judged(accepted) {
      const headers = entry.headers as Record<string, string>;
      if (request.headers.authorization === undefined) return;
      headers.authorization = `${authorizationScheme(request.headers.authorization)} (${accepted ? "accepted" : "refused"})`;
    },
  };
}

/** The request's headers as the log may keep them. */
function safeHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    if (name === "authorization") headers[name] = `${authorizationScheme(String(value))} (not judged)`;
    else if (name === "cookie" || name === "proxy-authorization") headers[name] = "(present)";
    else headers[name] = String(value);
  }
  return headers;
}

/** A body as the log may keep it: without an app's secret. */
function loggedBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text, (key, value: unknown) => (key === "Secret" ? "(present)" : value)) as unknown;
  } catch {
    return text;
  }
}

/** The host of a Host header, without the default HTTPS port. */
function hostName(header: string | undefined): string {
  return (header ?? "").toLowerCase().replace(/:443$/, "");
}

function hostPattern(hosts: readonly string[]): RegExp {
  return new RegExp(`^(?:${hosts.map((host) => host.replaceAll(".", "\\.")).join("|")})(?::443)?$`, "i");
}

/** A delay does not keep the process alive. */
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Chromium's --host-resolver-rules that send Exotel's hosts to this port. */
export function resolverRules(port: number): string {
  return Object.values(HOSTS)
    .map((host) => `MAP ${host}:443 127.0.0.1:${port}`)
    .join(", ");
}
