import type { Credentials } from "../../core/credentials.ts";
import { inAddresses } from "./addresses.ts";
import { inAuthorization } from "./authorization.ts";
import type { Finding, PastedField } from "./finding.ts";
import { inLabelled } from "./labelled.ts";
import { plainText } from "./plain-text.ts";
import { inBareLine, inTables } from "./tables.ts";

/** What a pasted text says of an account. It may hold secrets: put them into password fields, and keep it nowhere. */
export interface Pasted {
  /** The kind of account that follows from it; `both`: it describes both; `null`: it tells of none. */
  readonly api: Credentials["api"] | "both" | null;
  /** The value of each field that the text gives, and gives once. */
  readonly values: Readonly<Partial<Record<PastedField, string>>>;
  /** Fields for which it gives several values. None of them is chosen. */
  readonly unclear: readonly PastedField[];
  /** Whether it names an app secret, which Hookswitch does not take. */
  readonly hasSecret: boolean;
}

/** The fields of each API, in the form's order. */
const FIELDS: Readonly<Record<Credentials["api"], readonly PastedField[]>> = {
  "integrations-core": ["customerId", "appId", "userId", "appToken"],
  ccm: ["region", "accountSid", "apiKey", "apiToken", "lookup", "userId"],
};
const ONLY: Readonly<Record<Credentials["api"], readonly PastedField[]>> = {
  "integrations-core": ["customerId", "appId", "appToken"],
  ccm: ["accountSid", "apiKey", "apiToken"],
};

/**
 * Takes apart what an administrator gives to an agent: an address of the devices, a curl line, an email with IDs, a table, JSON,
 * an environment file. Never throws. It guesses nothing: what could be two things is left out.
 *
 * @param saved the kind of account that is saved, to which a text belongs that tells of none, such as a new token alone
 */
export function parsePasted(pasted: string, saved: Credentials["api"] | null = null): Pasted {
  const text = plainText(pasted);
  const tables = inTables(text);
  const addresses = inAddresses(text);
  const found = [...addresses, ...inAuthorization(text), ...tables.findings, ...inLabelled(tables.rest)];
  const all = found.length === 0 ? inBareLine(text) : found;
  const api = apiOf(all, addresses);
  return {
    api,
    ...(api === "both" ? { values: {}, unclear: [] } : settle(all, api ?? saved)),
    hasSecret: all.some(({ field }) => field === "secret"),
  };
}

/** Whether a text need not be read again, or must not stay: all that it gives is filled in, or it holds a secret. */
export function isSpent({ values, unclear, hasSecret }: Pasted): boolean {
  return hasSecret || (Object.keys(values).length > 0 && unclear.length === 0);
}

function apiOf(all: readonly Finding[], addresses: readonly Finding[]): Pasted["api"] {
  const has = (api: Credentials["api"]): boolean =>
    all.some(({ field }) => ONLY[api].includes(field as PastedField));
  const isCore = has("integrations-core");
  // Only CCM has a host for each region.
  const isCcm = has("ccm") || addresses.some(({ field }) => field === "region");
  if (isCore && isCcm) return "both";
  return isCore ? "integrations-core" : isCcm ? "ccm" : null;
}

/** The values of the API's fields; without an API, of those that both have. With a user ID, there is nobody to look for. */
function settle(all: readonly Finding[], api: Credentials["api"] | null): Pick<Pasted, "values" | "unclear"> {
  const hasUser = all.some(({ field }) => field === "userId");
  const ofApi = api === null ? (["userId"] as const) : FIELDS[api];
  const fields = ofApi.filter((field) => !(hasUser && field === "lookup"));
  const token = api === "ccm" ? "apiToken" : "appToken";
  const valuesOf = (field: PastedField): string[] => {
    const own = all.filter((one) => one.field === field);
    // A token without a further name says nothing beside one that has it.
    const named = own.length === 0 && field === token ? all.filter((one) => one.field === "token") : own;
    return [...new Set(named.map(({ value }) => value))];
  };
  const values = fields.flatMap((field) => {
    const [value, ...others] = valuesOf(field);
    return value === undefined || others.length > 0 ? [] : [[field, value]];
  });
  return {
    values: Object.fromEntries(values) as Pasted["values"],
    unclear: fields.filter((field) => valuesOf(field).length > 1),
  };
}
