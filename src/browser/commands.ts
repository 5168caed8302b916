import type { Account, CcmOffice } from "../core/account.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import type { Settings } from "../core/settings.ts";
import type { Press } from "../core/switching/press.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import { browser } from "./extension.ts";

/**
 * What a page of ours may ask of the background. State is not asked for: pages read it from
 * storage. No command carries a credential: `connect` speaks of the one that the page
 * has deposited in the vault before (`deposit.ts`).
 */
export type Command =
  /** Read the devices now. The reply comes when the read has ended. */
  | { readonly type: "refresh" }
  /** Switch devices. The reply comes once the switch is written down, before it is done. */
  | { readonly type: "switch"; readonly press: Press }
  /** Try an account with the deposited credentials, or the saved ones; save both if it works. */
  | { readonly type: "connect"; readonly account: Account; readonly keepSignedIn: boolean }
  /** Look for the agent among a CCM account's users, with the deposited credentials or the saved ones. */
  | { readonly type: "find"; readonly office: CcmOffice; readonly lookup: Lookup }
  /** Give a phone another number (CCM), in E.164. The reply comes when it is done. */
  | { readonly type: "change-number"; readonly device: string; readonly number: string }
  /** `anyway`: even if a switch on CCM has left no device on, which nobody turns on then. */
  | { readonly type: "sign-out"; readonly anyway?: boolean }
  | { readonly type: "change-settings"; readonly settings: Settings }
  | { readonly type: "dismiss-notice" };

/**
 * `found` answers `find`; what `mayInsist` is done if it is asked for `anyway`. `connect` answers with a `suggestedUserId` where
 * Exotel writes the entered ID in other letter case: with that one it would have been done. `withheld` is a host that the
 * browser does not let be asked, until the agent allows it again.
 */
export type Reply =
  | { readonly ok: true; readonly found?: Found }
  | ({
      readonly ok: false;
      readonly requestId?: string | null;
      readonly mayInsist?: boolean;
      readonly suggestedUserId?: string;
      readonly withheld?: string | null;
    } & Explanation);

/** Longer than a switch that is waited for and the requests (10 s each at most) that follow it. */
const REPLY_TIMEOUT = 60_000;

const NO_REPLY: Reply = {
  ok: false,
  problem: [message("backgroundSilent")],
  remedy: [message("restartExtension")],
};

/** Sends a command to the background. Never rejects, and always ends within a minute. */
export async function send(command: Command): Promise<Reply> {
  const timeout = new Promise<Reply>((resolve) => setTimeout(() => resolve(NO_REPLY), REPLY_TIMEOUT));
  // A worker that died on the way settles with `undefined` or rejects, depending on when.
  const reply = browser.runtime.sendMessage(command).then(
    (answer: unknown) => (answer as Reply | undefined) ?? NO_REPLY,
    () => NO_REPLY,
  );
  return Promise.race([reply, timeout]);
}

/**
 * Whether a message comes from a page of this extension, and not from a site or another extension. A page of ours that
 * stands in a frame is in somebody else's page: we have no frames.
 */
export function isFromOwnPage(sender: { id?: string; url?: string; frameId?: number }): boolean {
  const isInFrame = (sender.frameId ?? 0) !== 0;
  const isOurs = (sender.url ?? "").startsWith(browser.runtime.getURL(""));
  return sender.id === browser.runtime.id && isOurs && !isInFrame;
}
