import * as v from "valibot";
import { type CcmAccount, type CcmOffice, hostOf } from "../../core/account.ts";
import type { CcmCredentials } from "../../core/credentials.ts";
import type { Assignment, Device, Reading, WriteAnswer } from "../../core/devices/device.ts";
import { isE164 } from "../../core/e164.ts";
import type { Failure, FailureCause, FailureKind } from "../../core/failure.ts";
import type { Found, FoundUser, Lookup } from "../../core/user-search.ts";
import type { DeviceApi } from "../device-api.ts";
import { ExotelError } from "../exotel-error.ts";
import { type Answer, type Network, request } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { address, check, checkUser, pathPart } from "../shape.ts";
import { ccmWords, statusInside } from "./errors.ts";

/**
 * Exotel CCM, "To update user's device": any number of devices a user, of which at most one is on.
 * It never says whether a softphone is registered.
 */

export type CcmKey = Pick<CcmCredentials, "apiKey" | "apiToken">;

/** Exotel's public documentation allows no longer pages. */
const PAGE = 50;
/** An account of more users than this is no call centre's; a server that never ends its list is at fault. */
const MOST_PAGES = 200;
/** A server that does not know the filter lists everybody: to read them all would use up the account's minute. */
const MOST_PAGES_OF_OTHERS = 10;
/** Whoever looks for themselves has been told by then that there was no answer (`REPLY_TIMEOUT`). ms */
const LONGEST_SEARCH = 45_000;

/** As text. IDs are numbers in the seed's examples of devices, and nowhere said to be so for users. */
const Id = v.union([
  v.pipe(
    v.string(),
    v.minLength(1),
    // IDs are shown as they are: what nobody sees in one would make it read as another.
    v.regex(/^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u),
    // What every object has already, such as `constructor`, cannot be a device's key in an assignment.
    v.check((id) => !(id in {})),
  ),
  v.pipe(v.number(), v.transform(String), v.regex(/^-?\d+$/)),
]);
/** A text that nothing depends on: one of an odd type is left out. */
const label = v.fallback(v.nullish(v.string()), undefined);
const DeviceData = v.object({
  id: Id,
  name: label,
  contact_uri: address,
  type: v.string(),
  available: v.nullable(v.boolean()),
  // The verdict depends on it: what may mean that it is not must not count as well as no word of it.
  verified: v.nullish(v.fallback(v.boolean(), false)),
  status: label,
});
/** No document lists a user's fields. */
const UserData = v.object({
  id: Id,
  name: label,
  first_name: label,
  last_name: label,
  email: label,
  devices: v.nullish(v.array(DeviceData)),
});
const Record = <S extends v.GenericSchema>(data: S) => v.object({ status: v.literal("success"), data });
/** The one record, which the seed shows bare and speaks of as an element of "the response array". */
const One = <S extends v.GenericSchema>(data: S) =>
  v.object({
    response: v.pipe(
      v.unknown(),
      v.transform((response) => (Array.isArray(response) && response.length === 1 ? response[0] : response)),
      Record(data),
    ),
  });
const DeviceAnswer = One(DeviceData);
const UserAnswer = One(UserData);
/** Without a usable total, the list is as long as it goes on. */
const NO_TOTAL = Number.POSITIVE_INFINITY;
const ListAnswer = v.object({
  metadata: v.fallback(v.object({ total: v.pipe(v.number(), v.integer(), v.minValue(0)) }), {
    total: NO_TOTAL,
  }),
  response: v.nullable(v.array(Record(UserData))),
});

/**
 * The devices of one user of an account.
 *
 * @param key goes into the `Authorization` header only: browsers refuse credentials in a URL
 */
