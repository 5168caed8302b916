/** The HTTPS server: it logs, applies faults, and hands requests to the two APIs' routes. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { CCM_ERRORS, ccmError, ccmRoutes, ccmStatus } from "./ccm.ts";
import type { Certificate } from "./certificate.ts";
import type { Faults, RawResponder, Struck } from "./faults.ts";
import { type Answer, apiOfHost, type Call, listeningPort, type Route } from "./http.ts";
import { integrationsError, integrationsRoutes } from "./integrations-core.ts";
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
}

export interface ApiServer {
  port: number;
  close(): Promise<void>;
}

/** Starts the HTTPS server on 127.0.0.1; port 0 takes a free one. */
export async function startServer(parts: ServerParts, port: number): Promise<ApiServer> {
  const { certificate, store, faults, log, now, keepAlive } = parts;
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
      api: apiOfHost(host),
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
    switch (fault?.kind) {
      case "doneButUnheard":
        reply.hijack();
        return reset(request);
      case "silence":
        return reply.hijack();
      case "status": {
        const standard = errorOf(store, entry, fault.status);
        const answer = { ...standard, ...(fault.json === undefined ? {} : { json: fault.json }) };
        return send(reply, { ...answer, headers: { ...answer.headers, ...fault.headers } });
      }
      case "body":
        return reply
          .code(fault.status ?? 200)
          .headers({ "content-type": fault.contentType ?? "application/json", ...fault.headers })
          .send(fault.body);
      default: {
        if (regular === null) throw new Error("a request without an answer");
        const json = struck.transform === null ? regular.json : struck.transform(regular.json, entry);
        return send(reply, { ...regular, json });
      }
    }
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

  const routes: Route[] = [...integrationsRoutes(store, now), ...ccmRoutes(store, now)];
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

/** Whether a request is carried out despite the fault that answers it. */
function isCarriedOut(fault: Struck["answer"]): boolean {
  if (fault?.kind === "silence" || fault?.kind === "status") return fault.carryOut === true;
  return fault?.kind !== "body" || fault.carryOut !== false;
}

/** The API's own error answer for a status. */
function errorOf(store: Store, entry: RequestEntry, status: number): Answer {
  if (entry.api === "integrations") return integrationsError(status);
  return status === 404
    ? ccmError(store, entry.method, CCM_ERRORS.notFound)
    : ccmStatus(store, entry.method, status);
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, headers = {}, json } = answer;
  return reply
    .code(status)
    .headers({ "content-type": "application/json", ...headers })
    .send(jsonText(json));
}

/** Serializes JSON with every digit of a bigint. */
function jsonText(json: unknown): string {
  const marked = JSON.stringify(json, (_key, value: unknown) =>
    typeof value === "bigint" ? `bigint:${value}` : value,
  );
  return marked.replace(/"bigint:(-?\d+)"/g, "$1");
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

function loggedBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
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
