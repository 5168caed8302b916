import type { AppTokens } from "./app-tokens.ts";
import type { AppConfig, Config } from "./config.ts";
import type { Signer } from "./signer.ts";

/** A person of the organisation, and the Exotel user that they are. */
export interface Agent {
  /** As the provider has verified it. */
  readonly email: string;
  readonly userId: string;
}

/** What the extension gets at the end of a sign-in, by the names in the fragment. */
export type Credentials = Readonly<Record<string, string>>;
export type HandOut = (agent: Agent) => Promise<Credentials>;

type ConfigOf<Choice extends Config["HAND_OUT"]> = Extract<Config, { HAND_OUT: Choice }>;

/** A token of the portal's own, good for one user and for nothing but the portal's device calls. */
export function proxyToken(config: ConfigOf<"proxy-token">, signer: Signer): HandOut {
  const seconds = Math.round(config.TOKEN_HOURS * 3600);
  return async (agent) => appCredentials(config, agent, await signer.sign({ ...agent }, seconds), seconds);
}

/**
 * The app's token itself.
 *
 * @param now epoch ms
 */
export function appToken(config: ConfigOf<"app-token">, appTokens: AppTokens, now: () => number): HandOut {
  return async (agent) => {
    const { token, expiresAt } = await appTokens.get();
    return appCredentials(config, agent, token, Math.floor((expiresAt - now()) / 1000));
  };
}

/** The account's API key. It has no end. */
export function ccmKey(config: ConfigOf<"ccm-key">): HandOut {
  return async ({ userId }) => ({
    api: "ccm",
    region: config.EXOTEL_REGION,
    account_sid: config.EXOTEL_ACCOUNT_SID,
    api_key: config.EXOTEL_API_KEY,
    api_token: config.EXOTEL_API_TOKEN,
    user_id: userId,
  });
}

function appCredentials(config: AppConfig, { userId }: Agent, token: string, seconds: number): Credentials {
  return {
    api: "integrations-core",
    customer_id: config.EXOTEL_CUSTOMER_ID,
    app_id: config.EXOTEL_APP_ID,
    user_id: userId,
    app_token: token,
    expires_in: String(seconds),
  };
}