export function ccm(account: CcmAccount, key: CcmKey, network: Network): DeviceApi {
  const user = ["users", account.userId];

  async function write(deviceId: string, body: object): Promise<WriteAnswer> {
    const path = [...user, "devices", deviceId];
    const answer = await ask(account, key, network, { method: "PUT", path, body });
    const { data } = check(DeviceAnswer, answer.json).response;
    if (data.id !== deviceId) {
      throw new ExotelError("malformed", { detail: "it is about another device" });
    }
    return { devices: [asDevice(data)], updatedAt: null };
  }

  return {
    rule: "at-most-one-on",

    async read(): Promise<Reading> {
      const query = new URLSearchParams({ fields: "devices" });
      const answer = await ask(account, key, network, { method: "GET", path: user, query });
      const { data } = check(UserAnswer, answer.json).response;
      checkUser(data.id, account.userId);
      // Without the list nothing is known; an empty one says that there is no device.
      if (!data.devices) throw new ExotelError("malformed", { detail: "it does not list the devices" });
      // Which of the two would be true?
      if (new Set(data.devices.map(({ id }) => id)).size < data.devices.length) {
        throw new ExotelError("malformed", { detail: "it lists a device twice" });
      }
      return {
        userId: account.userId,
        userName: nameOf(data),
        rule: "at-most-one-on",
        devices: data.devices.map(asDevice),
        takenAt: answer.takenAt,
        serverTime: answer.serverTime,
        updatedAt: null,
      };
    },

    async write(change: Assignment): Promise<WriteAnswer> {
      const [first, ...others] = Object.entries(change);
      if (first === undefined || others.length > 0) {
        throw new ExotelError("invalid-request", { detail: "one device a request" });
      }
      const [deviceId, available] = first;
      return write(deviceId, { available });
    },

    async changeNumber(deviceId: string, number: string): Promise<WriteAnswer> {
      if (!isE164(number)) throw new ExotelError("invalid-request", { detail: "the number is not in E.164" });
      return write(deviceId, { contact_uri: number });
    },
  };
}

/**
 * Finds the users of an account by phone number, SIP address or email (seed 001, "How to turn a user device
 * ON / OFF?", step 1). What is nobody's email may be a SIP address.
 */
export async function findUsers(
  account: CcmOffice,
  key: CcmKey,
  lookup: Lookup,
  network: Network,
): Promise<Found> {
  const until = network.now() + LONGEST_SEARCH;
  const found = await search(account, key, lookup, network, until, ["not-found"]);
  if (found.users.length > 0 || lookup.by !== "email") return found;
  const uri: Lookup = { by: "contact-uri", contactUri: `sip:${lookup.email}` };
  // A server may not take it for an address at all.
  return search(account, key, uri, network, until, ["not-found", "invalid-request"]);
}

/**
 * Reads all pages of the list for who is meant. Whom it has found before it fails is worth more than why it does.
 *
 * @param until when to give up; this machine's clock, ms
 * @param nobody the failures by which a server says that there is none, or none more
 */
async function search(
  account: CcmOffice,
  key: CcmKey,
  lookup: Lookup,
  network: Network,
  until: number,
  nobody: readonly FailureKind[],
): Promise<Found> {
  // By ID: somebody may slip from one page to the next while they are read.
  const found = new Map<string, FoundUser>();
  try {
    const isWhole = await readPages(account, key, lookup, network, until, nobody, found);
    return { users: [...found.values()], isWhole };
  } catch (error) {
    if (!(error instanceof ExotelError) || found.size === 0) throw error;
    return { users: [...found.values()], isWhole: false, waitUntil: error.failure.waitUntil };
  }
}

