import type { Reply } from "../browser/commands.ts";
import { type Account, answeredBy, type CcmOffice, sameAccount, shareBudget } from "../core/account.ts";
import { passesThroughNone } from "../core/api-rules.ts";
import type { Source } from "../core/credentials.ts";
import type { Reading } from "../core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../core/devices/status.ts";
import { explainRegion, explainSpelling, troubleOfAttempt } from "../core/explain-failure.ts";
import { type Failure, withheldHost } from "../core/failure.ts";
import { fieldToMend } from "../core/field-to-mend.ts";
import { isFixed } from "../core/policy/next-step.ts";
import { agreesWith, givenAccount } from "../core/policy/policy.ts";
import { INITIAL_PACE } from "../core/polling/pace.ts";
import { NOT_TRIED, type SignInTries } from "../core/sign-in/sign-in.ts";
import type { Journal } from "../core/switching/journal.ts";
import { resumed } from "../core/switching/outcome.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import { clearedBy, type Items } from "../store/items.ts";
import type { HostAccess } from "./access.ts";
import type { Budgets } from "./budgets.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { KnownPolicy } from "./known-policy.ts";
import { acceptedElsewhere } from "./other-region.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import {
  ACCOUNT_CHANGED,
  LAST_SWITCH_NOT_ENDED,
  NO_CREDENTIALS,
  NOT_ALL_REMOVED,
  NOT_STORED,
  OTHER_ACCOUNTS_SWITCH_NOT_ENDED,
  SET_BY_ORGANISATION,
} from "./refusals.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";
import type { Candidate, Vault } from "./vault.ts";

interface SignedIn {
  readonly signInTries: SignInTries;
  readonly generation: number;
}

/** Changes the account whose devices are shown. Account and credentials are saved and forgotten together. */
export interface AccountChanges {
  /** Tries an account with the staged or the saved credentials, and saves both if Exotel accepts them. */
  connect(account: Account, keepSignedIn: boolean): Promise<Reply>;
  /**
   * Saves an account with credentials that nobody has typed, without trying them first: the next read, which comes at once, shows
   * whether they are right. They are not kept on the disk. The same account with the same credentials stays as it is.
   *
   * @param signIn the organisation's sign-in that they come from: what to store of it, and the generation in which it began, after
   *   which they are not saved any more
   */
  adopt(account: Account, source: Exclude<Source, "page">, signIn?: SignedIn): Promise<Reply>;
  /** Searches an account's users for the agent. */
  find(office: CcmOffice, lookup: Lookup): Promise<Reply>;
  /**
   * @param anyway signs out even if a switch has left no device on; nothing turns one on then
   * @param kept what to remember all the same
   */
  signOut(anyway: boolean, kept?: Partial<Items>): Promise<Reply>;
  /** Removes credentials from the disk: the administrator forbids keeping them there. */
  leaveDisk(): Promise<void>;
  /** Resolves when the last change to the saved account has ended; `null` while there is none. Never rejects. */
  changing(): Promise<unknown> | null;
}

