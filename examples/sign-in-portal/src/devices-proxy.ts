import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import type { AppToken, AppTokens } from "./app-tokens.ts";
import type { Config } from "./config.ts";
import type { Agent } from "./credentials.ts";
import { type Log, words } from "./log.ts";
import type { Signer } from "./signer.ts";
import { exotelUserOf } from "./users.ts";

interface Parts {
  readonly config: Extract<Config, { HAND_OUT: "proxy-token" }>;
  /** Verifies the tokens that the portal has handed out. */
  readonly signer: Signer;
  readonly appTokens: AppTokens;
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
}

/** Exotel's answer, as it goes on to the agent. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The path of Integrations Core ("Get Device Status", "Update Device Status"). */
const DEVICES = "/v2/integrations/:customer_id/apps/:app_id/users/:user_id/devices";
/** The most that is passed on, in bytes. What Exotel documents needs less than a tenth of it. */
const REQUEST_LIMIT = 1_000;
const ANSWER_LIMIT = 20_000;
/** The headers that the extension reads. */
const PASSED_ON = [
  "content-type",
  "date",
  "retry-after",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
];

const Claims = v.object({ email: v.string(), userId: v.string() });

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token came with the request. */
    agent: Agent | null;
  }
}

/** The two device calls of Integrations Core, for the one user that the portal's token is for. */
export async function devicesProxy(app: FastifyInstance, parts: Parts): Promise<void> {
  const { config, signer, appTokens, fetch, log } = parts;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.decorateRequest("agent", null);
  app.addHook("onRequest", authorize);
  // These are Exotel's.
  const own = { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false };
  await app.register(rateLimit, {
    hook: "preHandler",
    max: config.REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: ({ agent }) => agent?.userId ?? "",
    addHeaders: own,
    addHeadersOnExceeding: own,
  });
  app.route({ method: ["GET", "PUT"], url: DEVICES, bodyLimit: REQUEST_LIMIT, handler: passOn });

  async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const claims = v.safeParse(Claims, await signer.verify(token));
    if (!claims.success) return refuse(reply, 401, "Invalid or expired token");
    const { email, userId } = claims.output;
    // A token ends at once when its person is taken out of the users, or becomes another one.
    const isStillTheirs = (await exotelUserOf(email, config.USERS_FILE)) === userId;
    if (!isStillTheirs) return refuse(reply, 401, "The token's person is not this user any more");
    const own = { customer_id: config.EXOTEL_CUSTOMER_ID, app_id: config.EXOTEL_APP_ID, user_id: userId };
    const path = request.params as Record<string, string>;
    const isOwn = Object.entries(own).every(([name, value]) => path[name] === value);
    if (!isOwn) return refuse(reply, 403, "The token is for another user");
    request.agent = { email, userId };
    return undefined;
  }

  async function passOn({ method, body, agent }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (agent === null) throw new Error("a request got past its check");
    try {
      const token = await appTokens.get();
      let answer = await ask(token, method, agent, body);
      if (answer.status === 401) {
        appTokens.refused(token);
        const another = await appTokens.get();
        // Exotel has carried out nothing, so the same request may go out again.
        if (another !== token) answer = await ask(another, method, agent, body);
      }
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    } catch (error) {
      log({ event: "Exotel did not answer", user: agent.userId, reason: words(error) });
      // Not in the form of Exotel's errors: it is not Exotel's word.
      const isLate = error instanceof Error && error.name === "TimeoutError";
      return reply
        .code(isLate ? 504 : 502)
        .type("text/plain; charset=utf-8")
        .send("The portal got no answer from Exotel.");
    }
  }

  /** Asks Exotel. Of the agent's request only the method and the body go on: the address is made of the portal's own words. */
  async function ask({ token }: AppToken, method: string, { userId }: Agent, body: unknown): Promise<Answer> {
    const [customer, app, user] = [config.EXOTEL_CUSTOMER_ID, config.EXOTEL_APP_ID, userId].map(
      encodeURIComponent,
    );
    const path = `/v2/integrations/${customer}/apps/${app}/users/${user}/devices`;
    const sent = Buffer.isBuffer(body) ? { body, type: { "content-type": "application/json" } } : null;
    const response = await fetch(new URL(path, config.EXOTEL_URL), {
      method,
      headers: { authorization: `Bearer ${token}`, ...sent?.type },
      ...(sent && { body: sent.body }),
      redirect: "error",
      signal: AbortSignal.timeout(config.EXOTEL_TIMEOUT_SECONDS * 1000),
    });
    const headers = PASSED_ON.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return { status: response.status, headers: Object.fromEntries(headers), body: await bodyOf(response) };
  }
}

async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_LIMIT) throw new Error(`the answer is longer than ${ANSWER_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Refuses in the form of Integrations Core's errors, which the extension understands. */
function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ success: false, error: { message } });
}
