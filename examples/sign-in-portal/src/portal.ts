import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { createAppTokens } from "./app-tokens.ts";
import type { Config } from "./config.ts";
import { appToken, ccmKey, proxyToken } from "./credentials.ts";
import { devicesProxy } from "./devices-proxy.ts";
import { type Log, words } from "./log.ts";
import { connectProvider } from "./provider.ts";
import { signInRoutes } from "./sign-in.ts";
import { createSigner } from "./signer.ts";

export interface Effects {
  /** Reaches Exotel. */
  readonly fetch: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Log;
}

/** The portal, ready to listen. Asks the provider for its addresses first. */
export async function buildPortal(config: Config, { fetch, now, log }: Effects): Promise<FastifyInstance> {
  const provider = await connectProvider(config);
  const app = Fastify({
    exposeHeadRoutes: false,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 500 },
  });

  // Of the address only the route: a query holds codes and states.
  app.addHook("onResponse", async ({ method, routeOptions }, reply) => {
    log({ event: "answered", method, route: routeOptions.url ?? "none", status: reply.statusCode });
  });
  app.setErrorHandler(async (error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log({ event: "failed", reason: words(error) });
    const message = status >= 500 ? "The sign-in portal has failed" : error.message;
    return reply.code(status).send({ success: false, error: { message } });
  });
  app.get("/health", async () => "ok\n");

  const signer = createSigner(config.PORTAL_SECRET, "sign-in", now);
  const parts = { config, provider, signer, log };
  if (config.HAND_OUT === "ccm-key") {
    await app.register(signInRoutes, { ...parts, handOut: ccmKey(config) });
    return app;
  }
  const appTokens = createAppTokens(config, { fetch, now, log });
  if (config.HAND_OUT === "app-token") {
    await app.register(signInRoutes, { ...parts, handOut: appToken(config, appTokens, now) });
    return app;
  }
  const proxySigner = createSigner(config.PORTAL_SECRET, "devices", now);
  await app.register(signInRoutes, { ...parts, handOut: proxyToken(config, proxySigner) });
  await app.register(devicesProxy, { config, signer: proxySigner, appTokens, fetch, log });
  return app;
}