export function createAccountChanges(
  platform: Platform,
  state: State,
  policy: KnownPolicy,
  vault: Vault,
  pacer: Pacer,
  budgets: Budgets,
  reader: Reader,
  switches: Switch,
  queue: ChangeQueue,
  access: HostAccess,
): AccountChanges {
  let saving: Promise<unknown> | null = null;

  /** Runs changes to the saved account and credentials one after the other, so that they never mix. */
  function runExclusive<T>(change: () => Promise<T>): Promise<T> {
    const next = (saving ?? Promise.resolve()).then(change);
    const end: Promise<unknown> = next
      .catch(() => undefined)
      .finally(() => {
        if (saving === end) saving = null;
      });
    saving = end;
    return next;
  }

  async function connect(account: Account, keepSignedIn: boolean): Promise<Reply> {
    await policy.look();
    const { generation } = state;
    // Whatever comes of it, what the page has staged must not stay.
    const candidate = await vault.candidate(account, "page");
    if (!agreesWith(givenAccount(state.items.policy), account)) return SET_BY_ORGANISATION;
    if (candidate === null) return NO_CREDENTIALS;
    try {
      let reading = await candidate.api.read();
      // A switch or a change of number that ends meanwhile makes the reading old.
      for (let ending = queue.end(); ending !== null; ending = queue.end()) {
        await ending;
        reading = await candidate.api.read();
      }
      const known = answeredBy(account, reading.api);
      return await runExclusive(() => save(known, candidate, reading, keepSignedIn, generation));
    } catch (error) {
      const failure = asFailure(error);
      const { cause, detail: spelling } = failure;
      if (cause === "user-id-case" && spelling !== null) {
        const field = fieldToMend(failure, account.api);
        return { ok: false, ...explainSpelling(spelling, account.userId), suggestedUserId: spelling, field };
      }
      const reply = await failed(account, failure);
      if (account.api !== "ccm") return reply;
      const otherRegion = await acceptedElsewhere(account, failure, budgets, (other) =>
        candidate.at(other)?.read(),
      );
      if (otherRegion === null) return reply;
      return { ok: false, ...explainRegion(otherRegion, "nothingSavedTakeRegion"), otherRegion };
    }
  }

  function adopt(wanted: Account, source: Exclude<Source, "page">, signIn?: SignedIn): Promise<Reply> {
    return runExclusive(async () => {
      const { account: saved, accountFrom, keepSignedIn: isKept, status } = state.items;
      const { generation } = state;
      // The agent has perhaps signed out while this waited for its turn.
      if (signIn !== undefined && signIn.generation !== generation) return ACCOUNT_CHANGED;
      // Which contract knows the agent was found out, and nobody else can say it.
      const account = saved === null ? wanted : answeredBy(wanted, saved.api);
      const candidate = await vault.candidate(account, source);
      if (candidate === null) return NO_CREDENTIALS;
      // A worker that died after it had saved the credentials has left a status that does not know of them.
      const isSame =
        sameAccount(account, saved) && source === accountFrom && !isKept && status.credentials !== "missing";
      if (isSame && (await candidate.isSaved())) {
        if (signIn !== undefined) await state.set({ signInTries: signIn.signInTries });
        return { ok: true };
      }
      return save(account, candidate, null, false, generation, signIn?.signInTries);
    });
  }

  /** Explains a failed request for this account or office, and stores the wait that the server asked for. */
  async function failed(owner: Account | CcmOffice, failure: Failure): Promise<Reply> {
    await pacer.save();
    if (failure.waitUntil !== null) await budgets.storeWait(owner, failure.waitUntil);
    const field = fieldToMend(failure, "customerId" in owner ? "integrations-core" : "ccm");
    return { ok: false, ...troubleOfAttempt(failure), withheld: withheldHost(failure), field };
  }

  /**
   * Saves an account, unless the account has changed since `generation`.
   *
   * @param reading what Exotel answered for it; `null` if it was not asked yet
   */
  async function save(
    account: Account,
    candidate: Candidate,
    reading: Reading | null,
    wanted: boolean,
    generation: number,
    signInTries = NOT_TRIED,
  ): Promise<Reply> {
    const from = candidate.source ?? state.items.accountFrom;
    // The browser has those of a policy on each start, and the organisation's page hands them out anew.
    const keepSignedIn = wanted && from === "page" && (await policy.mayKeepSignedIn());
    const isSame = sameAccount(account, state.items.account);
    if (!isSame && (await hasUnfinishedSwitch())) return OTHER_ACCOUNTS_SWITCH_NOT_ENDED;
    if (generation !== state.generation) return ACCOUNT_CHANGED;
    /** The open switch, which a press may change at any time. It resumes whether or not the account is saved. */
    const journal = (): Journal | null => {
      const { journal: open } = state.items;
      return isSame && open !== null ? resumed(open) : null;
    };
    // Memory changes before storage does: if the worker dies in between, the alarm has the badge repainted.
    await platform.setAlarm(platform.now()).catch(() => undefined);
    const { tokenEnd } = state.items;
    const kept = await candidate.keep(keepSignedIn, platform.now(), tokenEnd).catch(() => null);
    if (kept === null) return NOT_STORED;
    const before = { ...state.items, pace: pacer.pace() };
    const isStored = await state.startGeneration({
      ...(isSame ? {} : clearedBy("account change")),
      account,
      accountFrom: from,
      ...(candidate.source !== null && { signInTries }),
      keepSignedIn,
      // The organisation's are renewed in time, so the agent has nothing to do about their end.
      tokenEnd: from === "organisation" ? null : kept.tokenEnd,
      status: {
        ...(isSame && reading === null ? untried(before.status) : { ...INITIAL_STATUS, reading }),
        elsewhere: budgets.waitsOfOthers(account),
      },
      waits: budgets.waits(account),
      pace: shareBudget(account, before.account) ? before.pace : INITIAL_PACE,
      journal: journal(),
      notice: null,
    });
    if (!isStored) {
      // Undo first: no request for the old account may carry the new credentials.
      const undone = await kept.undo(before.keepSignedIn);
      await state.startGeneration(isSame ? { ...before, journal: journal() } : before);
      if (undone.leftDisk) await state.rewrite();
      await reader.reset();
      void switches.resume();
      return NOT_STORED;
    }
    if (kept.leftDisk) await state.rewrite();
    await reader.reset(reading === null);
    // The browser may have withdrawn access meanwhile.
    const cannotRead = await access.isMissing();
    // A switch whose credentials were refused has waited for these. It reads, too.
    void switches.resume();
    if (reading === null && !cannotRead && switches.underWay() === null) void reader.now();
    return { ok: true };
  }

  async function find(office: CcmOffice, lookup: Lookup): Promise<Reply> {
    const search = await vault.searcher();
    if (search === null) return NO_CREDENTIALS;
    const searchIn = async (where: CcmOffice): Promise<Found> => {
      const found = await search(where, lookup);
      if (found.waitUntil) await budgets.storeWait(where, found.waitUntil);
      return found;
    };
    try {
      const found = await searchIn(office);
      await pacer.save();
      return { ok: true, found };
    } catch (error) {
      const failure = asFailure(error);
      const reply = await failed(office, failure);
      const otherRegion = await acceptedElsewhere(office, failure, budgets, searchIn);
      if (otherRegion === null) return reply;
      return { ok: false, ...explainRegion(otherRegion, "searchThatRegion"), otherRegion };
    }
  }

  /** Tries once more to end an open CCM switch, which may have left no device on. Tells whether it is still open. */
  async function hasUnfinishedSwitch(): Promise<boolean> {
    const isHalf = (): boolean => {
      const { journal } = state.items;
      return journal !== null && passesThroughNone(journal.api);
    };
    if (isHalf()) await switches.resume();
    return isHalf();
  }

  async function signOut(anyway: boolean, kept: Partial<Items> = {}): Promise<Reply> {
    const { account, policy: known } = state.items;
    if (account !== null && isFixed(known, account)) return SET_BY_ORGANISATION;
    if (!anyway && (await hasUnfinishedSwitch())) return LAST_SWITCH_NOT_ENDED;
    return runExclusive(async () => {
      const { policy: ofMachine, policySeen } = state.items;
      try {
        await vault.clear();
        // The browser may not tell the policy yet, and what it forbids stays forbidden.
        await state.forget({ ...(ofMachine !== null && { policy: ofMachine, policySeen }), ...kept });
      } catch {
        return NOT_ALL_REMOVED;
      }
      await platform.clearAlarm().catch(() => undefined);
      return { ok: true };
    });
  }

  function leaveDisk(): Promise<void> {
    return runExclusive(async () => {
      // If memory has no room for them, the agent must sign in again.
      const wereOnDisk = await vault.copyToMemory().catch(() => true);
      if (state.items.keepSignedIn) await state.set({ keepSignedIn: false });
      if (wereOnDisk) await state.rewrite();
    });
  }

  return { connect, adopt, find, signOut, leaveDisk, changing: () => saving };
}

/** What is known of an account whose new credentials were not tried yet: what was read stays evidence. */
function untried(status: Status): Status {
  const { failure } = status;
  const isRefused = failure?.kind === "credentials-refused";
  return { ...status, credentials: "present", refusal: null, failure: isRefused ? null : failure };
}
