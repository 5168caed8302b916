import type { OptionsField } from "../field-to-mend.ts";
import type { Message, Sentences } from "../message.ts";

/** One thing that a start of shift needs. */
export interface Check {
  readonly name: CheckName;
  /** `null`: that is not known. */
  readonly holds: boolean | null;
  /** What is known, and what to do about it. */
  readonly says: Sentences;
  /** The button that mends it; `null` if there is nothing to mend, or no button can. */
  readonly mend: Mend | null;
}

/** What each check is of. */
export type CheckName =
  | "connected"
  | "token"
  | "evidence"
  | "phone"
  | "registration"
  | "tab"
  | "sound"
  | "toolbar"
  | "notifications"
  | "key"
  | "lock"
  | "clock";

/**
 * What a button does.
 *
 * - `options`: opens the options, at a field if one is named.
 * - `read`: asks Exotel now.
 * - `open-softphone`, `unmute`: opens the softphone's page, or unmutes its tab.
 * - `allow`: has the browser ask the agent to allow a host.
 * - `keys`: opens the browser's page for keys.
 * - `notify`: shows a test notification.
 */
export type Mend =
  | { readonly by: "options"; readonly field: OptionsField | null; readonly label: Message }
  | { readonly by: "read" | "open-softphone" | "unmute" | "keys" | "notify" }
  | { readonly by: "allow"; readonly host: string };
