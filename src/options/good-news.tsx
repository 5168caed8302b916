import type { ComponentChildren } from "preact";
import { Glyph } from "../ui/glyph.tsx";

interface GoodNewsProps {
  readonly title: string;
  /** Whether this is a live region of its own; not so inside one. */
  readonly announce?: boolean;
  readonly children?: ComponentChildren;
}

/** Something that was asked for is done. */
export function GoodNews({ title, announce = true, children }: GoodNewsProps) {
  return (
    <div role={announce ? "status" : undefined} class="good-news">
      <Glyph name="check" />
      <div>
        <p class="good-news-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
