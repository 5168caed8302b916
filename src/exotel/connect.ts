import type { Account } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import { ccm } from "./ccm/devices.ts";
import type { DeviceApi } from "./device-api.ts";
import { integrationsCore } from "./integrations-core/devices.ts";
import type { Network } from "./request.ts";

/** The API that an account is served by, with its credentials inside; `null` where they are another API's. */
export function connect(account: Account, credentials: Credentials, network: Network): DeviceApi | null {
  if (account.api === "ccm") return credentials.api === "ccm" ? ccm(account, credentials, network) : null;
  return credentials.api === "integrations-core"
    ? integrationsCore(account, credentials.appToken, network)
    : null;
}
