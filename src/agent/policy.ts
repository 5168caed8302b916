import type { Account, CcmOffice } from "../core/account.ts";
import { nextStep, type PolicyStep } from "../core/policy/next-step.ts";
import { mayKeepSignedIn, type Policy } from "../core/policy/policy.ts";
import { offersSignIn } from "../core/sign-in/sign-in.ts";
import type { Items } from "../store/items.ts";
import type { AccountChanges } from "./account.ts";
import type { SettingsChange } from "./change-settings.ts";
import type { FindUsers } from "./find-users.ts";
import type { KnownPolicy } from "./known-policy.ts";
import { onChange } from "./on-change.ts";
import type { Platform } from "./platform.ts";
import { NOT_STORED, OTHER_ACCOUNTS_SWITCH_NOT_ENDED } from "./refused-replies.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

/** Does what the administrator's policy asks for: connects, signs out, and changes settings. Nothing here rejects. */
export interface PolicyKeeper {
  /**
   * Looks at the policy, and follows it. What is already so is not touched.
   *
   * @param announced whether the browser has just said that the policy has changed
   */
  look(announced?: boolean): Promise<void>;
  /**
   * Whether the agent must be led to the options after the installation: not where a policy connects the account.
   *
   * @param isManaged whether an administrator has installed Hookswitch: then the browser may tell the policy only seconds later
   */
  leavesSetUp(isManaged: boolean): Promise<boolean>;
}

/** How long to wait for the policy after the installation, and how often to look for it, ms. The worker lives longer. */
const POLICY_WITHIN = 10_000;
const LOOK_EVERY = 1_000;
/** How often the agent is searched by their email, ms. All agents of an account share its budget. */
const SEARCH_EVERY = 900_000;

export function createPolicyKeeper(
  platform: Platform,
  state: State,
  known: KnownPolicy,
  accounts: AccountChanges,
  findUsers: FindUsers,
  settings: SettingsChange,
  vault: Vault,
): PolicyKeeper {
  let last: Promise<void> = Promise.resolve();
  /** Under which policy the disk was looked at. */
  let cleanedUnder: Policy | null = null;
  /** The policy and the account of the last decision. */
  let decidedOn: Pick<Items, "policy" | "account"> | null = null;

  async function follow(announced: boolean): Promise<void> {
    await known.look(announced);
    await settings.apply();
    const { policy, account, accountFrom, signedOut } = state.items;
    decidedOn = { policy, account };
    if (!mayKeepSignedIn(policy) && (announced || policy !== cleanedUnder)) await accounts.leaveDisk();
    cleanedUnder = policy;
    await take(nextStep(policy, account, accountFrom, signedOut));
  }

  async function take(step: PolicyStep): Promise<void> {
    if (step.do === "connect") await connect(step.account);
    // An open switch ends first, unless it cannot. Every later look tries again.
    else if (step.do === "sign-out") await accounts.signOut(await cannotRequest());
    else if (step.do === "find") await find(step.office);
  }

  async function connect(account: Account): Promise<void> {
    const reply = await accounts.adopt(account, "policy");
    // Without an account, nothing else wakes the worker.
    if (reply === NOT_STORED) await platform.ensureAlarm(platform.now());
    if (reply !== OTHER_ACCOUNTS_SWITCH_NOT_ENDED || !(await cannotRequest())) return;
    // Nothing can end that switch any more.
    await accounts.signOut(true);
    await accounts.adopt(account, "policy");
  }

  /** Whether the saved account's credentials are refused, or lost, as those of a policy are when the browser ends. */
  async function cannotRequest(): Promise<boolean> {
    const { account, status } = state.items;
    if (account === null || status.credentials === "refused") return true;
    return (await vault.open(account).catch(() => undefined)) === null;
  }

  /** Finds the agent by the email address of the browser's profile, where they let Hookswitch see it. */
  async function find(office: CcmOffice): Promise<void> {
    const { policySeen } = state.items;
    const now = platform.now();
    const next = (policySeen.searchedAt ?? 0) + SEARCH_EVERY;
    // A moment further ahead is of a clock that was set back.
    const isEarly = next > now && next <= now + SEARCH_EVERY;
    const email = isEarly ? null : await platform.profileEmail();
    if (!isEarly && email === null) return;
    await platform.ensureAlarm(isEarly ? next : now + SEARCH_EVERY);
    if (email === null) return;
    await state.set({ policySeen: { ...policySeen, searchedAt: now } });
    const { generation } = state;
    const reply = await findUsers(office, { by: "email", email });
    const found = reply.ok ? reply.found : undefined;
    const [user, ...others] = found?.users ?? [];
    if (user === undefined || others.length > 0 || !found?.isWhole) return;
    // Meanwhile, the agent has perhaps entered who they are.
    if (generation !== state.generation) return;
    await accounts.adopt({ api: "ccm", ...office, userId: user.userId }, "policy");
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch(() => undefined);
    return last;
  }

  const look = (announced = false): Promise<void> => inTurn(() => follow(announced));

  /** An account that could not be stored is taken back. That must not cause another try at once, which would never end. */
  async function followChange(): Promise<void> {
    const { policy, account } = state.items;
    if (policy !== decidedOn?.policy || account !== decidedOn.account) await follow(false);
  }

  onChange(state, ["policy", "account"], () => void inTurn(followChange));

  return {
    look,
    async leavesSetUp(isManaged) {
      const end = platform.elapsed() + POLICY_WITHIN;
      for (;;) {
        await look();
        const { account, policy } = state.items;
        if (account !== null) return false;
        // The organisation's page signs the agent in.
        if (policy !== null) return !offersSignIn(policy);
        if (!isManaged || platform.elapsed() >= end) return true;
        await new Promise<void>((resolve) => platform.after(LOOK_EVERY, resolve));
      }
    },
  };
}
