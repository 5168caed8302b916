import { type CcmOffice, hostOf } from "../../core/account.ts";
import type { CcmCredentials } from "../../core/credentials.ts";
import type { Failure, FailureCause } from "../../core/failure.ts";
import { ExotelError } from "../exotel-error.ts";
import { type Answer, type Network, request } from "../request.ts";
import { urlPath } from "../url-path.ts";
import { readError, statusInside } from "./errors.ts";

export type CcmKey = Pick<CcmCredentials, "apiKey" | "apiToken">;

/** A request to CCM; its path is relative to the account. */
export interface CcmRequest {
  readonly method: "GET" | "PUT";
  readonly path: readonly string[];
  readonly query?: URLSearchParams;
  readonly body?: object;
}

/** Sends requests for one account. It throws `ExotelError` only. */
export type Send = (asked: CcmRequest) => Promise<Answer>;

/**
 * Prepares the requests for one account.
 *
 * @param key goes into the `Authorization` header only: browsers refuse credentials in a URL
 */
export function sender(account: CcmOffice, key: CcmKey, network: Network): Send {
  return async ({ method, path, query, body }) => {
    const url = new URL(
      `https://${hostOf(account)}/${urlPath(["v2", "accounts", account.accountSid, ...path])}`,
    );
    if (query !== undefined) url.search = query.toString();
    const basic = base64(`${key.apiKey}:${key.apiToken}`);
    const authorization = `Basic ${basic}`;
    const secrets = [basic, key.apiToken, key.apiKey];
    try {
      return await request({ method, url, authorization, secrets, body, readError, statusInside }, network);
    } catch (error) {
      if (!(error instanceof ExotelError)) throw error;
      const { failure } = error;
      throw new ExotelError(failure.kind, { ...failure, cause: causeFor(failure, method) });
    }
  };
}

function causeFor({ kind, cause }: Failure, method: CcmRequest["method"]): FailureCause | null {
  // A wrong region or account gets the same answer as a wrong key (seed 001, the table of errors).
  if (kind === "credentials-refused") return "authentication-failed";
  // A GET names no device, so the user does not exist.
  return method === "GET" && cause === "no-such-device" ? null : cause;
}

/** Base64 of the text's UTF-8: `btoa` itself accepts Latin-1 only. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
