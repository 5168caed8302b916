import type { FunctionComponent } from "preact";
import type { Account } from "../core/account.ts";
import type { Credentials } from "../core/credentials.ts";
import type { Message } from "../core/message.ts";
import type { Settings } from "../core/settings.ts";

/** What is wrong with each field, by the field's name. */
export type FieldErrors = Readonly<Record<string, Message>>;

export type Checked =
  | {
      readonly ok: true;
      readonly account: Account;
      /** `null`: the saved ones hold. */
      readonly credentials: Credentials | null;
    }
  | { readonly ok: false; readonly errors: FieldErrors };

export interface ApiFieldsProps {
  /** What is saved; fields start from it. */
  readonly account: Account | null;
  readonly settings: Settings;
  /** Whether credentials are saved that an empty field leaves as they are. */
  readonly hasSaved: boolean;
  /** Whether Exotel has refused those that are saved. */
  readonly isRefused: boolean;
  readonly errors: FieldErrors;
  /** Marks what is wrong with the fields, and leads to the first of them; `{}` takes all marks away. */
  readonly showErrors: (errors: FieldErrors) => void;
}

/** One device API in the options page: its name, its fields, and what they come to. */
export interface ApiForm {
  readonly api: Account["api"];
  readonly label: Message;
  readonly Fields: FunctionComponent<ApiFieldsProps>;
  /** Turns what was typed into an account and credentials. Pure. */
  readonly check: (typed: FormData, hasSaved: boolean) => Checked;
}
