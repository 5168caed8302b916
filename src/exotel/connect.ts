import type { Account } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import { ccm } from "./ccm/devices.ts";
import type { DeviceApi } from "./device-api.ts";
import { eitherContract } from "./either-contract.ts";
import type { Network } from "./request.ts";

/** The device API of an account, with its credentials inside; `null` if they belong to another API. */
export function connect(account: Account, credentials: Credentials, network: Network): DeviceApi | null {
  switch (account.api) {
    case "ccm":
      return credentials.api === "ccm" ? ccm(account, credentials, network) : null;
    case "integrations-core":
    case "usermapping":
      return credentials.api === "integrations-core"
        ? eitherContract(account, credentials.appToken, network)
        : null;
  }
}
