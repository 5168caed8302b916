import type { Account, CcmOffice } from "../core/account.ts";
import { type Credentials, credentialsOf, type Source } from "../core/credentials.ts";
import { isSameJson } from "../core/same-json.ts";
import { authorizationUrl } from "../core/sign-in/authorization-request.ts";
import { readAuthorizationResponse, type SignedIn } from "../core/sign-in/authorization-response.ts";
import { type TokenEnd, tokenEndOf } from "../core/token-end.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { areSound } from "../store/credentials-schema.ts";
import type { Budgets } from "./budgets.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform, SignInPage } from "./platform.ts";

/** What the organisation's sign-in page has handed out, without the credentials. */
type Received =
  | Omit<SignedIn, "credentials">
  | Exclude<Awaited<ReturnType<SignInPage["open"]>>, { ok: true }>;

/** An API opened with credentials that are not saved yet. */
export interface Candidate {
  readonly api: DeviceApi;
  /** Where the credentials came from; `null` if they are the saved ones. */
  readonly source: Source | null;
  /** Whether these very credentials are the saved ones. Rejects when the browser cannot read its storage. */
  isSaved(): Promise<boolean>;
  /** The API of another account with the same credentials; `null` if they are of another kind. */
  at(account: Account): DeviceApi | null;
  /**
   * Saves the credentials that the API was opened with.
   *
   * @param now when that is, by this machine's clock (ms)
   * @param known when the credentials that are saved so far end
   */
  keep(onDisk: boolean, now: number, known: TokenEnd | null): Promise<Kept>;
}

/** The result of saving credentials. */
export interface Kept {
  /** Whether credentials were on the disk before and no longer are. */
  readonly leftDisk: boolean;
  /** When they end. A token that was saved before does not begin its life anew. */
  readonly tokenEnd: TokenEnd | null;
  /**
   * Restores the previously saved credentials, on the disk or in memory. If the browser cannot store them, restores them in
   * memory only, or removes all: the new ones must not pass for the old account's. `leftDisk` tells whether the new ones
   * were on the disk and nothing has replaced them there.
   */
  undo(wasOnDisk: boolean): Promise<{ readonly leftDisk: boolean }>;
}

/** Finds users of a CCM account. Rejects with an `ExotelError`. */
export type Searcher = (office: CcmOffice, lookup: Lookup) => Promise<Found>;

/** The only reader of credentials. Hands out only an API that holds them inside. */
export interface Vault {
  /** The account's API with the saved credentials; `null` if none are saved for it. */
  open(account: Account): Promise<DeviceApi | null>;
  /**
   * The account's API with the credentials of a source; `null` if it has none for this API. From a page come the policy's, which
   * the agent cannot enter there, the staged ones, or otherwise the saved ones.
   */
  candidate(account: Account, source: Source): Promise<Candidate | null>;
  /**
   * Opens the organisation's sign-in page. The credentials that it hands out stay here, for the next candidate from there.
   *
   * @param isSilent whether the page may show nothing
   * @param isWanted whether what has been handed out is still to be used
   */
  signIn(signInUrl: string, isSilent: boolean, isWanted: () => boolean): Promise<Received>;
  /** The search of CCM accounts with the credentials that a page's candidate would have; `null` if there are none. */
  searcher(): Promise<Searcher | null>;
  /**
   * When the saved credentials end; `null` if none are saved, or they do not end.
   *
   * @param savedAt when they were saved, by this machine's clock (ms)
   */
  tokenEnd(savedAt: number): Promise<TokenEnd | null>;
  /** Copies saved credentials from disk to memory. Resolves with whether there were any on the disk. */
  copyToMemory(): Promise<boolean>;
  /** Forgets the saved and the staged credentials. */
  clear(): Promise<void>;
}

