import type { FastifyReply, FastifyRequest } from "fastify";

/** Lets the pages of one origin ask and read the answers, as Exotel's API lets those with its SDK. Answers their preflights. */
export function letPagesAsk(origin: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.headers.origin !== origin) return;
    reply.header("access-control-allow-origin", origin);
    if (request.method !== "OPTIONS") return;
    return reply.header("access-control-allow-headers", "authorization, content-type").code(204).send();
  };
}
