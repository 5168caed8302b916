import type catalogue from "../../public/_locales/en/messages.json";

/**
 * A sentence as data: its ID and the values of its placeholders. `renderMessage` turns it into the agent's language where it is
 * shown. The program stores, compares and sends messages, never their words.
 *
 * English, in `public/_locales/en/messages.json`, is the reference: its keys are the IDs, its placeholders the parameters.
 */
export type Message<Id extends MessageId = MessageId> = Id extends MessageId
  ? { readonly id: Id; readonly params: Params<Id> }
  : never;

/** Complete sentences, in order. */
export type Sentences = readonly Message[];

type Catalogue = typeof catalogue;
/** A message that depends on a number has one key for each plural form, `…_one` to `…_other`. */
type WithoutPlural<Key> = Key extends `${infer Id}_${Intl.LDMLPluralRule}` ? Id : Key;
export type MessageId = WithoutPlural<keyof Catalogue>;

type Entry<Id> = Id extends keyof Catalogue
  ? Catalogue[Id]
  : `${Id & string}_other` extends keyof Catalogue
    ? Catalogue[`${Id & string}_other`]
    : never;
type ParamName<Id> = Entry<Id> extends { placeholders: infer P } ? keyof P : never;

/**
 * The value of a placeholder.
 *
 * - Text from outside (a server's words, a name, an address) stays as it is.
 * - A number, a moment, a minute or a day (this machine's clock, ms) or a list is formatted for the language. A minute has no
 *   seconds, and a day no time.
 * - A message is a phrase of its own, such as an age. Sentences are quoted.
 *
 * The number that selects the plural form is always called `count`.
 */
export type Param = string | number | Moment | Minute | Day | List | Message | Quote;
export interface Moment {
  readonly moment: number;
}
export interface Minute {
  readonly minute: number;
}
export interface Day {
  readonly day: number;
}
export interface List {
  readonly list: readonly string[];
}

/** Whole sentences within another one, as what was shown at a moment. */
export interface Quote {
  readonly sentences: Sentences;
}

export type Params<Id extends MessageId> = { readonly [Name in ParamName<Id>]: Param };

/** Makes a message. Its parameters are the placeholders of the English text. */
export function message<Id extends MessageId>(
  id: Id,
  ...[params]: ParamName<Id> extends never ? [] : [params: Params<Id>]
): Message<Id> {
  return { id, params: params ?? {} } as Message<Id>;
}

/** Whether two messages, or two lists of messages, are the same. */
export function sameMessages(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether `whole` includes every sentence of `part`. */
export function includesAll(whole: Sentences, part: Sentences): boolean {
  return part.every((one) => whole.some((other) => sameMessages(one, other)));
}
