import type { Reply } from "../browser/commands.ts";
import type { Status } from "../core/devices/status.ts";
import { troubleOfFailure } from "../core/explain-failure.ts";
import { signsInByItself } from "../core/policy/next-step.ts";
import { agreesWith, givenAccount } from "../core/policy/policy.ts";
import { explainSignIn } from "../core/sign-in/explain-sign-in.ts";
import {
  afterFailure,
  afterSuccess,
  nextSignInAt,
  type SignInFailure,
  signInPageOf,
} from "../core/sign-in/sign-in.ts";
import type { AccountChanges } from "./account.ts";
import { onChange } from "./on-change.ts";
import type { Platform } from "./platform.ts";
import type { Refresh } from "./refresh.ts";
import { NOT_STORED } from "./refused-replies.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Signs the agent in with their organisation, and out. Nothing here rejects. */
export interface Organisation {
  /** Signs in silently, if that is due. */
  look(): Promise<void>;
  /**
   * Signs in silently because the credentials are lost, or were refused, if that is due. Resolves with whether there are new
   * ones, and the next read with them under way.
   */
  renew(credentials: Status["credentials"]): Promise<boolean>;
  /** Signs in at the agent's request: the organisation's page may be shown. */
  signIn(): Promise<Reply>;
  /** Signs out at the agent's request: then only the agent can sign in again. */
  signOut(anyway: boolean): Promise<Reply>;
}

export function createOrganisation(
  platform: Platform,
  state: State,
  vault: Vault,
  accounts: AccountChanges,
  wakeUps: WakeUps,
  refresh: Refresh,
): Organisation {
  const { now, random } = platform;
  let underWay: { readonly isSilent: boolean; readonly reply: Promise<Reply> } | null = null;
  let isWindowOpen = false;

  function isDue(credentials: Status["credentials"]): boolean {
    const { items } = state;
    const at = nextSignInAt({ ...items, status: { ...items.status, credentials }, now: now() });
    return at !== null && at <= now();
  }

  /** One at a time: whoever comes meanwhile waits for the same. */
  function once(isSilent: boolean): Promise<Reply> {
    underWay ??= {
      isSilent,
      reply: ask(isSilent)
        .catch(() => failed("not-saved"))
        .finally(() => {
          underWay = null;
        }),
    };
    return underWay.reply;
  }

  /** A silent one may be under way, which cannot show anything. */
  async function afterSilent(): Promise<Reply> {
    while (underWay?.isSilent) {
      const reply = await underWay.reply;
      if (reply.ok) return reply;
    }
    return once(false);
  }

  async function ask(isSilent: boolean): Promise<Reply> {
    const url = signInPageOf(state.items.policy);
    // A page may still offer what the policy no longer does.
    if (url === null) return { ok: false, ...explainSignIn("denied") };
    const { generation } = state;
    // Meanwhile, the agent may sign out, or the administrator set something else.
    const isWanted = (): boolean =>
      generation === state.generation && url === signInPageOf(state.items.policy);
    isWindowOpen = !isSilent;
    const received = await vault.signIn(url, isSilent, isWanted).finally(() => {
      isWindowOpen = false;
    });
    if (!received.ok) return failed(received.why);
    if (!agreesWith(givenAccount(state.items.policy), received.account)) return failed("denied");
    const tries = afterSuccess(received.expiresIn, now(), random());
    const reply = await accounts.adopt(received.account, "organisation", { generation, signInTries: tries });
    await wakeUps.arm();
    // An account that was taken back because it could not be stored has begun a generation, too.
    if (reply === NOT_STORED || (!reply.ok && isWanted())) await failed("not-saved");
    return reply;
  }

  async function failed(why: SignInFailure | "cancelled"): Promise<Reply> {
    if (why !== "cancelled") {
      await state.set({ signInTries: afterFailure(state.items.signInTries, why, now(), random()) });
      await wakeUps.arm();
    }
    return { ok: false, ...explainSignIn(why) };
  }

  async function renew(credentials: Status["credentials"]): Promise<boolean> {
    // It may be open for hours, and reads go on meanwhile.
    if (isWindowOpen || (underWay === null && !isDue(credentials))) return false;
    const { generation } = state;
    return (await once(true)).ok && generation !== state.generation;
  }

  async function look(): Promise<void> {
    await renew(state.items.status.credentials);
  }

  // The policy may be known late, and change at any time.
  onChange(state, ["policy", "account"], () => void look());

  return {
    look,
    renew,
    async signIn() {
      const reply = await afterSilent();
      if (!reply.ok) return reply;
      // Nothing has shown yet whether Exotel accepts what was handed out.
      await refresh.readOrResume();
      const { failure } = state.items.status;
      return failure === null ? reply : { ok: false, ...troubleOfFailure(failure) };
    },
    signOut: (anyway) =>
      accounts.signOut(anyway, signsInByItself(state.items.policy) ? { signedOut: true } : {}),
  };
}
