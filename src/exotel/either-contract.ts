import type { IntegrationsCoreAccount } from "../core/account.ts";
import type { FailureKind } from "../core/failure.ts";
import type { DeviceApi } from "./device-api.ts";
import { asFailure } from "./exotel-error.ts";
import { integrationsCore } from "./integrations-core/devices.ts";
import type { Network } from "./request.ts";
import { userMapping } from "./usermapping/devices.ts";

/** If the other contract fails in one of these ways, nothing says that it knows the user, so the first failure counts. */
const SAYS_NO: readonly FailureKind[] = [
  "not-found",
  "not-permitted",
  "credentials-refused",
  "invalid-request",
  "conflict",
];

/**
 * The devices of one user of an app, by the contract of Integrations Core that knows the user. The account's own is asked first.
 * If Exotel says that it has no such user there, the other one is asked; a reading names the API that has answered.
 */
export function eitherContract(
  account: IntegrationsCoreAccount,
  appToken: string,
  network: Network,
): DeviceApi {
  const newer = integrationsCore(account, appToken, network);
  const older = userMapping(account, appToken, network);
  let known = account.api === "usermapping" ? older : newer;
  return {
    get api() {
      return known.api;
    },
    async read() {
      try {
        return await known.read();
      } catch (error) {
        if (asFailure(error).kind !== "not-found") throw error;
        const other = known === newer ? older : newer;
        const reading = await other.read().catch((otherError: unknown) => {
          throw SAYS_NO.includes(asFailure(otherError).kind) ? error : otherError;
        });
        known = other;
        return reading;
      }
    },
    write: (change) => known.write(change),
  };
}
