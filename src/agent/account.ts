import type { Reply } from "../browser/commands.ts";
import { type Account, type CcmOffice, sameAccount, shareBudget } from "../core/account.ts";
import { passesThroughNone } from "../core/api-rules.ts";
import type { Reading } from "../core/devices/device.ts";
import { INITIAL_LAST_ON } from "../core/devices/last-on.ts";
import { INITIAL_STATUS } from "../core/devices/status.ts";
import { explainSpelling, troubleOfAttempt } from "../core/explain-failure.ts";
import { type Failure, withheldHost } from "../core/failure.ts";
import { type MessageId, message } from "../core/message.ts";
import { INITIAL_PACE } from "../core/polling/pace.ts";
import type { Journal } from "../core/switching/journal.ts";
import { resumed } from "../core/switching/outcome.ts";
import type { Lookup } from "../core/user-search.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { HostAccess } from "./access.ts";
import type { Attempts } from "./attempts.ts";
import type { Lane } from "./lane.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";
import type { Candidate, Vault } from "./vault.ts";

/** Whose devices are shown: account and credentials, which are saved and forgotten together. */
export interface AccountChanges {
  /** Tries an account with the staged credentials, or the saved ones, and saves both if Exotel accepts them. */
  connect(account: Account, keepSignedIn: boolean): Promise<Reply>;
  /** Looks for the agent among an account's users. */
  find(office: CcmOffice, lookup: Lookup): Promise<Reply>;
  /** @param anyway even if a switch has left no device on, which nobody turns on then */
  signOut(anyway: boolean): Promise<Reply>;
  /** Takes credentials off the disk where the administrator does not let them be there. */
  obeyPolicy(): Promise<void>;
  /** The end of the last change of what is saved; `null` while none is under way. It never rejects. */
  changing(): Promise<unknown> | null;
}

