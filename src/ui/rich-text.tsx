import type { ComponentChildren } from "preact";
import { inWords } from "../browser/i18n.ts";
import type { Message, MessageId, Params } from "../core/message.ts";

/** A character that no text contains. It marks the place of a part. */
const MARKER = "\u{F0000}";
/** It, and what is put around a text from outside (`renderMessage`): an element keeps its own direction. */
const MARKERS = /\u2068?\u{F0000}\u2069?/u;

interface RichTextProps<Id extends MessageId> {
  readonly id: Id;
  /** The values of the message's placeholders: elements, texts, and the number that selects the plural form. */
  readonly parts: { readonly [Name in keyof Params<Id>]: ComponentChildren };
  /** Wraps the words between the placeholders, for example in a label. */
  readonly around?: (words: string) => ComponentChildren;
}

/** A message with elements as placeholders, in the order of the language. */
export function RichText<Id extends MessageId>({ id, parts, around }: RichTextProps<Id>) {
  const all = Object.entries<ComponentChildren>(parts);
  const params = Object.fromEntries(
    all.map(([name, part], index) => [name, typeof part === "number" ? part : `${MARKER}${index}${MARKER}`]),
  );
  const pieces = inWords({ id, params } as unknown as Message).split(MARKERS);
  return (
    <>
      {pieces.map((piece, index) => {
        // Every second piece is the index of a part.
        if (index % 2 === 1) return all[Number(piece)]?.[1];
        return around && piece.trim() !== "" ? around(piece) : piece;
      })}
    </>
  );
}
