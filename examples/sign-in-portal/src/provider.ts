import * as client from "openid-client";
import * as v from "valibot";
import type { Config } from "./config.ts";
import { SignInError } from "./sign-in-error.ts";

/** What a sign-in under way must still know when the provider sends the agent back. */
export const SignInSecrets = v.object({ state: v.string(), nonce: v.string(), verifier: v.string() });
export type SignInSecrets = v.InferOutput<typeof SignInSecrets>;

/** The organisation's OpenID Connect provider. */
export interface Provider {
  /** @param silent whether the provider may show nothing, and says instead that it would have to */
  begin(silent: boolean): Promise<{ url: URL; secrets: SignInSecrets }>;
  /**
   * The person's verified email address.
   *
   * @param callback the address at which the provider has sent the agent back
   * @throws SignInError
   */
  finish(callback: URL, secrets: SignInSecrets): Promise<string>;
}

/** The errors of the provider that the extension is told as they are (RFC 6749, OpenID Connect Core 3.1.2.6). */
const TOLD = [
  "access_denied",
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required",
  "temporarily_unavailable",
];

/** Asks the provider for its addresses and keys. */
export async function connectProvider(config: Config): Promise<Provider> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = config;
  // `config` allows this only on this machine.
  const withoutTls = issuer.protocol === "http:" ? { execute: [client.allowInsecureRequests] } : {};
  const oidc = await client.discovery(issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, withoutTls);
  // Check the signature of ID tokens, too, although they come over TLS from the provider itself.
  client.enableNonRepudiationChecks(oidc);

  return {
    async begin(silent) {
      const secrets = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(oidc, {
        redirect_uri: new URL("/callback", config.PUBLIC_URL).href,
        scope: "openid email",
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: "S256",
        ...(silent ? { prompt: "none" } : {}),
      });
      return { url, secrets };
    },

    async finish(callback, { state, nonce, verifier }) {
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      };
      const tokens = await client.authorizationCodeGrant(oidc, callback, checks).catch((error: unknown) => {
        if (!(error instanceof client.AuthorizationResponseError) || !TOLD.includes(error.error)) throw error;
        throw new SignInError(error.error, "The organisation's sign-in did not let the agent in.");
      });
      const idToken = tokens.claims();
      if (idToken === undefined) throw new Error("the provider sent no ID token");
      // Some providers put the address into the ID token, others only where it is asked for.
      const claims =
        idToken.email === undefined
          ? await client.fetchUserInfo(oidc, tokens.access_token, idToken.sub)
          : idToken;
      if (typeof claims.email !== "string" || claims.email_verified !== true) {
        throw new SignInError("access_denied", "The organisation's sign-in gave no verified email address.");
      }
      return claims.email;
    },
  };
}
