import type { FunctionComponent } from "preact";
import type { Account } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Message } from "../core/message.ts";
import type { GivenAccount } from "../core/policy/policy.ts";
import type { Settings } from "../core/settings.ts";

/** What is wrong with each field, by the field's name. */
export type FieldErrors = Readonly<Record<string, Message>>;

export type Checked =
  | {
      readonly ok: true;
      readonly account: Account;
      /** `null`: keep the saved ones. */
      readonly credentials: Credentials | null;
    }
  | { readonly ok: false; readonly errors: FieldErrors };

export interface ApiFieldsProps {
  /** The saved account, which fills the fields. */
  readonly account: Account | null;
  readonly settings: Settings;
  /** What the organisation has set of the account: never the fields of another API. */
  readonly given: GivenAccount;
  /** Whether it has set the credentials, too. */
  readonly givesCredentials: boolean;
  /** Whether credentials are saved. Empty fields keep them. */
  readonly hasSaved: boolean;
  /** Whether Exotel has refused the saved credentials. */
  readonly isRefused: boolean;
  readonly errors: FieldErrors;
  /** Marks the fields with errors and focuses the first; `{}` removes all marks. */
  readonly showErrors: (errors: FieldErrors) => void;
}

/** A device API in the options page: its name, its fields and their check. */
export interface ApiForm {
  readonly api: Credentials["api"];
  readonly label: Message;
  readonly Fields: FunctionComponent<ApiFieldsProps>;
  /** Turns typed values into an account and credentials. Pure. */
  readonly check: (typed: FormData, hasSaved: boolean) => Checked;
}
