import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** A local OpenID Connect provider. Whoever posts an address as `login` to its page is that person. */
export interface LocalProvider {
  readonly issuer: string;
  close(): void;
}

export const CLIENT = { id: "hookswitch-portal", secret: "demo-oidc-client-secret" };

export interface ProviderOptions {
  /** The portal's. */
  readonly callback: string;
  /** Whether ID tokens hold the address, as some providers have it; otherwise only the userinfo endpoint gives it. */
  readonly emailInIdToken?: boolean;
}

/** Starts a provider on loopback. Of an address that begins with `unverified` it says that it is not verified. */
export async function startProvider({
  callback,
  emailInIdToken = false,
}: ProviderOptions): Promise<LocalProvider> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims: !emailInIdToken,
    pkce: { required: () => true },
    cookies: { keys: ["demo-cookie-key"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/login/${uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unverified") }),
    }),
    // Nobody is asked for consent, as in an organisation's own directory.
    async loadExistingGrant({ oidc: { client, session } }) {
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/login/")) return void answer(request, response);
    if (request.method === "GET") {
      response.setHeader("content-type", "text/html");
      return void response.end('<form method="post"><input name="login"><button>Sign in</button></form>');
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const login = form.get("login");
      const result = login === null ? { error: "access_denied" } : { login: { accountId: login } };
      void provider.interactionFinished(request, response, result);
    });
  });
  return { issuer, close: () => void server.close() };
}