/** Adds to `found` who is meant; tells whether the list was read to its end, and not given up as it took too long. */
async function readPages(
  account: CcmOffice,
  key: CcmKey,
  lookup: Lookup,
  network: Network,
  until: number,
  nobody: readonly FailureKind[],
  found: Map<string, FoundUser>,
): Promise<boolean> {
  const seen = new Set<string>();
  let offset = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    if (network.now() >= until) return false;
    const query = new URLSearchParams({ fields: "devices" });
    if (lookup.by === "email") query.set("email", lookup.email);
    else query.set("devices.contact_uri", lookup.contactUri);
    query.set("offset", String(offset));
    query.set("limit", String(PAGE));
    const asked = ask(account, key, network, { method: "GET", path: ["users"], query });
    const answer = await asked.catch((error: unknown) => {
      if (error instanceof ExotelError && nobody.includes(error.failure.kind)) return null;
      throw error;
    });
    if (answer === null) return true;
    const { metadata, response } = check(ListAnswer, answer.json);
    const users = response ?? [];
    const before = seen.size;
    for (const { data } of users) {
      seen.add(data.id);
      // A server that does not know the filter answers with everybody.
      if (isMeant(data, lookup)) found.set(data.id, asFoundUser(data));
    }
    // A server may hand out shorter pages than it is asked for.
    offset += users.length;
    if (users.length === 0 || offset >= metadata.total) return true;
    if (seen.size > found.size && page + 1 >= MOST_PAGES_OF_OTHERS) {
      throw new ExotelError("malformed", { detail: "it lists other users than those asked for" });
    }
    // A server that does not know `offset` gives the same page for ever.
    if (seen.size > before) continue;
    if (found.size > 0 && metadata.total === NO_TOTAL) return true;
    break;
  }
  throw new ExotelError("malformed", { detail: "its list of users does not end" });
}

interface Asked {
  readonly method: "GET" | "PUT";
  readonly path: readonly string[];
  readonly query?: URLSearchParams;
  readonly body?: object;
}

async function ask(
  account: CcmOffice,
  key: CcmKey,
  network: Network,
  { method, path, query, body }: Asked,
): Promise<Answer> {
  const parts = ["v2", "accounts", account.accountSid, ...path].map(pathPart);
  const url = new URL(`https://${hostOf(account)}/${parts.join("/")}`);
  if (query !== undefined) url.search = query.toString();
  const basic = base64(`${key.apiKey}:${key.apiToken}`);
  const authorization = `Basic ${basic}`;
  const secrets = [basic, key.apiToken, key.apiKey];
  const asked = { method, url, authorization, secrets, body, readError: ccmWords, statusInside };
  try {
    return await request(asked, network);
  } catch (error) {
    if (!(error instanceof ExotelError)) throw error;
    const { failure } = error;
    throw new ExotelError(failure.kind, { ...failure, cause: causeFor(failure, method) });
  }
}

function causeFor({ kind, cause }: Failure, method: Asked["method"]): FailureCause | null {
  // A wrong region or account is answered in the same way as a wrong key (seed 001, the table of errors).
  if (kind === "credentials-refused") return "authentication-failed";
  // A read asks for no device: it is the user that there is not.
  return method === "GET" && cause === "no-such-device" ? null : cause;
}

/** Base64 of the text's UTF-8, which `btoa` alone does not take. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function asDevice(data: v.InferOutput<typeof DeviceData>): Device {
  const kind = data.type === "tel" ? "pstn" : data.type === "sip" ? "sip" : "other";
  const name = sanitize(data.name);
  return {
    id: data.id,
    kind,
    name: kind === "other" ? withType(name, sanitize(data.type)) : name,
    address: sanitize(data.contact_uri),
    on: data.available,
    registration: "not-reported",
    lastSeenAt: null,
    verified: data.verified ?? null,
    busy: data.status === "busy" ? true : data.status === "free" ? false : null,
  };
}

/** A device of a type that no document names is told by it. */
function withType(name: string | null, type: string | null): string | null {
  if (type === null) return name;
  return name === null ? `type ${type}` : `${name} (type ${type})`;
}

function nameOf(data: v.InferOutput<typeof UserData>): string | null {
  return sanitize([data.first_name, data.last_name].filter((part) => part).join(" ")) ?? sanitize(data.name);
}

function isMeant(data: v.InferOutput<typeof UserData>, lookup: Lookup): boolean {
  if (lookup.by === "email") {
    // Where no email is given, the server's word has to do.
    return data.email === undefined || data.email?.toLowerCase() === lookup.email.toLowerCase();
  }
  return data.devices?.some((device) => device.contact_uri === lookup.contactUri) === true;
}

function asFoundUser(data: v.InferOutput<typeof UserData>): FoundUser {
  return {
    userId: data.id,
    name: nameOf(data),
    email: sanitize(data.email),
    addresses: (data.devices ?? [])
      .map((device) => sanitize(device.contact_uri))
      .filter((uri) => uri !== null),
  };
}
