import type { Reply } from "../browser/commands.ts";
import { type Account, answeredBy, type CcmAccount, sameAccount } from "../core/account.ts";
import type { Source } from "../core/credentials.ts";
import { explainSpelling } from "../core/explain-failure.ts";
import { fieldToMend } from "../core/field-to-mend.ts";
import { isFixed } from "../core/policy/next-step.ts";
import { agreesWith, givenAccount } from "../core/policy/policy.ts";
import type { SignInTries } from "../core/sign-in/sign-in.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Items } from "../store/items.ts";
import type { Budgets } from "./budgets.ts";
import { type ChangeQueue, createChangeQueue } from "./change-queue.ts";
import { failedAttempt } from "./failed-attempt.ts";
import type { KnownPolicy } from "./known-policy.ts";
import { failedInRegion } from "./other-region.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import {
  ACCOUNT_CHANGED,
  LAST_SWITCH_NOT_ENDED,
  NO_CREDENTIALS,
  NOT_ALL_REMOVED,
  SET_BY_ORGANISATION,
} from "./refused-replies.ts";
import type { SaveAccount } from "./save-account.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";
import { hasUnfinishedSwitch } from "./unfinished-switch.ts";
import type { Vault } from "./vault.ts";

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
   * @param signIn the organisation's sign-in that they come from: what to store of it, and the generation in which it began: in a
   *   later one, nothing is saved
   */
  adopt(account: Account, source: Exclude<Source, "page">, signIn?: SignedIn): Promise<Reply>;
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
  switches: Switch,
  queue: ChangeQueue,
  save: SaveAccount,
): AccountChanges {
  /** Changes to the saved account and credentials are made one after the other, so that they never mix. */
  const { add: runExclusive, end: changing } = createChangeQueue();

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
      if (account.api !== "ccm") return failedAttempt(account, failure, pacer, budgets);
      const readIn = (other: CcmAccount) => candidate.at(other)?.read();
      return failedInRegion(account, failure, pacer, budgets, readIn, "nothingSavedTakeRegion");
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

  async function signOut(anyway: boolean, kept: Partial<Items> = {}): Promise<Reply> {
    const { account, policy: known } = state.items;
    if (account !== null && isFixed(known, account)) return SET_BY_ORGANISATION;
    if (!anyway && (await hasUnfinishedSwitch(state, switches))) return LAST_SWITCH_NOT_ENDED;
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

  return { connect, adopt, signOut, leaveDisk, changing };
}
