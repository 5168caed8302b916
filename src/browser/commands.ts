import type { Account, CcmOffice, CcmRegion } from "../core/account.ts";
import type { OptionsField } from "../core/field-to-mend.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import type { Settings } from "../core/settings.ts";
import type { Press } from "../core/switching/press.ts";
import type { Found, Lookup } from "../core/user-search.ts";
import { browser } from "./extension.ts";

/**
 * The commands that our pages may send to the background. No command asks for state: pages read it from storage. No command
 * carries a credential: `connect` uses the one that the page has staged (`staged-credentials.ts`).
 */
export type Command =
  /** Reads the devices now. The reply comes after the read. */
  | { readonly type: "refresh" }
  /** Switches devices. The reply comes once the switch is stored, before it is done. */
  | { readonly type: "switch"; readonly press: Press }
  /** Switches devices until a moment by this machine's clock (ms), and restores then what was before. The reply is as of `switch`. */
  | { readonly type: "for-a-while"; readonly press: Press; readonly until: number }
  /** Restores now what was before. */
  | { readonly type: "end-for-a-while" }
  /** Pauses rules and alerts until a moment by this machine's clock, ms. */
  | { readonly type: "pause"; readonly until: number }
  | { readonly type: "end-pause" }
  /** Tries an account with the staged or the saved credentials, and saves both if Exotel accepts them. */
  | { readonly type: "connect"; readonly account: Account; readonly keepSignedIn: boolean }
  /** Searches a CCM account's users for the agent, with the staged or the saved credentials. */
  | { readonly type: "find"; readonly office: CcmOffice; readonly lookup: Lookup }
  /** Gives a phone another number (CCM), in E.164. The reply comes when it is done. */
  | { readonly type: "change-number"; readonly device: string; readonly number: string }
  /** Signs out. `anyway`: even if a switch on CCM has left no device on; nothing turns one on then. */
  | { readonly type: "sign-out"; readonly anyway?: boolean }
  /** Signs in with the organisation, whose page may be shown for it. The reply comes when that has ended. */
  | { readonly type: "organisation-sign-in" }
  /** Changes these settings, and leaves the others as they are: several parts of a page can each change one at once. */
  | { readonly type: "change-settings"; readonly settings: Partial<Settings> }
  /** Watches a tab, because the softphone runs in it. `address` is the tab's, as the browser shows it to the popup. */
  | { readonly type: "watch-tab"; readonly tab: number; readonly address: string }
  /** Brings the softphone's tab to the front, or opens its page. */
  | { readonly type: "open-softphone" }
  /** Unmutes the watched tabs. */
  | { readonly type: "unmute-softphone" }
  | { readonly type: "dismiss-notice" };

/**
 * The background's reply. `found` answers `find`. `mayInsist`: the command would be done with `anyway`. `suggestedUserId`
 * answers `connect` if Exotel writes the entered ID in another letter case; `connect` would succeed with it. So would `connect`
 * and `find` in `otherRegion`. `withheld` is a host that the browser blocks until the agent allows it again. `field` is where the agent can
 * mend what was wrong.
 */
export type Reply =
  | { readonly ok: true; readonly found?: Found }
  | ({
      readonly ok: false;
      readonly requestId?: string | null;
      readonly mayInsist?: boolean;
      readonly suggestedUserId?: string;
      readonly otherRegion?: CcmRegion;
      readonly withheld?: string | null;
      readonly field?: OptionsField | null;
    } & Explanation);

/** Longer than a switch that a command waits for and the requests after it (at most 10 s each), ms. */
const REPLY_TIMEOUT = 60_000;
/** The same where a person signs in, ms. */
const PERSON_TIMEOUT = 1_800_000;

const NO_REPLY: Reply = {
  ok: false,
  problem: [message("backgroundSilent")],
  remedy: [message("restartExtension")],
};

/** Sends a command to the background. Never rejects; resolves within a minute, or when a person has signed in. */
export async function send(command: Command): Promise<Reply> {
  const limit = command.type === "organisation-sign-in" ? PERSON_TIMEOUT : REPLY_TIMEOUT;
  const timeout = new Promise<Reply>((resolve) => setTimeout(() => resolve(NO_REPLY), limit));
  // If the worker dies meanwhile, the promise resolves with `undefined` or rejects, depending on when.
  const reply = browser.runtime.sendMessage(command).then(
    (answer: unknown) => (answer as Reply | undefined) ?? NO_REPLY,
    () => NO_REPLY,
  );
  return Promise.race([reply, timeout]);
}

/**
 * Whether a message comes from a page of this extension rather than from a site or another extension. We use no frames, so
 * one of our pages in a frame is embedded in someone else's page.
 */
export function isFromOwnPage(sender: { id?: string; url?: string; frameId?: number }): boolean {
  const isInFrame = (sender.frameId ?? 0) !== 0;
  const isOurs = (sender.url ?? "").startsWith(browser.runtime.getURL(""));
  return sender.id === browser.runtime.id && isOurs && !isInFrame;
}
