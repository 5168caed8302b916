import cookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply } from "fastify";
import * as v from "valibot";
import type { Config } from "./config.ts";
import type { Credentials, HandOut } from "./credentials.ts";
import { type Log, words } from "./log.ts";
import { type Provider, SignInSecrets } from "./provider.ts";
import { isRedirectUriOf } from "./redirect-uri.ts";
import { SignInError } from "./sign-in-error.ts";
import type { Signer } from "./signer.ts";
import { exotelUserOf } from "./users.ts";

interface Parts {
  readonly config: Config;
  readonly provider: Provider;
  /** Signs the cookie of a sign-in under way. */
  readonly signer: Signer;
  readonly handOut: HandOut;
  readonly log: Log;
}

/** How long a sign-in may take, from its start to its end, s. */
const TIME_TO_SIGN_IN = 600;

/** What the browser keeps in a cookie during a sign-in. */
const UnderWay = v.object({
  redirectUri: v.string(),
  /** The extension's `state`, which goes back to it. */
  extensionState: v.string(),
  secrets: SignInSecrets,
});

/** `GET /sign-in`, where the extension begins, and `GET /callback`, to which the provider sends the agent back. */
export async function signInRoutes(
  app: FastifyInstance,
  { config, provider, signer, handOut, log }: Parts,
): Promise<void> {
  const secure = config.PUBLIC_URL.protocol === "https:";
  // By this prefix the browser takes the cookie from this host alone, not from another one of its domain.
  const COOKIE = secure ? "__Host-hookswitch-sign-in" : "hookswitch-sign-in";
  // `lax`: it must come along when the provider, which is another site, sends the agent back.
  const cookieOptions = { path: "/", httpOnly: true, secure, sameSite: "lax" } as const;

  const Start = v.object({
    redirect_uri: v.pipe(
      v.string(),
      v.check((uri) => isRedirectUriOf(config.EXTENSION_IDS, uri)),
    ),
    state: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
    client: v.literal("hookswitch"),
    /** Asks for a sign-in that shows nothing. */
    prompt: v.optional(v.literal("none")),
  });

  await app.register(cookie);
  app.addHook("onSend", async (_request, reply) => {
    reply.headers({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
  });

  app.get("/sign-in", async (request, reply) => {
    const start = v.safeParse(Start, request.query);
    // Never a redirect to an address that is not one of the extension's own.
    if (!start.success)
      return page(reply, "This is not a sign-in of Hookswitch, or not of one that is known here.");
    const { redirect_uri, state, prompt } = start.output;
    const { url, secrets } = await provider.begin(prompt === "none");
    const underWay = { redirectUri: redirect_uri, extensionState: state, secrets };
    const kept = await signer.sign(underWay, TIME_TO_SIGN_IN);
    return reply.setCookie(COOKIE, kept, { ...cookieOptions, maxAge: TIME_TO_SIGN_IN }).redirect(url.href);
  });

  app.get("/callback", async (request, reply) => {
    const kept = v.safeParse(UnderWay, await signer.verify(request.cookies[COOKIE] ?? ""));
    // Somebody else's callback must not sign this browser in, nor end its own sign-in.
    const isOurs =
      kept.success && v.is(v.object({ state: v.literal(kept.output.secrets.state) }), request.query);
    if (!isOurs)
      return page(reply, "This sign-in is over, or was begun elsewhere. Start again in Hookswitch.");
    const { redirectUri, extensionState, secrets } = kept.output;
    const ending = await credentialsOf(new URL(request.url, config.PUBLIC_URL), secrets).catch(refusal);
    const fragment = new URLSearchParams({ state: extensionState, ...ending })
      .toString()
      .replaceAll("+", "%20");
    return reply.clearCookie(COOKIE, cookieOptions).redirect(`${redirectUri}#${fragment}`);
  });

  async function credentialsOf(callback: URL, secrets: SignInSecrets): Promise<Credentials> {
    const email = await provider.finish(callback, secrets);
    const userId = await exotelUserOf(email, config.USERS_FILE);
    if (userId === null) throw new SignInError("access_denied", "This person is no user of Exotel's here.");
    const credentials = await handOut({ email, userId });
    log({ event: "handed out", what: config.HAND_OUT, email, user: userId });
    return credentials;
  }

  function refusal(error: unknown): { error: string; error_description: string } {
    log({ event: "not signed in", reason: words(error) });
    const { code, description } =
      error instanceof SignInError
        ? error
        : new SignInError("server_error", "The sign-in portal has failed. Its log says why.");
    return { error: code, error_description: description };
  }
}

function page(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(400).type("text/plain; charset=utf-8").send(text);
}