export function createAccountChanges(
  platform: Platform,
  state: State,
  vault: Vault,
  pacer: Pacer,
  attempts: Attempts,
  reader: Reader,
  switches: Switch,
  lane: Lane,
  access: HostAccess,
): AccountChanges {
  let saving: Promise<unknown> | null = null;

  /** Changes what is saved, account and credentials together, one change after the other: half of two is neither. */
  function alone<T>(change: () => Promise<T>): Promise<T> {
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
    const { generation } = state;
    const candidate = await vault.candidate(account);
    if (candidate === null) return refuse("noCredentialsEntered", "enterThemAndRetry");
    try {
      let reading = await candidate.api.read();
      // A switch, or a change of number, that ends meanwhile makes the reading old.
      for (let ending = lane.end(); ending !== null; ending = lane.end()) {
        await ending;
        reading = await candidate.api.read();
      }
      return await alone(() => save(account, candidate, reading, keepSignedIn, generation));
    } catch (error) {
      const failure = asFailure(error);
      const { cause, detail: spelling } = failure;
      if (cause === "user-id-case" && spelling !== null) {
        return { ok: false, ...explainSpelling(spelling, account.userId), suggestedUserId: spelling };
      }
      return failed(account, failure);
    }
  }

  /** What is told of a request that the agent has made for this account or office. A wait that the server has asked for is kept. */
  async function failed(owner: Account | CcmOffice, failure: Failure): Promise<Reply> {
    await pacer.save();
    if (failure.waitUntil !== null) await attempts.keepWait(owner, failure.waitUntil);
    return { ok: false, ...troubleOfAttempt(failure), withheld: withheldHost(failure) };
  }

  /** Saves an account that Exotel has accepted, unless the agent has changed it since `generation`. */
  async function save(
    account: Account,
    candidate: Candidate,
    reading: Reading,
    wanted: boolean,
    generation: number,
  ): Promise<Reply> {
    const keepSignedIn = wanted && (await platform.mayKeepSignedIn());
    const isSame = sameAccount(account, state.items.account);
    if (!isSame && (await isHalfSwitched())) return OTHER_ACCOUNTS_SWITCH_NOT_ENDED;
    if (generation !== state.generation) return refuse("accountChangedNothingSaved", "lookAndConnectAgain");
    /** The open switch, which a press may change at any time; resumed as soon as the account is saved, or is not. */
    const journal = (): Journal | null => {
      const { journal: open } = state.items;
      return isSame && open !== null ? resumed(open) : null;
    };
    // What is shown before it is stored must not stay if the worker dies in between.
    await platform.setAlarm(platform.now()).catch(() => undefined);
    const kept = await candidate.keep(keepSignedIn).catch(() => null);
    if (kept === null) return NOT_STORED;
    const before = { ...state.items, pace: pacer.pace() };
    const isStored = await state.begin({
      account,
      keepSignedIn,
      status: { ...INITIAL_STATUS, reading, elsewhere: attempts.waitsBut(account) },
      waits: attempts.waits(account),
      pace: shareBudget(account, before.account) ? before.pace : INITIAL_PACE,
      journal: journal(),
      lastOn: isSame ? state.items.lastOn : INITIAL_LAST_ON,
      notice: null,
    });
    if (!isStored) {
      // First: the account before must not be asked for with the credentials of another.
      const undone = await kept.undo(before.keepSignedIn);
      await state.begin(isSame ? { ...before, journal: journal() } : before);
      if (undone.leftDisk) await state.rewrite();
      await reader.begin();
      void switches.resume();
      return NOT_STORED;
    }
    if (kept.leftDisk) await state.rewrite();
    await reader.begin();
    // It may have gone while the answer came.
    await access.isMissing();
    // Credentials that were refused in the middle of a switch are what it waited for.
    void switches.resume();
    return { ok: true };
  }

  async function find(office: CcmOffice, lookup: Lookup): Promise<Reply> {
    try {
      const found = await vault.find(office, lookup);
      await pacer.save();
      if (found === null) return refuse("noCredentialsEntered", "enterThemAndRetry");
      if (found.waitUntil) await attempts.keepWait(office, found.waitUntil);
      return { ok: true, found };
    } catch (error) {
      return failed(office, asFailure(error));
    }
  }

  /** Half a switch on CCM is an agent without a device: whether one is left, after one more try to end it. */
  async function isHalfSwitched(): Promise<boolean> {
    const isHalf = (): boolean => {
      const { journal } = state.items;
      return journal !== null && passesThroughNone(journal.api);
    };
    if (isHalf()) await switches.resume();
    return isHalf();
  }

  async function signOut(anyway: boolean): Promise<Reply> {
    if (!anyway && (await isHalfSwitched())) return LAST_SWITCH_NOT_ENDED;
    return alone(async () => {
      try {
        await vault.clear();
        await state.forget();
      } catch {
        return refuse("notAllRemoved", "signOutAgain");
      }
      await platform.clearAlarm().catch(() => undefined);
      return { ok: true };
    });
  }

  async function obeyPolicy(): Promise<void> {
    await state.loaded;
    if (await platform.mayKeepSignedIn()) return;
    await alone(async () => {
      // Where the memory has no room for them, the agent signs in again.
      const wereOnDisk = await vault.copyToMemory().catch(() => true);
      if (state.items.keepSignedIn) await state.set({ keepSignedIn: false });
      if (wereOnDisk) await state.rewrite();
    });
  }

  return { connect, find, signOut, obeyPolicy, changing: () => saving };
}

type Plain = Extract<
  MessageId,
  | "noCredentialsEntered"
  | "enterThemAndRetry"
  | "accountChangedNothingSaved"
  | "lookAndConnectAgain"
  | "notAllRemoved"
  | "signOutAgain"
>;

function refuse(problem: Plain, remedy: Plain): Reply {
  return { ok: false, problem: [message(problem)], remedy: [message(remedy)] };
}

/** The browser's storage took nothing. */
export const NOT_STORED: Reply = {
  ok: false,
  problem: [message("entryNotStored")],
  remedy: [message("freeDiskSpace")],
};

const LAST_SWITCH_NOT_ENDED: Reply = {
  ok: false,
  problem: [message("perhapsNoneOn"), message("lastSwitchNotEnded")],
  remedy: [message("staySignedIn")],
  mayInsist: true,
};

const OTHER_ACCOUNTS_SWITCH_NOT_ENDED: Reply = {
  ok: false,
  problem: [message("perhapsNoneOn"), message("otherAccountsSwitchNotEnded")],
  remedy: [message("waitOrSignOut")],
};