export function createVault(
  { vault: storage, signInPage, connect, find }: Pick<Platform, "vault" | "signInPage" | "connect" | "find">,
  pacer: Pacer,
  budgets: Budgets,
): Vault {
  /** Cached for the worker's life, so that a key press does not wait for storage again. */
  let reading: Promise<Credentials | null> | null = null;
  /** What the organisation has handed out, until it is taken. */
  let handedOut: Credentials | null = null;

  function read(): Promise<Credentials | null> {
    reading ??= storage.read().then(
      (saved) => (areSound(saved) ? saved : null),
      (error: unknown) => {
        reading = null;
        throw error;
      },
    );
    return reading;
  }

  /** The credentials of a source, and where they are from; `null` if there are none. */
  async function offered(
    kind: Credentials["api"],
    asked: Source,
  ): Promise<{ credentials: Credentials; source: Source | null } | null> {
    if (asked === "organisation") {
      const taken = handedOut;
      handedOut = null;
      return taken && { credentials: taken, source: asked };
    }
    const staged = asked === "page" ? await storage.takeStagedCredentials() : null;
    const given = await storage.readPolicy(kind);
    if (areSound(given)) return { credentials: given, source: "policy" };
    if (staged !== null) return { credentials: staged, source: "page" };
    const saved = asked === "page" ? await read() : null;
    return saved && { credentials: saved, source: null };
  }

  return {
    async open(account) {
      const saved = await read();
      return saved === null
        ? null
        : connect(account, saved, { observe: (observation) => pacer.record(account, observation) });
    },
    async candidate(account, source) {
      const found = await offered(credentialsOf(account.api), source);
      const api = found && connect(account, found.credentials, budgets.of(account));
      if (found === null || api === null) return null;
      const { credentials } = found;
      return {
        api,
        source: found.source,
        isSaved: async () => isSameJson(await read(), credentials),
        at: (other) => connect(other, credentials, budgets.of(other)),
        async keep(onDisk, now, known) {
          // Unreadable credentials cannot be restored either.
          const before = await read().catch(() => null);
          const putBack = async (toDisk: boolean): Promise<unknown> =>
            before === null ? storage.remove() : storage.write(before, toDisk);
          async function undo(wasOnDisk: boolean): Promise<{ leftDisk: boolean }> {
            reading = Promise.resolve(null);
            await putBack(wasOnDisk)
              .catch(() => putBack(false))
              .catch(() => storage.remove())
              .catch(() => undefined);
            reading = Promise.resolve(before);
            return { leftDisk: onDisk && (before === null || !wasOnDisk) };
          }
          const leftDisk = await storage.write(credentials, onDisk);
          reading = Promise.resolve(credentials);
          const isKnown = isSameJson(before, credentials) && known !== null;
          const tokenEnd = isKnown ? known : tokenEndOf(credentials, now);
          return { leftDisk, tokenEnd, undo };
        },
      };
    },
    async signIn(signInUrl, isSilent, isWanted) {
      const [redirectUri, state] = [signInPage.redirectUri(), crypto.randomUUID()];
      const address = authorizationUrl({ signInUrl, redirectUri, state, isSilent });
      const ended = await signInPage.open(address, isSilent);
      if (!isWanted()) return { ok: false, why: "cancelled" };
      if (!ended.ok) return ended;
      const answer = readAuthorizationResponse(ended.address, redirectUri, state);
      if (!answer.ok) return answer;
      const { credentials, ...received } = answer;
      handedOut = credentials;
      return received;
    },
    async searcher() {
      const credentials = (await offered("ccm", "page"))?.credentials;
      if (credentials?.api !== "ccm") return null;
      return (office, lookup) => find(office, credentials, lookup, budgets.of(office));
    },
    async tokenEnd(savedAt) {
      const saved = await read();
      return saved && tokenEndOf(saved, savedAt);
    },
    copyToMemory: () => storage.copyToMemory(),
    async clear() {
      // Clear the cache first, so that no caller gets credentials that are about to be forgotten.
      reading = Promise.resolve(null);
      handedOut = null;
      await storage.takeStagedCredentials();
      await storage.remove();
    },
  };
}
