import type { Account } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import type { DeviceApi } from "./device-api.ts";
import { integrationsCore } from "./integrations-core.ts";
import type { Network } from "./request.ts";

/** The API that an account is served by, with its credentials inside. */
export function connect(account: Account, credentials: Credentials, network: Network): DeviceApi {
  return integrationsCore(account, credentials.appToken, network);
}
