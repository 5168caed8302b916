import type { CcmOffice, CcmRegion } from "../core/account.ts";
import type { CcmCredentials } from "../core/credentials.ts";
import { message } from "../core/message.ts";
import type { Lookup } from "../core/user-search.ts";
import type { Checked, FieldErrors } from "./api-form.ts";
import { effectiveCountry } from "./countries.ts";
import { checkId, checkWord, errorsOf, type Text } from "./field-checks.ts";
import { readLookup } from "./read-lookup.ts";

type Office =
  | {
      readonly ok: true;
      readonly office: CcmOffice;
      /** `null`: keep the saved ones. */
      readonly credentials: CcmCredentials | null;
    }
  | { readonly ok: false; readonly errors: FieldErrors };

/** What `Find me` needs: the account, its API key and token, and whom to search for. */
type Search = (Extract<Office, { ok: true }> & { readonly lookup: Lookup }) | Extract<Office, { ok: false }>;

/** Checks typed values for CCM (seed 001, "To update user's device": region, SID, key, token, user). */
export function checkCcm(typed: FormData, hasSaved: boolean): Checked {
  const office = checkOffice(typed, hasSaved);
  const userId = checkId(textOf(typed, "userId"), message("setUpTheUserId"));
  if (!office.ok || "error" in userId) {
    return { ok: false, errors: { ...(!office.ok && office.errors), ...errorsOf({ userId }) } };
  }
  return {
    ok: true,
    account: { api: "ccm", ...office.office, userId: userId.value },
    credentials: office.credentials,
  };
}

/** Checks the values that the search needs, and parses whom to search for. */
export function checkSearch(typed: FormData, hasSaved: boolean): Search {
  const office = checkOffice(typed, hasSaved);
  const country = effectiveCountry(textOf(typed, "country"), asRegion(typed.get("region")));
  const read = readLookup(textOf(typed, "lookup"), country);
  if (office.ok && read.lookup !== null) return { ...office, lookup: read.lookup };
  return {
    ok: false,
    errors: {
      ...(!office.ok && office.errors),
      ...(read.lookup === null && { lookup: read.error }),
    },
  };
}

function checkOffice(typed: FormData, hasSaved: boolean): Office {
  const [key, token] = [textOf(typed, "apiKey"), textOf(typed, "apiToken")];
  const keepsSaved = hasSaved && key.trim() === "" && token.trim() === "";
  const accountSid = checkId(textOf(typed, "accountSid"), message("setUpTheAccountSid"));
  const apiKey = keepsSaved ? null : checkKey(key);
  const apiToken = keepsSaved ? null : checkWord(token, message("setUpTheApiToken"));
  if ("error" in accountSid || (apiKey && "error" in apiKey) || (apiToken && "error" in apiToken)) {
    return { ok: false, errors: errorsOf({ accountSid, apiKey, apiToken }) };
  }
  return {
    ok: true,
    office: { region: asRegion(typed.get("region")), accountSid: accountSid.value },
    credentials: apiKey && apiToken && { api: "ccm", apiKey: apiKey.value, apiToken: apiToken.value },
  };
}

/** HTTP Basic ends the key at the first colon (RFC 7617, 2). */
function checkKey(typed: string): Text {
  const key = checkWord(typed, message("setUpTheApiKey"));
  if ("error" in key || !key.value.includes(":")) return key;
  return { error: message("setUpKeyWithColon") };
}

function textOf(typed: FormData, name: string): string {
  return String(typed.get(name) ?? "");
}

/** A form's value as a region; Mumbai for anything unknown. */
export function asRegion(value: unknown): CcmRegion {
  return value === "singapore" ? "singapore" : "mumbai";
}
