import type { ComponentChildren } from "preact";
import { inWords } from "../browser/i18n.ts";
import type { Message, MessageId, Params } from "../core/message.ts";

/** What no text holds: it marks where a part belongs. */
const MARK = "\u{F0000}";

interface RichTextProps<Id extends MessageId> {
  readonly id: Id;
  /** What stands in the message's gaps: elements, texts, and the number that chooses the plural form. */
  readonly parts: { readonly [Name in keyof Params<Id>]: ComponentChildren };
  /** What the words between the gaps stand in, where they are not to stand alone, such as a label. */
  readonly around?: (words: string) => ComponentChildren;
}

/** A message with elements in its gaps, wherever the language puts them. */
export function RichText<Id extends MessageId>({ id, parts, around }: RichTextProps<Id>) {
  const all = Object.entries<ComponentChildren>(parts);
  const params = Object.fromEntries(
    all.map(([name, part], index) => [name, typeof part === "number" ? part : `${MARK}${index}${MARK}`]),
  );
  const pieces = inWords({ id, params } as unknown as Message).split(MARK);
  return (
    <>
      {pieces.map((piece, index) => {
        // Every second piece is the number of a part.
        if (index % 2 === 1) return all[Number(piece)]?.[1];
        return around && piece.trim() !== "" ? around(piece) : piece;
      })}
    </>
  );
}
