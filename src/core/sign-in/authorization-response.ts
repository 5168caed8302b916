import type { Account } from "../account.ts";
import { type Credentials, credentialsOf } from "../credentials.ts";
import type { SignInFailure } from "./sign-in.ts";

/** How the organisation's sign-in page has answered. */
export type AuthorizationResponse = SignedIn | { readonly ok: false; readonly why: SignInFailure };

export interface SignedIn {
  readonly ok: true;
  readonly account: Account;
  readonly credentials: Credentials;
  /** For how long the credentials are good, in seconds; `null` if the page does not say, or they do not end. */
  readonly expiresIn: number | null;
}

/** Longer than any answer, in characters. */
const LONGEST_ANSWER = 10_000;
/** The errors by which the page says that it would have to show something (OpenID Connect Core, 3.1.2.6). */
const WANTS_TO_SHOW = [
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required",
];
/** The errors by which the page says that it has failed itself (RFC 6749, 4.1.2.1). */
const HAS_FAILED = ["server_error", "temporarily_unavailable"];

/**
 * Reads the answer from the address at which the sign-in has ended. It counts only as a whole: one wrong, doubled or oddly named
 * part makes it useless. The page's own words (`error_description`) are not used.
 *
 * @param address as the browser caught it
 */
export function readAuthorizationResponse(
  address: string,
  redirectUri: string,
  state: string,
): AuthorizationResponse {
  const parts = partsOf(address, redirectUri);
  if (parts?.get("state") !== state) return USELESS;
  const error = parts.get("error");
  if (error !== undefined) return { ok: false, why: whyNot(error) };
  const account = accountOf(parts);
  const credentials = account && credentialsIn(parts, credentialsOf(account.api));
  const expiresIn = secondsOf(parts.get("expires_in"));
  if (account === null || credentials === null || expiresIn === undefined) return USELESS;
  return { ok: true, account, credentials, expiresIn };
}

const USELESS: AuthorizationResponse = { ok: false, why: "failed" };

/** The parts of the fragment by their names; `null` if it is not an answer's. */
function partsOf(address: string, redirectUri: string): ReadonlyMap<string, string> | null {
  const start = `${redirectUri}#`;
  if (!address.startsWith(start) || address.length > LONGEST_ANSWER) return null;
  const parts = [...new URLSearchParams(address.slice(start.length))];
  const names = new Set(parts.map(([name]) => name));
  const isSound = names.size === parts.length && [...names].every((name) => /^[a-z_]{1,40}$/.test(name));
  return isSound ? new Map(parts) : null;
}

function whyNot(error: string): SignInFailure {
  if (WANTS_TO_SHOW.includes(error)) return "interaction";
  return HAS_FAILED.includes(error) ? "failed" : "denied";
}

function accountOf(parts: ReadonlyMap<string, string>): Account | null {
  const userId = idOf(parts.get("user_id"));
  switch (parts.get("api")) {
    case "integrations-core": {
      const [customerId, appId] = [idOf(parts.get("customer_id")), idOf(parts.get("app_id"))];
      if (userId === null || customerId === null || appId === null) return null;
      return { api: "integrations-core", customerId, appId, userId };
    }
    case "ccm": {
      const [region, accountSid] = [parts.get("region"), idOf(parts.get("account_sid"))];
      if (userId === null || accountSid === null || (region !== "mumbai" && region !== "singapore"))
        return null;
      return { api: "ccm", region, accountSid, userId };
    }
    default:
      return null;
  }
}

function credentialsIn(parts: ReadonlyMap<string, string>, api: Credentials["api"]): Credentials | null {
  switch (api) {
    case "integrations-core": {
      const appToken = parts.get("app_token") ?? "";
      return /^[\x21-\x7e]{1,4000}$/.test(appToken) ? { api, appToken } : null;
    }
    case "ccm": {
      const [apiKey, apiToken] = [parts.get("api_key") ?? "", parts.get("api_token") ?? ""];
      const areSound = [apiKey, apiToken].every((word) => /^[^\s\p{C}]{1,500}$/u.test(word));
      // A colon ends the key in the header (RFC 7617, 2).
      return areSound && !apiKey.includes(":") ? { api, apiKey, apiToken } : null;
    }
  }
}

/** An ID that can be one segment of a URL's path; `null` for any other text. */
function idOf(text: string | undefined): string | null {
  const isId = text !== undefined && /^[^\s\p{C}]([^\p{C}]{0,198}[^\s\p{C}])?$/u.test(text);
  return isId && text !== "." && text !== ".." ? text : null;
}

/** @returns `null` if there is none, `undefined` if it is not a number of seconds */
function secondsOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
