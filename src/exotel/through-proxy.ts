import { PROXY_HOST } from "../core/proxy-host.ts";
import { ExotelError } from "./exotel-error.ts";

/**
 * If an organisation's server is asked instead of Exotel, nothing shows which of the two has refused or failed. So the failure
 * names the server, and quotes neither.
 *
 * @throws ExotelError always
 */
export function tellOfProxy(error: unknown): never {
  if (PROXY_HOST === null || !(error instanceof ExotelError)) throw error;
  const { failure } = error;
  throw new ExotelError(failure.kind, { ...failure, detail: PROXY_HOST });
}
