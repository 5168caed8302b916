import type { CcmOffice } from "../../core/account.ts";
import type { FailureKind } from "../../core/failure.ts";
import { message } from "../../core/message.ts";
import type { Found, FoundUser, Lookup } from "../../core/user-search.ts";
import { check } from "../check.ts";
import { ExotelError } from "../exotel-error.ts";
import type { Network } from "../request.ts";
import { sanitize } from "../sanitize.ts";
import { ListAnswer, NO_TOTAL, nameOf, type UserData } from "./answers.ts";
import { type CcmKey, type Send, sender } from "./request.ts";

/** The longest page that Exotel's public documentation allows. */
const PAGE_SIZE = 50;
/** No call centre has more users than these pages hold, so a longer list never ends. */
const MAX_PAGES = 200;
/** A server that ignores the filter lists everybody. Reading all of them would use up the account's budget. */
const MAX_PAGES_WITH_OTHERS = 10;
/** Shorter than the page's own wait for a reply (`REPLY_TIMEOUT`), so that the agent sees what was found. ms */
const LONGEST_SEARCH = 45_000;

/** A search through the account's list of users. */
interface Search {
  readonly send: Send;
  readonly lookup: Lookup;
  /** The kinds of failure that mean that nobody, or nobody else, matches. */
  readonly noMatch: readonly FailureKind[];
  readonly isTimeUp: () => boolean;
}

/**
 * Finds the users of an account by phone number, SIP address or email (seed 001, "How to turn a user device
 * ON / OFF?", step 1). If nobody has the email, it may be a SIP address.
 */
export async function findUsers(
  account: CcmOffice,
  key: CcmKey,
  lookup: Lookup,
  network: Network,
): Promise<Found> {
  const end = network.now() + LONGEST_SEARCH;
  const common = { send: sender(account, key, network), isTimeUp: () => network.now() >= end };
  const found = await search({ ...common, lookup, noMatch: ["not-found"] });
  if (found.users.length > 0 || lookup.by !== "email") return found;
  const sip: Lookup = { by: "contact-uri", contactUri: `sip:${lookup.email}` };
  // The server may also reject it as an invalid address.
  return search({ ...common, lookup: sip, noMatch: ["not-found", "invalid-request"] });
}

/** Searches all pages. If that fails half-way, the users found so far are worth more than the reason. */
async function search(options: Search): Promise<Found> {
  // By ID: a user may move from one page to the next while they are read.
  const found = new Map<string, FoundUser>();
  try {
    const isWhole = await searchPages(options, found);
    return { users: [...found.values()], isWhole };
  } catch (error) {
    if (!(error instanceof ExotelError) || found.size === 0) throw error;
    return { users: [...found.values()], isWhole: false, waitUntil: error.failure.waitUntil };
  }
}

/** Adds the users that match to `found`. Returns `true` at the end of the list, `false` if the time ran out before. */
async function searchPages(options: Search, found: Map<string, FoundUser>): Promise<boolean> {
  const seen = new Set<string>();
  let offset = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    if (options.isTimeUp()) return false;
    const answer = await readPage(options, offset);
    if (answer === null) return true;
    const { users, total } = answer;
    const seenBefore = seen.size;
    for (const user of users) {
      seen.add(user.id);
      // The server may ignore the filter and list everybody.
      if (matches(user, options.lookup)) found.set(user.id, asFoundUser(user));
    }
    // The server may send shorter pages than requested.
    offset += users.length;
    if (users.length === 0 || offset >= total) return true;
    if (seen.size > found.size && page >= MAX_PAGES_WITH_OTHERS) {
      throw new ExotelError("malformed", { flaw: message("flawOtherUsersListed") });
    }
    if (seen.size > seenBefore) continue;
    // The server ignores the offset: it sends the same page for ever.
    if (found.size > 0 && total === NO_TOTAL) return true;
    break;
  }
  throw new ExotelError("malformed", { flaw: message("flawEndlessList") });
}

/** One page of the list; `null` if the server says that there is none. */
async function readPage(
  { send, lookup, noMatch }: Search,
  offset: number,
): Promise<{ users: UserData[]; total: number } | null> {
  const query = new URLSearchParams({ fields: "devices" });
  if (lookup.by === "email") query.set("email", lookup.email);
  else query.set("devices.contact_uri", lookup.contactUri);
  query.set("offset", String(offset));
  query.set("limit", String(PAGE_SIZE));
  const answer = await send({ method: "GET", path: ["users"], query }).catch((error: unknown) => {
    if (error instanceof ExotelError && noMatch.includes(error.failure.kind)) return null;
    throw error;
  });
  if (answer === null) return null;
  const { metadata, response } = check(ListAnswer, answer.json);
  return { users: (response ?? []).map(({ data }) => data), total: metadata.total };
}

function matches(user: UserData, lookup: Lookup): boolean {
  if (lookup.by === "email") {
    // If the answer gives no email, trust the server's filter.
    return user.email === undefined || user.email?.toLowerCase() === lookup.email.toLowerCase();
  }
  return user.devices?.some((device) => device.contact_uri === lookup.contactUri) === true;
}

function asFoundUser(user: UserData): FoundUser {
  return {
    userId: user.id,
    name: nameOf(user),
    email: sanitize(user.email),
    addresses: (user.devices ?? [])
      .map((device) => sanitize(device.contact_uri))
      .filter((uri) => uri !== null),
  };
}
