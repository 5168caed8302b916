import type { Reply } from "../browser/commands.ts";
import { type Account, sameAccount, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../core/devices/status.ts";
import { INITIAL_PACE } from "../core/polling/pace.ts";
import { NOT_TRIED, type SignInTries } from "../core/sign-in/sign-in.ts";
import type { Journal } from "../core/switching/journal.ts";
import { resumed } from "../core/switching/outcome.ts";
import { clearedByAccountChange } from "../store/items.ts";
import type { HostAccess } from "./access.ts";
import type { Budgets } from "./budgets.ts";
import type { KnownPolicy } from "./known-policy.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import { ACCOUNT_CHANGED, NOT_STORED, OTHER_ACCOUNTS_SWITCH_NOT_ENDED } from "./refused-replies.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";
import { hasUnfinishedSwitch } from "./unfinished-switch.ts";
import type { Candidate } from "./vault.ts";

/**
 * Saves an account, unless the account has changed since `generation`.
 *
 * @param reading what Exotel answered for it; `null` if it was not asked yet
 * @param staySignedIn whether the agent wants to
 */
export type SaveAccount = (
  account: Account,
  candidate: Candidate,
  reading: Reading | null,
  staySignedIn: boolean,
  generation: number,
  signInTries?: SignInTries,
) => Promise<Reply>;

export function createSaveAccount(
  platform: Platform,
  state: State,
  policy: KnownPolicy,
  pacer: Pacer,
  budgets: Budgets,
  reader: Reader,
  switches: Switch,
  access: HostAccess,
): SaveAccount {
  return async (account, candidate, reading, staySignedIn, generation, signInTries = NOT_TRIED) => {
    const from = candidate.source ?? state.items.accountFrom;
    // The browser has those of a policy on each start, and the organisation's page hands them out anew.
    const keepSignedIn = staySignedIn && from === "page" && (await policy.mayKeepSignedIn());
    const isSame = sameAccount(account, state.items.account);
    if (!isSame && (await hasUnfinishedSwitch(state, switches))) return OTHER_ACCOUNTS_SWITCH_NOT_ENDED;
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
      ...(isSame ? {} : clearedByAccountChange()),
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
  };
}

/** What is known of an account whose new credentials were not tried yet: what was read stays evidence. */
function untried(status: Status): Status {
  const { failure } = status;
  const isRefused = failure?.kind === "credentials-refused";
  return { ...status, credentials: "present", refusal: null, failure: isRefused ? null : failure };
}
