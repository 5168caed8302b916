import type catalogue from "../../public/_locales/en/messages.json";

/**
 * A sentence as data: which one, and what stands in its gaps. It becomes words where it is shown (`renderMessage`), in the
 * agent's language. What is stored, compared or sent between parts is this, never the words.
 *
 * English, in `public/_locales/en/messages.json`, is the reference: its keys are the IDs, its placeholders the parameters.
 */
export type Message<Id extends MessageId = MessageId> = Id extends MessageId
  ? { readonly id: Id; readonly params: Params<Id> }
  : never;

/** Complete sentences, one after the other. */
export type Sentences = readonly Message[];

type Catalogue = typeof catalogue;
/** A message whose words depend on a number has a key for each plural form, `…_one` to `…_other`. */
type WithoutPlural<Key> = Key extends `${infer Id}_${Intl.LDMLPluralRule}` ? Id : Key;
export type MessageId = WithoutPlural<keyof Catalogue>;

type Entry<Id> = Id extends keyof Catalogue
  ? Catalogue[Id]
  : `${Id & string}_other` extends keyof Catalogue
    ? Catalogue[`${Id & string}_other`]
    : never;
type ParamName<Id> = Entry<Id> extends { placeholders: infer P } ? keyof P : never;

/**
 * What can stand in a gap: text from outside (a server's words, a name, an address) as it is; a number, a moment (this
 * machine's clock, ms) and a list as the language writes them; or a message that is a phrase of its own, as an age.
 *
 * The number that chooses the plural form is always called `count`.
 */
export type Param = string | number | Moment | List | Message;
export interface Moment {
  readonly moment: number;
}
export interface List {
  readonly list: readonly string[];
}

export type Params<Id extends MessageId> = { readonly [Name in ParamName<Id>]: Param };

/** Makes a message. Its parameters are those that the English text has. */
export function message<Id extends MessageId>(
  id: Id,
  ...[params]: ParamName<Id> extends never ? [] : [params: Params<Id>]
): Message<Id> {
  return { id, params: params ?? {} } as Message<Id>;
}

/** Tells whether two messages, or two rows of them, say the same. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
